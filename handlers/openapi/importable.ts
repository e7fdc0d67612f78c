import type { OpenApiDocument, Schema } from "./types";

/**
 * Returns a document without the parts that API Gateway does not import.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function importable(document: OpenApiDocument): OpenApiDocument {
  const schemas = Object.entries(document.components.schemas);
  return {
    ...document,
    components: {
      ...document.components,
      schemas: Object.fromEntries(schemas.map(([name, schema]) => [name, plain(schema)])),
    },
  };
}

function plain({ additionalProperties: _, properties, items, ...schema }: Schema): Schema {
  return {
    ...schema,
    ...(items === undefined ? {} : { items: plain(items) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(Object.entries(properties).map(([name, own]) => [name, plain(own)])),
        }),
  };
}

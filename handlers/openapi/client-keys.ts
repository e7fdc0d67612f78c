import type { OpenApiDocument, Operation } from "./types";

/**
 * Returns the document of an API whose clients need a key. Every operation requires it except those that are declared
 * public with `security: []`, and OPTIONS, because browsers send no key with it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-key-with-restapi.html
 */
export function withClientKeys(document: OpenApiDocument): OpenApiDocument {
  const paths = Object.entries(document.paths).map(([path, operations]) => [
    path,
    Object.fromEntries(Object.entries(operations).map(withKey)),
  ]);
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: {
      ...document.components,
      securitySchemes: { client: { type: "apiKey", name: "x-api-key", in: "header" } },
    },
  };
}

function withKey([method, operation]: [string, Operation]): [string, Operation] {
  const isPublic = method === "options" || operation.security?.length === 0;
  return [method, isPublic ? operation : { ...operation, security: [{ client: [] }] }];
}

import type { OpenApiDocument, Operation } from "./types";

/**
 * The document of an API whose clients need a key: for everything under /v1, but for OPTIONS, to which browsers send
 * none.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-key-with-restapi.html
 */
export function withClientKeys(document: OpenApiDocument): OpenApiDocument {
  const paths = Object.entries(document.paths).map(([path, operations]) => [
    path,
    path.startsWith("/v1/") ? Object.fromEntries(Object.entries(operations).map(withKey)) : operations,
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
  return [method, method === "options" ? operation : { ...operation, security: [{ client: [] }] }];
}

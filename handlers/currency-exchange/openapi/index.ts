import { importable } from "../../openapi/importable";
import type { OpenApiDocument, Operation } from "../../openapi/types";
import { type Endpoint, OPERATIONS } from "./operations";
import { schemas } from "./schemas";

export { withClientKeys } from "../../openapi/client-keys";
export { served } from "../../openapi/served";
export type { MediaType, OpenApiDocument, Operation, Parameter, Schema } from "../../openapi/types";
export { OPERATIONS, type OperationId } from "./operations";

/**
 * The API's OpenAPI 3.0 document. Functions validate requests against it, and clients read it as `served`. It contains
 * nothing specific to AWS.
 */
export const apiDocument: OpenApiDocument = {
  openapi: "3.0.1",
  info: {
    title: "Currency exchange",
    version: "1",
    description:
      "Exchange rates and exact conversions from the nearest healthy region. Numbers are decimal strings, so that no digit is lost.",
    license: { name: "MIT", url: "https://opensource.org/license/mit" },
  },
  paths: paths(),
  components: { schemas },
};

/**
 * The document that API Gateway imports. Its validator accepts any batch of conversions, because the function rejects
 * invalid conversions individually and answers the others.
 */
export const openApiDocument: OpenApiDocument = importable({
  ...apiDocument,
  components: {
    schemas: {
      ...schemas,
      Conversions: {
        ...schemas.Conversions,
        properties: { conversions: { type: "array", items: {} } },
      },
    },
  },
});

/** Adds HEAD for each GET and OPTIONS for each path, because API Gateway accepts only declared methods. */
function paths(): OpenApiDocument["paths"] {
  const endpoints: Readonly<Record<string, Endpoint>> = OPERATIONS;
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [operationId, { method, path, ...described }] of Object.entries(endpoints)) {
    const operation = { operationId, ...described };
    paths[path] = {
      ...(method === "get" ? { head: headOf(operation), options: optionsOf(operation) } : {}),
      ...paths[path],
      [method]: operation,
    };
  }
  return paths;
}

function headOf({ operationId, summary, parameters = [], security }: Operation): Operation {
  return {
    operationId: operationId.replace("get", "head"),
    summary: `${summary}: headers only`,
    parameters,
    ...(security === undefined ? {} : { security }),
    responses: { "200": { description: "The headers of the GET response" } },
  };
}

function optionsOf({ operationId, parameters = [] }: Operation): Operation {
  return {
    operationId: operationId.replace("get", "options"),
    summary: "Allowed methods and CORS headers",
    parameters: parameters.filter((parameter) => parameter.in === "path"),
    responses: { "204": { description: "The Allow header and the CORS headers" } },
  };
}

import { importable } from "../../openapi/importable";
import type { OpenApiDocument, Operation } from "../../openapi/types";
import { type Endpoint, OPERATIONS } from "./operations";
import { schemas } from "./schemas";

export { withClientKeys } from "../../openapi/client-keys";
export { served } from "../../openapi/served";
export type { MediaType, OpenApiDocument, Operation, Parameter, Schema } from "../../openapi/types";
export { OPERATIONS, type OperationId } from "./operations";

/**
 * The API, as OpenAPI 3.0: what the functions validate requests against and what clients read, once it is `served`. It
 * carries nothing of AWS.
 */
export const apiDocument: OpenApiDocument = {
  openapi: "3.0.1",
  info: {
    title: "Currency exchange",
    version: "1",
    description:
      "Exchange rates and exact conversion, answered by the nearest healthy region. Numbers are decimal texts, so that no digit is lost on the way.",
    license: { name: "MIT", url: "https://opensource.org/license/mit" },
  },
  paths: paths(),
  components: { schemas },
};

/**
 * The document that API Gateway imports. Its validator takes any conversions in a batch: the function refuses each on
 * its own, and answers the others.
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

/** API Gateway answers only methods that are declared: so HEAD for each GET, and OPTIONS for each path. */
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
    summary: `${summary}: the headers alone`,
    parameters,
    ...(security === undefined ? {} : { security }),
    responses: { "200": { description: "The headers of the answer to GET" } },
  };
}

function optionsOf({ operationId, parameters = [] }: Operation): Operation {
  return {
    operationId: operationId.replace("get", "options"),
    summary: "The methods, and what browsers may send",
    parameters: parameters.filter((parameter) => parameter.in === "path"),
    responses: { "204": { description: "Allow, and the headers of CORS" } },
  };
}

import { type Endpoint, OPERATIONS } from "./operations";
import { schemas } from "./schemas";
import type { OpenApiDocument, Operation } from "./types";

export { withClientKeys } from "./client-keys";
export { OPERATIONS, type OperationId } from "./operations";
export type { OpenApiDocument, Operation, Parameter } from "./types";

/**
 * The API, as OpenAPI 3.0: what API Gateway imports, what the functions hold requests against, and what clients
 * read. It carries nothing of AWS; the constructs add the integrations.
 */
export const openApiDocument: OpenApiDocument = {
  openapi: "3.0.1",
  info: {
    title: "Currency exchange",
    version: "1",
    description:
      "Exchange rates and exact conversion, answered by the nearest healthy region. Numbers are decimal texts, so that no digit is lost on the way.",
  },
  paths: paths(),
  components: { schemas },
};

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

function headOf({ operationId, summary, parameters = [] }: Operation): Operation {
  return {
    operationId: operationId.replace("get", "head"),
    summary: `${summary}: the headers alone`,
    parameters,
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

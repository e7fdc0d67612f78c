import { problems } from "./problem-responses";
import type { OpenApiDocument, Operation, Response } from "./types";

/**
 * Errors that every operation can return: those of API Gateway, and those that the function returns for any request.
 */
const ANYWHERE = problems([
  "unknown-parameter",
  "invalid-api-key",
  "forbidden",
  "body-too-large",
  "too-many-requests",
  "internal-error",
  "region-unavailable",
]);

/** Errors that API Gateway returns if the integration fails. */
const GATEWAY_FAILS: Record<string, Response> = Object.fromEntries(
  ["502", "504"].map((status) => [status, { ...ANYWHERE["503"], description: "about:blank" }]),
);

/**
 * Returns the document that clients read. Unlike the one that API Gateway imports, it is complete: it has a server,
 * which is the one it was read from, and every operation lists every status that a client can receive.
 */
export function served(document: OpenApiDocument): OpenApiDocument {
  const paths = Object.entries(document.paths).map(([path, operations]) => {
    const complete = Object.entries(operations).map(([method, operation]) => {
      const source = method === "head" ? operations["get"] : operation;
      const responses = responsesOf(source ?? operation, method);
      return [method, { ...operation, responses: method === "head" ? withoutBodies(responses) : responses }];
    });
    return [path, Object.fromEntries(complete)];
  });
  return {
    ...document,
    // If clients need a key, each operation states it.
    security: [],
    servers: [{ url: "/", description: "The endpoint that served this document" }],
    paths: Object.fromEntries(paths),
  };
}

function responsesOf({ responses, parameters = [] }: Operation, method: string): Record<string, Response> {
  const conditional = parameters.some(({ name }) => name === "If-None-Match");
  const { "400": invalid, ...common } = ANYWHERE;
  return {
    ...(method === "options" || invalid === undefined ? {} : { "400": invalid }),
    ...common,
    ...GATEWAY_FAILS,
    ...(conditional ? { "304": NOT_MODIFIED } : {}),
    ...responses,
  };
}

const NOT_MODIFIED: Response = { description: "The client's copy is still current" };

/** Returns the responses of HEAD: those of GET without bodies. */
function withoutBodies(responses: Readonly<Record<string, Response>>): Record<string, Response> {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { description }]) => [status, { description }]),
  );
}

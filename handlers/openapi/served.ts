import { problems } from "./problem-responses";
import type { OpenApiDocument, Operation, Response } from "./types";

/** Errors that every operation can answer with: those of API Gateway, and those of the function for any request. */
const ANYWHERE = problems([
  "unknown-parameter",
  "invalid-api-key",
  "forbidden",
  "body-too-large",
  "too-many-requests",
  "internal-error",
  "region-unavailable",
]);

/** Errors of API Gateway where its own work fails. */
const GATEWAY_FAILS: Record<string, Response> = Object.fromEntries(
  ["502", "504"].map((status) => [status, { ...ANYWHERE["503"], description: "about:blank" }]),
);

/**
 * The document that clients read: complete where the one that API Gateway imports cannot be. Its server is the one that
 * it was read from, and every operation has every status that a client can receive.
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
    // Where clients need a key, operations say so themselves.
    security: [],
    servers: [{ url: "/", description: "The region that served this document, or the nearest one" }],
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

const NOT_MODIFIED: Response = { description: "The client's copy is still right" };

/** HEAD has the statuses of GET, and no bodies. */
function withoutBodies(responses: Readonly<Record<string, Response>>): Record<string, Response> {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { description }]) => [status, { description }]),
  );
}

import { createHash } from "node:crypto";
import type { APIGatewayProxyResult } from "aws-lambda";
import type { Answer } from "./answer";
import type { Problem } from "./problem";
import type { Request } from "./request";

/** The headers of every response. */
export type Headers = Readonly<Record<string, string>>;

/**
 * A shared cache, such as a CDN, must not return the response to a request with credentials to a client without any.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9111#name-storing-responses-to-authen
 */
const CREDENTIALS = ["authorization", "cookie", "x-api-key"];

/**
 * Returns the response to GET and HEAD: 304 if the client already has the answer.
 *
 * The ETag depends only on the answer, so it is the same in every region. It is weak, because the age in the answer
 * changes and the gateway may compress the response.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-etag
 */
export function respond(request: Request, answer: Answer, common: Headers): APIGatewayProxyResult {
  const { contentType, body, cacheSeconds, identity = body } = answer;
  const headers = { ...common, ...answer.headers, "Content-Type": contentType };
  if (cacheSeconds === undefined) {
    return { statusCode: 200, headers: { ...headers, "Cache-Control": "no-store" }, body };
  }
  const etag = `W/"${createHash("sha256").update(identity).digest("base64url").slice(0, 22)}"`;
  const scope = CREDENTIALS.some((name) => name in request.headers) ? "private" : "public";
  const cached = { ...headers, ETag: etag, "Cache-Control": `${scope}, max-age=${cacheSeconds}` };
  return matches(request.headers["if-none-match"], etag)
    ? { statusCode: 304, headers: cached, body: "" }
    : { statusCode: 200, headers: cached, body };
}

export function respondWithProblem(
  request: Request,
  problem: Problem,
  common: Headers,
): APIGatewayProxyResult {
  return {
    statusCode: problem.status,
    headers: {
      ...common,
      ...problem.headers,
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
    },
    body: JSON.stringify({ ...problem.details, requestId: request.id }),
  };
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const opaque = etag.slice(2);
  return (ifNoneMatch ?? "").split(",").some((tag) => {
    const given = tag.trim();
    return given === "*" || given === opaque || given === etag;
  });
}

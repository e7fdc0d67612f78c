import type { Headers } from "./respond";

const ALLOWED_HEADERS = "Accept, Content-Type, If-None-Match, X-Api-Key";
const EXPOSED_HEADERS = "ETag, Link, Retry-After, X-Request-Id, X-Served-By, X-Trace-Id";
const PREFLIGHT_SECONDS = 86_400;

/**
 * Returns the headers that let pages of other origins read a response.
 *
 * @param allowed - origins such as `https://app.example.com`, or `*`
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function corsHeaders(allowed: readonly string[], origin: string | undefined): Headers {
  const answered = allowed.includes("*") ? "*" : allowed.find((candidate) => candidate === origin);
  return answered === undefined
    ? {}
    : { "Access-Control-Allow-Origin": answered, "Access-Control-Expose-Headers": EXPOSED_HEADERS };
}

/** Returns the preflight headers for pages of other origins; none if `cors` allows none. */
export function preflightHeaders(cors: Headers, methods: string): Headers {
  return "Access-Control-Allow-Origin" in cors
    ? {
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": ALLOWED_HEADERS,
        "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
      }
    : {};
}

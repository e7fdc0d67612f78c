/** A problem that API Gateway or WAF returns without invoking the function. */
export interface GatewayProblem {
  readonly status: number;
  /** The problem's anchor in the list of errors on the API's documentation page. */
  readonly type: string;
  readonly title: string;
  /** May contain `$context` variables. */
  readonly detail: string;
  readonly retryAfterSeconds?: number;
}

const TRY_AGAIN: GatewayProblem = {
  status: 503,
  type: "region-unavailable",
  title: "Region unavailable",
  detail: "This region could not process the request. Try again.",
  retryAfterSeconds: 5,
};
export const FORBIDDEN: GatewayProblem = {
  status: 403,
  type: "forbidden",
  title: "Forbidden",
  detail: "$context.error.message",
};
export const TOO_MANY: GatewayProblem = {
  status: 429,
  type: "too-many-requests",
  title: "Too many requests",
  detail: "You exceeded a rate limit of this region. Send fewer requests per second.",
  retryAfterSeconds: 1,
};

export const BODY_TOO_LARGE: GatewayProblem = {
  status: 413,
  type: "body-too-large",
  title: "Request body too large",
  detail: "The request body exceeds the API's size limit.",
};
const NOT_FOUND: GatewayProblem = {
  status: 404,
  type: "not-found",
  title: "Not found",
  detail: "This path does not exist. / lists all endpoints.",
};

/** The types of responses that a REST API without authorizers returns without invoking its function. */
const PROBLEMS: Readonly<Record<string, GatewayProblem>> = {
  ACCESS_DENIED: FORBIDDEN,
  BAD_REQUEST_PARAMETERS: {
    status: 400,
    type: "missing-parameter",
    title: "Missing parameter",
    // The validation error names the parameter; the error message does not.
    detail: "$context.error.validationErrorString",
  },
  BAD_REQUEST_BODY: {
    status: 400,
    type: "invalid-body",
    title: "Invalid request body",
    detail: "$context.error.validationErrorString",
  },
  INVALID_API_KEY: {
    status: 403,
    type: "invalid-api-key",
    title: "Missing or invalid API key",
    detail: "Send a valid key in the X-Api-Key header.",
  },
  // API Gateway returns this type for a path that does not exist. The function answers wrong methods; see `apiBody`.
  MISSING_AUTHENTICATION_TOKEN: NOT_FOUND,
  QUOTA_EXCEEDED: {
    status: 429,
    type: TOO_MANY.type,
    title: TOO_MANY.title,
    detail: "The key's daily quota in this region is exhausted.",
  },
  REQUEST_TOO_LARGE: BODY_TOO_LARGE,
  RESOURCE_NOT_FOUND: NOT_FOUND,
  THROTTLED: TOO_MANY,
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    type: "unsupported-media-type",
    title: "Unsupported media type",
    detail: "$context.error.message",
  },
  WAF_FILTERED: { ...FORBIDDEN, detail: "The web ACL blocked this request." },
  API_CONFIGURATION_ERROR: TRY_AGAIN,
  INTEGRATION_FAILURE: TRY_AGAIN,
  INTEGRATION_TIMEOUT: TRY_AGAIN,
};

export interface GatewayResponsesProps {
  /** The value of `X-Served-By`. */
  readonly region: string;
  /** Origins whose pages may read the API; `*` for all. */
  readonly corsOrigins: readonly string[];
}

/**
 * The responses that API Gateway returns without invoking the function. Like every other error of the API, they are
 * problem details with a documented type, and the allowed origins can read them.
 *
 * The fallbacks have no status code: it would replace the status code of every response type that falls back to them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function gatewayResponses(props: GatewayResponsesProps) {
  const fallback = { type: "about:blank", title: "$context.error.responseType" };
  return {
    DEFAULT_4XX: response({ ...fallback, detail: "$context.error.message" }, {}, props),
    DEFAULT_5XX: response({ ...fallback, detail: TRY_AGAIN.detail }, {}, props),
    ...Object.fromEntries(
      Object.entries(PROBLEMS).map(([name, problem]) => [
        name,
        {
          statusCode: problem.status,
          ...response(
            problemDetails(problem),
            problem.retryAfterSeconds === undefined
              ? {}
              : { "Retry-After": String(problem.retryAfterSeconds) },
            props,
          ),
        },
      ]),
    ),
  };
}

/** The body of a problem, without the request's id. */
export function problemDetails({ type, title, status, detail }: GatewayProblem) {
  return { type: `/#${type}`, title, status, detail };
}

function response(
  problem: object,
  headers: Readonly<Record<string, string>>,
  { region, corsOrigins }: GatewayResponsesProps,
) {
  const fixed = {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    "X-Served-By": region,
    ...headers,
    ...corsHeaders(corsOrigins),
  };
  return {
    responseParameters: {
      ...Object.fromEntries(
        Object.entries(fixed).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`]),
      ),
      "gatewayresponse.header.X-Request-Id": "context.requestId",
    },
    responseTemplates: {
      "application/json": JSON.stringify({ ...problem, requestId: "$context.requestId" }),
    },
  };
}

/**
 * A gateway response cannot choose among several origins. These responses contain no client data, and credentials are
 * never allowed, so with several origins every page may read them.
 */
export function corsHeaders([origin, ...others]: readonly string[]): Record<string, string> {
  return origin === undefined
    ? {}
    : {
        "Access-Control-Allow-Origin": others.length === 0 ? origin : "*",
        "Access-Control-Expose-Headers": "Retry-After, X-Request-Id, X-Served-By",
      };
}

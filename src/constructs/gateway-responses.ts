/** A problem that a client gets without the function. */
export interface GatewayProblem {
  readonly status: number;
  /** Its name in the list of errors on the API's page of documentation. */
  readonly type: string;
  readonly title: string;
  /** May hold `$context` variables. */
  readonly detail: string;
  readonly retryAfterSeconds?: number;
}

const TRY_AGAIN: GatewayProblem = {
  status: 503,
  type: "region-unavailable",
  title: "This region cannot answer now",
  detail: "This region could not answer. Try again.",
  retryAfterSeconds: 5,
};
export const FORBIDDEN: GatewayProblem = {
  status: 403,
  type: "forbidden",
  title: "The request is not allowed",
  detail: "$context.error.message",
};
export const TOO_MANY: GatewayProblem = {
  status: 429,
  type: "too-many-requests",
  title: "Too many requests",
  detail: "The requests exceed a limit of this region. Send fewer per second.",
  retryAfterSeconds: 1,
};

export const BODY_TOO_LARGE: GatewayProblem = {
  status: 413,
  type: "body-too-large",
  title: "The body is too large",
  detail: "The body is larger than the API takes.",
};
const NOT_FOUND: GatewayProblem = {
  status: 404,
  type: "not-found",
  title: "There is nothing at this path",
  detail: "There is nothing at this path; / lists what there is.",
};

/** The types of answers that a REST API without authorizers gives without its function. */
const PROBLEMS: Readonly<Record<string, GatewayProblem>> = {
  ACCESS_DENIED: FORBIDDEN,
  BAD_REQUEST_PARAMETERS: {
    status: 400,
    type: "missing-parameter",
    title: "A parameter is missing",
    // It names the parameter; the error's message only says that the request is bad.
    detail: "$context.error.validationErrorString",
  },
  BAD_REQUEST_BODY: {
    status: 400,
    type: "invalid-body",
    title: "The body is not what is expected",
    detail: "$context.error.validationErrorString",
  },
  INVALID_API_KEY: {
    status: 403,
    type: "invalid-api-key",
    title: "The API key is missing or not valid",
    detail: "Send a valid key in the header X-Api-Key.",
  },
  // A path that does not exist. For a wrong method, the function answers: see `apiBody`.
  MISSING_AUTHENTICATION_TOKEN: NOT_FOUND,
  QUOTA_EXCEEDED: {
    status: 429,
    type: TOO_MANY.type,
    title: TOO_MANY.title,
    detail: "The key's quota of this region is used up.",
  },
  REQUEST_TOO_LARGE: BODY_TOO_LARGE,
  RESOURCE_NOT_FOUND: NOT_FOUND,
  THROTTLED: TOO_MANY,
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    type: "unsupported-media-type",
    title: "The body's format is not supported",
    detail: "$context.error.message",
  },
  WAF_FILTERED: { ...FORBIDDEN, detail: "The web ACL blocks this request." },
  API_CONFIGURATION_ERROR: TRY_AGAIN,
  INTEGRATION_FAILURE: TRY_AGAIN,
  INTEGRATION_TIMEOUT: TRY_AGAIN,
};

export interface GatewayResponsesProps {
  /** Named in `X-Served-By`. */
  readonly region: string;
  /** Origins whose pages may read the API; `*` for all. */
  readonly corsOrigins: readonly string[];
}

/**
 * The answers that API Gateway gives without the function, in the form of every other error of the API:
 * problem details with a documented type, readable by the pages that may read the API.
 *
 * The fallbacks keep their statuses: setting one would set it for every type below it.
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
 * A gateway response cannot choose among several origins. These answers hold nothing of a client, and credentials are
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

/**
 * What API Gateway answers by itself, before a function is asked: problem+json, like every error of the API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function gatewayResponses() {
  return {
    DEFAULT_4XX: problem("$context.error.message"),
    DEFAULT_5XX: problem("This region could not answer. Try again."),
    // The reason says which parameter is missing; the default message only that the request is bad.
    BAD_REQUEST_PARAMETERS: problem("$context.error.validationErrorString"),
    BAD_REQUEST_BODY: problem("$context.error.validationErrorString"),
    // Without it, a path that does not exist answers 403 "Missing Authentication Token".
    MISSING_AUTHENTICATION_TOKEN: {
      ...problem("There is nothing at this path, or not with this method."),
      statusCode: 404,
    },
    THROTTLED: { ...problem("Too many requests.", { "Retry-After": "1" }), statusCode: 429 },
  };
}

function problem(detail: string, headers: Readonly<Record<string, string>> = {}) {
  const all = { "Content-Type": "application/problem+json", "Cache-Control": "no-store", ...headers };
  const body = {
    type: "about:blank",
    title: "$context.error.responseType",
    detail,
    requestId: "$context.requestId",
  };
  return {
    responseParameters: Object.fromEntries(
      Object.entries(all).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`]),
    ),
    responseTemplates: { "application/json": JSON.stringify(body) },
  };
}

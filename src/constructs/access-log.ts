/**
 * One JSON object per request. `requestId` is in every response and in the function's log; `xrayTraceId` finds the
 * trace. The query string is left out because it may contain personal data.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  extendedRequestId: "$context.extendedRequestId",
  functionRequestId: "$context.integration.requestId",
  xrayTraceId: "$context.xrayTraceId",
  time: "$context.requestTimeEpoch",
  domainName: "$context.domainName",
  method: "$context.httpMethod",
  resource: "$context.resourcePath",
  path: "$context.path",
  status: "$context.status",
  functionStatus: "$context.integration.status",
  responseLength: "$context.responseLength",
  responseLatency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
  integrationError: "$context.integration.error",
  errorResponseType: "$context.error.responseType",
  sourceIp: "$context.identity.sourceIp",
  userAgent: "$context.identity.userAgent",
  apiKeyId: "$context.identity.apiKeyId",
});

import type { GatewayResponse } from "../stack/api-body";
import { type GatewayAnswer, type GatewayRequest, header } from "./message";

/** API Gateway's default responses, which an API can override. */
const TYPES = {
  BAD_REQUEST_BODY: { status: 400, message: "Invalid request body" },
  BAD_REQUEST_PARAMETERS: { status: 400, message: "Missing required request parameters" },
  /** A function that is throttled or does not exist. */
  API_CONFIGURATION_ERROR: { status: 500, message: "Internal server error" },
  /** A function that failed, or returned a malformed response. */
  INTEGRATION_FAILURE: { status: 502, message: "Internal server error" },
  INTEGRATION_TIMEOUT: { status: 504, message: "Endpoint request timed out" },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, message: "Missing Authentication Token" },
  REQUEST_TOO_LARGE: { status: 413, message: "Request too long" },
  WAF_FILTERED: { status: 403, message: "Forbidden" },
  THROTTLED: { status: 429, message: "Too Many Requests" },
} as const;

export type GatewayResponseType = keyof typeof TYPES;

/**
 * Builds the response of one type from the API's gateway responses, or the default response.
 *
 * @param detail - the fault of an invalid request
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function gatewayResponse(
  responses: Readonly<Record<string, GatewayResponse>>,
  type: GatewayResponseType,
  request: GatewayRequest,
  requestId: string,
  detail?: string,
): GatewayAnswer {
  const { status, message } = TYPES[type];
  const custom = responses[type] ?? responses[status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
  const text = detail !== undefined && type === "BAD_REQUEST_PARAMETERS" ? detail : message;
  const context: Readonly<Record<string, string>> = {
    "$context.requestId": requestId,
    "$context.error.responseType": type,
    "$context.error.message": text,
    "$context.error.messageString": JSON.stringify(text),
    "$context.error.validationErrorString": detail ?? "",
  };
  const template =
    custom?.responseTemplates["application/json"] ?? '{"message":$context.error.messageString}';
  const body = template.replaceAll(/\$context(?:\.[A-Za-z]+)+/g, (variable) =>
    variable.endsWith("String") && !variable.endsWith("ErrorString")
      ? (context[variable] ?? '""')
      : JSON.stringify(context[variable] ?? "").slice(1, -1),
  );
  const mapped = (expression: string) => {
    const [, fixed] = /^'(.*)'$/.exec(expression) ?? [];
    const [, requested] = /^method\.request\.header\.(.+)$/.exec(expression) ?? [];
    return (
      fixed ??
      (requested === undefined ? context[`$${expression}`] : header(request.headers, requested.toLowerCase()))
    );
  };
  const headers = Object.entries(custom?.responseParameters ?? {}).flatMap(
    ([parameter, value]): [string, string][] => {
      const [, name] = /^gatewayresponse\.header\.(.+)$/.exec(parameter) ?? [];
      const text = mapped(value);
      return name === undefined || text === undefined ? [] : [[name, text]];
    },
  );
  const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
  return {
    status: custom?.statusCode ?? status,
    headers: hasType ? headers : [["Content-Type", "application/json"], ...headers],
    body: Buffer.from(body),
  };
}

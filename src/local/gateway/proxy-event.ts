import type { APIGatewayProxyEvent } from "aws-lambda";
import { groupBy } from "../../terraform";
import type { Route } from "../stack/api-body";
import { ACCOUNT_ID } from "../stack/known-values";
import type { RestApiModel } from "../stack/rest-apis";
import { type GatewayRequest, header } from "./message";

export interface ProxyEventProps {
  readonly api: RestApiModel;
  readonly route: Route;
  readonly request: GatewayRequest;
  readonly query: URLSearchParams;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** The path in the API's domain, including the stage if the request contains it. */
  readonly contextPath: string;
  readonly requestId: string;
  readonly isBase64Encoded: boolean;
}

/**
 * Returns the Lambda proxy event of a request. Path and path parameters stay percent-encoded; the query is decoded.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(props: ProxyEventProps): APIGatewayProxyEvent {
  const { api, route, request, query, requestId } = props;
  const now = new Date();
  const headers: (readonly [string, string])[] = [
    ...request.headers,
    ["X-Forwarded-For", request.sourceIp],
    ["X-Forwarded-Port", "443"],
    ["X-Forwarded-Proto", "https"],
  ];
  return {
    resource: route.path,
    path: request.path,
    httpMethod: request.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: grouped(headers),
    queryStringParameters: query.size === 0 ? null : Object.fromEntries(query),
    multiValueQueryStringParameters: query.size === 0 ? null : grouped([...query]),
    pathParameters: Object.keys(props.pathParameters).length === 0 ? null : { ...props.pathParameters },
    stageVariables: null,
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: api.id,
      authorizer: undefined,
      domainName: request.host,
      domainPrefix: request.host.split(".")[0] ?? "",
      extendedRequestId: requestId,
      httpMethod: request.method,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: request.sourceIp,
        user: null,
        userAgent: header(request.headers, "user-agent") ?? null,
        userArn: null,
      },
      path: props.contextPath,
      protocol: "HTTP/1.1",
      requestId,
      requestTime: requestTime(now),
      requestTimeEpoch: now.getTime(),
      resourceId: route.path,
      resourcePath: route.path,
      stage: api.stageName,
    },
    body: request.body.length === 0 ? null : request.body.toString(props.isBase64Encoded ? "base64" : "utf8"),
    isBase64Encoded: props.isBase64Encoded,
  };
}

function grouped(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const groups = groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...groups].map(([name, group]) => [name, group.map(([, value]) => value)]));
}

/** `09/Apr/2015:12:34:56 +0000`, Common Log Format. */
function requestTime(now: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

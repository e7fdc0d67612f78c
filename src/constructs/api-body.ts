import { type MediaType, type OpenApiDocument, type Operation, withClientKeys } from "../../handlers/openapi";
import { gatewayResponses } from "./gateway-responses";

export interface ApiBodyProps {
  readonly document: OpenApiDocument;
  /** The URI of the function's invocation, by which every operation is answered. */
  readonly integrationUri: string;
  /** How long API Gateway waits for the function. */
  readonly timeoutSeconds: number;
  /** With a stage cache: answers are cached by all of the parameters that an operation declares. */
  readonly cached: boolean;
  /** Whether paths under /v1 ask for a client's key. */
  readonly keysRequired: boolean;
}

/**
 * The API's OpenAPI document as API Gateway imports it: each operation integrated with the function, required
 * parameters and bodies validated before the function is asked.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function apiBody(props: ApiBodyProps): string {
  const document = props.keysRequired ? withClientKeys(props.document) : props.document;
  const paths = Object.entries(document.paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        { ...withoutExamples(operation), "x-amazon-apigateway-integration": integration(operation, props) },
      ]),
    ),
  ]);
  return JSON.stringify({
    ...document,
    paths: Object.fromEntries(paths),
    ...(props.keysRequired ? { "x-amazon-apigateway-api-key-source": "HEADER" } : {}),
    "x-amazon-apigateway-request-validators": {
      all: { validateRequestParameters: true, validateRequestBody: true },
    },
    "x-amazon-apigateway-request-validator": "all",
    "x-amazon-apigateway-gateway-responses": gatewayResponses(),
  });
}

/** API Gateway does not import examples. */
function withoutExamples(operation: Operation): Operation {
  const { parameters, requestBody, responses } = operation;
  return {
    ...operation,
    ...(parameters === undefined
      ? {}
      : { parameters: parameters.map(({ example: _, ...parameter }) => parameter) }),
    ...(requestBody === undefined ? {} : { requestBody: schemasOnly(requestBody) }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [status, schemasOnly(response)]),
    ),
  };
}

function schemasOnly<Holder extends { readonly content?: Readonly<Record<string, MediaType>> }>(
  holder: Holder,
): Holder {
  return holder.content === undefined
    ? holder
    : {
        ...holder,
        content: Object.fromEntries(
          Object.entries(holder.content).map(([type, { schema }]) => [type, { schema }]),
        ),
      };
}

function integration(operation: Operation, props: ApiBodyProps) {
  return {
    type: "aws_proxy",
    // Lambda is invoked by POST, whatever the client's method was.
    httpMethod: "POST",
    uri: props.integrationUri,
    passthroughBehavior: "when_no_match",
    timeoutInMillis: props.timeoutSeconds * 1000,
    ...(props.cached ? { cacheKeyParameters: cacheKeyParameters(operation) } : {}),
  };
}

/**
 * Without them, API Gateway would answer every query of a path with the answer to the first.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
function cacheKeyParameters(operation: Operation): string[] {
  const places = { query: "querystring", path: "path", header: "header" };
  return (operation.parameters ?? []).map(
    (parameter) => `method.request.${places[parameter.in]}.${parameter.name}`,
  );
}

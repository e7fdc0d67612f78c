import {
  type MediaType,
  type OpenApiDocument,
  type Operation,
  type Parameter,
  withClientKeys,
} from "../../handlers/currency-exchange/openapi";
import { gatewayResponses } from "./gateway-responses";

export interface ApiBodyProps {
  readonly document: OpenApiDocument;
  /** The URI of the function's invocation, by which every operation is answered. */
  readonly integrationUri: string;
  /** How long API Gateway waits for the function. */
  readonly timeoutSeconds: number;
  /** Whether the stage has a cache. */
  readonly cached: boolean;
  /** Whether paths under /v1 ask for a client's key. */
  readonly keysRequired: boolean;
  /** The API's region. */
  readonly region: string;
  /** Origins whose pages may read the API; `*` for all. */
  readonly corsOrigins: readonly string[];
}

/**
 * The API's OpenAPI document as API Gateway imports it: each operation integrated with the function, required
 * parameters and bodies validated before the function is invoked.
 *
 * Every other method of a path goes to the function, too, which answers 405 and names the methods in `Allow`: API
 * Gateway itself would answer 403, "Missing Authentication Token", as for a path that does not exist.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-any-method.html
 */
export function apiBody(props: ApiBodyProps): string {
  const document = props.keysRequired ? withClientKeys(props.document) : props.document;
  const paths = Object.entries(document.paths).map(([path, operations]) => [
    path,
    {
      ...Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [
          method,
          // Caching is on for all methods of a stage, which means GET.
          method === "get" && props.cached
            ? cachedOperation(operation, props)
            : { ...withoutExamples(operation), ...integration(props) },
        ]),
      ),
      "x-amazon-apigateway-any-method": otherMethods(operations, props),
    },
  ]);
  return JSON.stringify({
    ...document,
    paths: Object.fromEntries(paths),
    ...(props.keysRequired ? { "x-amazon-apigateway-api-key-source": "HEADER" } : {}),
    "x-amazon-apigateway-request-validators": {
      all: { validateRequestParameters: true, validateRequestBody: true },
    },
    "x-amazon-apigateway-request-validator": "all",
    "x-amazon-apigateway-gateway-responses": gatewayResponses(props),
  });
}

function otherMethods(operations: Readonly<Record<string, Operation>>, props: ApiBodyProps) {
  const secured = Object.values(operations).find(({ security }) => security !== undefined);
  return {
    ...(secured === undefined ? {} : { security: secured.security }),
    responses: { "405": { description: "method-not-allowed" } },
    ...integration(props),
  };
}

const PLACES = { query: "querystring", path: "path", header: "header" };

function headerParameter(name: string, description: string): Parameter {
  return { name, in: "header", description, schema: { type: "string" } };
}

const HOST = headerParameter("Host", "The name that the API is requested by");
const ORIGIN = headerParameter("Origin", "The page that sends the request");

/**
 * An operation whose answers are cached by all that they depend on: its parameters, the name that the API is requested by,
 * which answers may contain, and, where answers name one of several origins, the origin. API Gateway would answer every
 * other request of the path with the first one's answer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
function cachedOperation(operation: Operation, props: ApiBodyProps) {
  const dependsOnOrigin = props.corsOrigins.length > 0 && !props.corsOrigins.includes("*");
  const parameters = [...(operation.parameters ?? []), HOST, ...(dependsOnOrigin ? [ORIGIN] : [])];
  return {
    ...withoutExamples({ ...operation, parameters }),
    ...integration(
      props,
      parameters.map((parameter) => `method.request.${PLACES[parameter.in]}.${parameter.name}`),
    ),
  };
}

function integration(props: ApiBodyProps, cacheKeyParameters?: readonly string[]) {
  return {
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      // Lambda is invoked by POST, whatever the client's method was.
      httpMethod: "POST",
      uri: props.integrationUri,
      passthroughBehavior: "when_no_match",
      timeoutInMillis: props.timeoutSeconds * 1000,
      ...(cacheKeyParameters === undefined ? {} : { cacheKeyParameters }),
    },
  };
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

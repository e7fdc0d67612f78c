import { gatewayResponses } from "./gateway-responses";
import { reject } from "./invalid-input";
import { Models } from "./models";
import type { OpenApiDocument, Operation, Parameter, PathItem } from "./openapi-document";
import { needsKey, operationsOf, securitySchemesOf } from "./operations";

/** The function behind an operation. */
export interface Integration {
  /** The URI that invokes the function. */
  readonly uri: string;
  /** How long API Gateway waits for the function. */
  readonly timeoutSeconds: number;
}

export interface ApiBodyProps {
  readonly document: OpenApiDocument;
  /** Returns the function behind an operation, by its `operationId`. */
  readonly integrationOf: (operationId: string | undefined) => Integration;
  /** Whether the stage has a cache. */
  readonly cached: boolean;
  /** Whether clients need a key, except for operations that are declared public with `security: []`. */
  readonly keysRequired: boolean;
  /** The API's region. */
  readonly region: string;
  /** Origins whose pages may read the API; `*` for all. */
  readonly corsOrigins: readonly string[];
}

/**
 * The API's OpenAPI document as API Gateway imports it: each operation integrated with its function, required
 * parameters and bodies validated before the function is invoked.
 *
 * Every other method of a path also goes to a function, which returns 405 and lists the methods in `Allow`. API Gateway
 * itself would return 403, "Missing Authentication Token", as for a path that does not exist.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-any-method.html
 */
export function apiBody(props: ApiBodyProps): string {
  const { document } = props;
  const models = new Models(document.schemas);
  const paths = [...operationsOf(props)].map(([path, operations]) => [
    path,
    {
      ...Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [
          method,
          // Caching is on for all methods of a stage, which means GET.
          method === "get" && props.cached
            ? cachedOperation(path, operation, props, models)
            : { ...importable(operation, models), ...integration(props, operation) },
        ]),
      ),
      "x-amazon-apigateway-any-method": otherMethods(operations, props),
    },
  ]);
  const securitySchemes = securitySchemesOf(props);
  return JSON.stringify({
    ...document.rest,
    paths: Object.fromEntries(paths),
    components: {
      schemas: models.all(),
      ...(Object.keys(securitySchemes).length === 0 ? {} : { securitySchemes }),
    },
    ...(props.keysRequired ? { "x-amazon-apigateway-api-key-source": "HEADER" } : {}),
    "x-amazon-apigateway-request-validators": {
      ...Object(document.rest["x-amazon-apigateway-request-validators"]),
      all: { validateRequestParameters: true, validateRequestBody: true },
    },
    "x-amazon-apigateway-request-validator": "all",
    "x-amazon-apigateway-gateway-responses": gatewayResponses(props),
  });
}

function otherMethods(operations: PathItem, props: ApiBodyProps) {
  const all = Object.values(operations);
  const secured = all.find(needsKey);
  return {
    ...(secured === undefined ? {} : { security: secured.security }),
    responses: { "405": { description: "method-not-allowed" } },
    ...integration(props, operations.get ?? all.find(({ operationId }) => operationId !== undefined)),
  };
}

const PLACES = { query: "querystring", path: "path", header: "header" };

function headerParameter(name: string, description: string): Parameter {
  return { name, in: "header", description, schema: { type: "string" } };
}

const HOST = headerParameter("Host", "The domain name of the request");
const ORIGIN = headerParameter("Origin", "The origin of the page that sends the request");
const ACCEPT = headerParameter("Accept", "The media types that the client accepts");
const AUTHORIZATION = headerParameter("Authorization", "The client's credentials");
const COOKIE = headerParameter("Cookie", "The cookies");

/**
 * Returns an operation with a complete cache key: its parameters, the client's credentials, the domain name of the
 * request, which responses may contain, the origin if responses name one of several origins, and the accepted media
 * types if there are several. Otherwise API Gateway would return the first response to every other request for the path.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
function cachedOperation(path: string, operation: Operation, props: ApiBodyProps, models: Models) {
  const unknown = operation.parameters?.find(({ name }) => !PARAMETER_NAME.test(name));
  if (unknown !== undefined) {
    reject(
      `document.paths[${JSON.stringify(path)}].get.parameters`,
      `${JSON.stringify(unknown.name)} cannot be part of a stage cache's key: use only letters, digits and :._$- in its name`,
    );
  }
  const dependsOnOrigin = props.corsOrigins.length > 0 && !props.corsOrigins.includes("*");
  const negotiated = Object.values(operation.responses).some(
    ({ content }) => Object.keys(Object(content)).length > 1,
  );
  const declared = [...(operation.parameters ?? []), ...credentialsOf(path, props.document)];
  const parameters = distinct([
    ...declared,
    HOST,
    ...(dependsOnOrigin ? [ORIGIN] : []),
    ...(negotiated ? [ACCEPT] : []),
    ...(declared.some((parameter) => parameter.in === "cookie") ? [COOKIE] : []),
  ]);
  return {
    ...importable({ ...operation, parameters }, models),
    ...integration(
      props,
      operation,
      parameters.flatMap((parameter) =>
        parameter.in === "cookie" ? [] : [`method.request.${PLACES[parameter.in]}.${parameter.name}`],
      ),
    ),
  };
}

/**
 * Returns the parameters with the credentials of a GET operation. A stage cache returns a response without asking the
 * function, which checks most credentials, and without regard to which client an authorizer has let in.
 */
function credentialsOf(path: string, { paths, securitySchemes }: OpenApiDocument): Parameter[] {
  const names = (paths.get(path)?.get?.security ?? []).flatMap((requirement) => Object.keys(requirement));
  return names.flatMap((scheme) => {
    const { in: place, name, ...rest } = securitySchemes[scheme] ?? {};
    const { identitySource = "" } = rest["x-amazon-apigateway-authorizer"] ?? {};
    const sources = identitySource.matchAll(/method\.request\.(header|querystring)\.([\w-]+)/g);
    return [
      name === undefined || place === undefined ? AUTHORIZATION : { ...AUTHORIZATION, name, in: place },
      ...Array.from(sources, ([, of, source = ""]) => ({
        ...AUTHORIZATION,
        name: source,
        in: of === "header" ? ("header" as const) : ("query" as const),
      })),
    ];
  });
}

/** Keeps the first of several parameters of the same name and place. The names of headers are in any letter case. */
function distinct(parameters: readonly Parameter[]): Parameter[] {
  const keyOf = ({ name, in: place }: Parameter) =>
    `${place} ${place === "header" ? name.toLowerCase() : name}`;
  return parameters.filter(
    (parameter, index) => parameters.findIndex((other) => keyOf(other) === keyOf(parameter)) === index,
  );
}

function integration(
  props: ApiBodyProps,
  operation: Operation | undefined,
  cacheKeyParameters?: readonly string[],
) {
  const { uri, timeoutSeconds } = props.integrationOf(operation?.operationId);
  return {
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      // API Gateway invokes Lambda with POST for every client method.
      httpMethod: "POST",
      uri,
      passthroughBehavior: "when_no_match",
      timeoutInMillis: timeoutSeconds * 1000,
      ...(cacheKeyParameters === undefined ? {} : { cacheKeyParameters }),
    },
  };
}

/** The names that API Gateway imports: https://github.com/api-platform/api-platform/issues/2150 */
const PARAMETER_NAME = /^[A-Za-z0-9:._$-]+$/;

/**
 * Returns an operation without the parts that API Gateway does not import: examples, parameters in cookies or with
 * brackets in their names, ranges of status codes, and models of bodies that are not JSON. The function gets all of them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
function importable(operation: Operation, models: Models): Operation {
  const { parameters, requestBody, responses } = operation;
  return {
    ...operation,
    ...(parameters === undefined
      ? {}
      : {
          parameters: parameters
            .filter(({ in: place, name }) => place !== "cookie" && PARAMETER_NAME.test(name))
            .map((parameter) => importableParameter(parameter, models)),
        }),
    ...(requestBody === undefined ? {} : { requestBody: withModels(requestBody, models, isJson) }),
    responses: Object.fromEntries(
      Object.entries(responses)
        .filter(([status]) => /^\d{3}$/.test(status))
        .map(([status, response]) => [status, withModels(response, models, isObject)]),
    ),
  };
}

function importableParameter(declared: Parameter, models: Models): Parameter {
  const { example: _, examples: __, ...parameter } = declared;
  const { schema } = parameter;
  return "$ref" in Object(schema) ? { ...parameter, schema: models.of(schema) } : parameter;
}

/** API Gateway would read any other body as JSON, and reject it. */
function isJson(type: string): boolean {
  return /^application\/([\w.+-]+\+)?json\b/i.test(type);
}

/** A response's model is an object, or a reference. */
function isObject(_: string, schema: unknown): boolean {
  return !["string", "number", "integer", "boolean"].includes(Object(schema).type);
}

function withModels(
  holder: Readonly<Record<string, unknown>>,
  models: Models,
  hasModel: (type: string, schema: unknown) => boolean,
): Record<string, unknown> {
  const { content, ...rest } = holder;
  if (typeof content !== "object" || content === null) {
    return { ...holder };
  }
  return {
    ...rest,
    content: Object.fromEntries(
      Object.entries(content).map(([type, media]) => {
        const { schema } = Object(media);
        return [type, schema !== undefined && hasModel(type, schema) ? { schema: models.of(schema) } : {}];
      }),
    ),
  };
}

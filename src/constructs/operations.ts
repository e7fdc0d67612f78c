import { reject } from "./invalid-input";
import type { OpenApiDocument, Operation, PathItem } from "./openapi-document";

/** The security scheme that requires an API key. */
const SCHEME = "client";

export interface OperationsProps {
  readonly document: OpenApiDocument;
  /** Whether clients need a key. */
  readonly keysRequired: boolean;
}

/** The operations of an API, by path and method: those of its document, HEAD for each GET, and OPTIONS. */
export function operationsOf(props: OperationsProps): ReadonlyMap<string, PathItem> {
  const { document, keysRequired } = props;
  const enforced = new Set(Object.keys(authorizersOf(document)));
  return new Map(
    [...document.paths].map(([path, declared]) => {
      const operations = withGenerated(declared);
      const secured = Object.entries(operations).map(([method, operation]) => {
        const { security, ...rest } = operation;
        const isPublic = method === "options" || isDeclaredPublic(operation);
        const own = (security ?? [])
          .map((requirement) => pick(requirement, (name) => enforced.has(name)))
          .filter((requirement) => Object.keys(requirement).length > 0);
        const needed = keysRequired && !isPublic ? [...own, { [SCHEME]: [] }] : isPublic ? [] : own;
        return [method, needed.length === 0 ? rest : { ...rest, security: needed }];
      });
      return [path, Object.fromEntries(secured)];
    }),
  );
}

/**
 * Returns the security schemes that API Gateway enforces: its authorizers, and client keys. The function checks the
 * credentials of all other schemes, such as `bearerAuth`. API Gateway does not enforce them, except that a scheme of
 * type `apiKey` would make it require its own API keys, which clients do not have.
 *
 * @throws InvalidInput if an authorizer has the reserved name of the client keys' scheme
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
 */
export function securitySchemesOf({ document, keysRequired }: OperationsProps): Record<string, unknown> {
  const authorizers = authorizersOf(document);
  if (keysRequired && SCHEME in authorizers) {
    reject(
      `document.components.securitySchemes.${SCHEME}`,
      "this name is reserved for client keys; rename the authorizer",
    );
  }
  return {
    ...authorizers,
    ...(keysRequired ? { [SCHEME]: { type: "apiKey", name: "x-api-key", in: "header" } } : {}),
  };
}

function authorizersOf({ securitySchemes }: OpenApiDocument) {
  return pick(
    securitySchemes,
    (name) => securitySchemes[name]?.["x-amazon-apigateway-authorizer"] !== undefined,
  );
}

function pick<Value>(from: Readonly<Record<string, Value>>, isPicked: (name: string) => boolean) {
  return Object.fromEntries(Object.entries(from).filter(([name]) => isPicked(name)));
}

/** Returns whether the document declares an operation public. */
function isDeclaredPublic({ security }: Operation): boolean {
  return security?.every((requirement) => Object.keys(requirement).length === 0) ?? false;
}

/** Returns whether an operation requires a client's key. */
export function needsKey({ security = [] }: Operation): boolean {
  return security.some((requirement) => SCHEME in requirement);
}

/** Adds HEAD for each GET and OPTIONS for each path, because API Gateway accepts only declared methods. */
function withGenerated(declared: PathItem): PathItem {
  const { get } = declared;
  const some = Object.values(declared)[0];
  return {
    ...(get === undefined || declared.head !== undefined ? {} : { head: headOf(get) }),
    ...(some === undefined || declared.options !== undefined ? {} : { options: optionsOf(some) }),
    ...declared,
  };
}

function headOf({ parameters, security }: Operation): Operation {
  return {
    ...(parameters === undefined ? {} : { parameters }),
    ...(security === undefined ? {} : { security }),
    responses: { "200": { description: "The headers of the response to GET" } },
  };
}

/** Returns the path parameters, which are the same for each of its operations. */
function optionsOf({ parameters = [] }: Operation): Operation {
  return {
    parameters: parameters.filter((parameter) => parameter.in === "path"),
    responses: { "204": { description: "The Allow header and the CORS headers" } },
  };
}

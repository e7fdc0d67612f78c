import type { OpenApiDocument, Operation, PathItem } from "./openapi-document";

/** The name of the security scheme by which API Gateway asks for a key. */
const SCHEME = "client";

export interface OperationsProps {
  readonly document: OpenApiDocument;
  /** Whether clients need a key. */
  readonly keysRequired: boolean;
}

/** The operations that an API answers, by path and method: those of its document, HEAD for each GET, and OPTIONS. */
export function operationsOf(props: OperationsProps): ReadonlyMap<string, PathItem> {
  const { document, keysRequired } = props;
  return new Map(
    [...document.paths].map(([path, declared]) => {
      const operations = withGenerated(declared);
      const secured = Object.entries(operations).map(([method, operation]) => {
        const { security, ...rest } = operation;
        const isPublic = method === "options" || isDeclaredPublic(operation);
        const own = (security ?? []).filter((requirement) => !(SCHEME in requirement));
        const needed = keysRequired && !isPublic ? [...own, { [SCHEME]: [] }] : isPublic ? [] : own;
        return [method, needed.length === 0 ? rest : { ...rest, security: needed }];
      });
      return [path, Object.fromEntries(secured)];
    }),
  );
}

/** The security schemes of the imported document. */
export function securitySchemesOf({ document, keysRequired }: OperationsProps): Record<string, unknown> {
  return {
    ...document.securitySchemes,
    ...(keysRequired ? { [SCHEME]: { type: "apiKey", name: "x-api-key", in: "header" } } : {}),
  };
}

/** Whether the document says that clients need nothing for an operation. */
function isDeclaredPublic({ security }: Operation): boolean {
  return security?.length === 0;
}

/** Whether an operation needs a client's key. */
export function needsKey({ security = [] }: Operation): boolean {
  return security.some((requirement) => SCHEME in requirement);
}

/** API Gateway answers only methods that are declared: so HEAD for each GET, and OPTIONS for each path. */
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

/** The parameters of a path are the same for each of its operations. */
function optionsOf({ parameters = [] }: Operation): Operation {
  return {
    parameters: parameters.filter((parameter) => parameter.in === "path"),
    responses: { "204": { description: "Allow, and the headers of CORS" } },
  };
}

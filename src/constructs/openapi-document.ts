import * as z from "zod/mini";
import { reject } from "./invalid-input";

/** The methods that an OpenAPI path has operations for, and that API Gateway imports. */
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"] as const;

export type Method = (typeof METHODS)[number];

function isMethod(key: string): key is Method {
  return METHODS.some((method) => method === key);
}

const fields = z.record(z.string(), z.unknown());

const parameter = z.looseObject({
  name: z.string(),
  in: z.enum(["query", "path", "header", "cookie"]),
  required: z.optional(z.boolean()),
});

/** A parameter, with its other keys. Types are written out: users of the package have no zod. */
export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path" | "header" | "cookie";
  readonly required?: boolean | undefined;
  readonly [key: string]: unknown;
}

const security = z.array(z.record(z.string(), z.array(z.string())));

const operation = z.looseObject({
  operationId: z.optional(z.string()),
  parameters: z.optional(z.array(parameter)),
  requestBody: z.optional(fields),
  responses: z.record(z.string(), fields),
  security: z.optional(security),
});

/** An operation, with its other keys. */
export interface Operation {
  readonly operationId?: string | undefined;
  readonly parameters?: readonly Parameter[] | undefined;
  readonly requestBody?: Readonly<Record<string, unknown>> | undefined;
  readonly responses: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[] | undefined;
  readonly [key: string]: unknown;
}

/** The operations of one path. */
export type PathItem = Readonly<Partial<Record<Method, Operation>>>;

/**
 * An OpenAPI 3.0 document as API Gateway imports it: each operation has its path's parameters, and only schemas are
 * referenced.
 */
export interface OpenApiDocument {
  /** The document's other keys, unchanged. */
  readonly rest: Readonly<Record<string, unknown>>;
  readonly paths: ReadonlyMap<string, PathItem>;
  readonly schemas: Readonly<Record<string, unknown>>;
  readonly securitySchemes: Readonly<Record<string, unknown>>;
}

/**
 * Reads an OpenAPI 3.0 document. Merges the parameters of paths into their operations and resolves references to
 * parameters, responses, headers, and request bodies, because API Gateway imports only references to schemas.
 *
 * @throws InvalidInput with the place of the fault
 * @see https://spec.openapis.org/oas/v3.0.3#path-item-object
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function readOpenApiDocument(document: unknown): OpenApiDocument {
  const { paths, components = {}, security: everywhere, ...rest } = read(fields, document, "document");
  if (typeof rest["openapi"] !== "string" || !/^3\.0\.\d+$/.test(rest["openapi"])) {
    const key = "swagger" in rest ? "swagger" : "openapi";
    reject(
      `document.${key}`,
      `${JSON.stringify(rest[key] ?? "no version")} is not OpenAPI 3.0, the version that API Gateway imports`,
    );
  }
  const info = read(fields, rest["info"], "document.info");
  for (const key of ["title", "version"]) {
    read(z.string(), info[key], `document.info.${key}`);
  }
  const items = Object.entries(read(fields, paths, "document.paths")).filter(
    ([path]) => !path.startsWith("x-"),
  );
  if (items.length === 0) {
    reject("document.paths", "the document has no path");
  }
  const { schemas = {}, securitySchemes = {} } = read(fields, components, "document.components");
  const resolve = resolver(document);
  const operationIds = new Map<string, string>();
  return {
    rest,
    schemas: read(fields, schemas, "document.components.schemas"),
    securitySchemes: read(fields, securitySchemes, "document.components.securitySchemes"),
    paths: new Map(
      items.map(([path, item]) => {
        const place = `document.paths[${JSON.stringify(path)}]`;
        const { parameters: shared = [], ...own } = read(fields, resolve(item, place), place);
        const operations = Object.keys(own)
          .filter(isMethod)
          .map((method) => {
            const at = `${place}.${method}`;
            const declared = read(fields, own[method], at);
            const inherited = everywhere === undefined ? {} : { security: everywhere };
            const merged = mergeParameters(
              resolvedList(shared, `${place}.parameters`, resolve),
              resolvedList(declared["parameters"] ?? [], `${at}.parameters`, resolve),
            );
            const complete = {
              ...inherited,
              ...declared,
              ...(merged.length === 0 && declared["parameters"] === undefined ? {} : { parameters: merged }),
              ...(declared["requestBody"] === undefined
                ? {}
                : { requestBody: resolve(declared["requestBody"], `${at}.requestBody`) }),
              responses: resolvedResponses(declared["responses"] ?? {}, `${at}.responses`, resolve),
            };
            const valid = read(operation, complete, at);
            requireDistinct(valid, at, operationIds);
            return [method, valid];
          });
        if (operations.length === 0) {
          reject(place, `the path has no operation (${METHODS.join(", ")})`);
        }
        return [path, Object.fromEntries(operations)];
      }),
    ),
  };
}

/** Functions answer operations by their ids. */
function requireDistinct({ operationId }: Operation, at: string, places: Map<string, string>): void {
  if (operationId === undefined) {
    return;
  }
  const other = places.get(operationId);
  if (other !== undefined) {
    reject(`${at}.operationId`, `${JSON.stringify(operationId)} is already the id of ${other}`);
  }
  places.set(operationId, at);
}

/** Replaces a reference to another part of the document with that part. */
type Resolve = (value: unknown, place: string) => unknown;

function resolver(document: unknown): Resolve {
  const follow = (value: unknown, place: string, seen: readonly string[]): unknown => {
    const reference = z.object({ $ref: z.string() }).safeParse(value);
    if (!reference.success) {
      return value;
    }
    const { $ref } = reference.data;
    const target = $ref.startsWith("#/") ? partOf(document, $ref) : undefined;
    if (target === undefined || seen.includes($ref)) {
      reject(`${place}.$ref`, `${JSON.stringify($ref)} is not in the document`);
    }
    return follow(target, place, [...seen, $ref]);
  };
  return (value, place) => follow(value, place, []);
}

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
function partOf(document: unknown, pointer: string): unknown {
  return pointer
    .slice(2)
    .split("/")
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, key)
          ? Reflect.get(value, key)
          : undefined,
      document,
    );
}

function resolvedList(value: unknown, place: string, resolve: Resolve): Parameter[] {
  return read(z.array(z.unknown()), value, place).map((one, index) =>
    read(parameter, resolve(one, `${place}[${index}]`), `${place}[${index}]`),
  );
}

/** An operation's parameter overrides a path parameter with the same name and location. */
function mergeParameters(shared: readonly Parameter[], own: readonly Parameter[]): Parameter[] {
  const inherited = shared.filter(
    (one) => !own.some((other) => other.name === one.name && other.in === one.in),
  );
  return [...inherited, ...own];
}

function resolvedResponses(value: unknown, place: string, resolve: Resolve): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(read(fields, value, place)).map(([status, response]) => {
      const at = `${place}.${status}`;
      const { headers, ...rest } = read(fields, resolve(response, at), at);
      if (headers === undefined) {
        return [status, rest];
      }
      const resolved = Object.entries(read(fields, headers, `${at}.headers`)).map(([name, header]) => [
        name,
        resolve(header, `${at}.headers.${name}`),
      ]);
      return [status, { ...rest, headers: Object.fromEntries(resolved) }];
    }),
  );
}

/** Returns the value as it is, with its keys in their order. */
function read<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, place: string): z.output<Schema> {
  if (is(schema, value)) {
    return value;
  }
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  const at = (issue?.path ?? []).map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
  reject(
    `${place}${at.join("")}`,
    value === undefined ? "missing" : `not valid OpenAPI 3.0: ${issue?.message ?? "unknown form"}`,
  );
}

function is<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): value is z.output<Schema> {
  return schema.safeParse(value).success;
}

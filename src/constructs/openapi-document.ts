import querystring from "node:querystring";
import * as z from "zod/mini";
import { reject } from "./invalid-input";

/** The methods that an OpenAPI path has operations for, and that API Gateway imports. */
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"] as const;

export type Method = (typeof METHODS)[number];

function isMethod(key: string): key is Method {
  return METHODS.some((method) => method === key);
}

/** Keys of a path beside its operations and extensions. API Gateway has no TRACE. */
const OTHER_KEYS = ["$ref", "summary", "description", "servers", "parameters", "trace"];

const text = z.string("expected text");
const fields = z.record(z.string(), z.unknown(), "expected an object");

const parameter = z.looseObject({
  name: text,
  in: z.enum(["query", "path", "header", "cookie"], "expected query, path, header or cookie"),
  required: z.optional(z.boolean("expected true or false")),
});

/** A parameter, with its other keys. Types are written out: users of the package have no zod. */
export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path" | "header" | "cookie";
  readonly required?: boolean | undefined;
  readonly [key: string]: unknown;
}

const security = z.array(
  z.record(z.string(), z.array(text, "expected a list of scopes"), "expected an object"),
  "expected a list",
);

const operation = z.looseObject({
  operationId: z.optional(text),
  parameters: z.optional(z.array(parameter, "expected a list")),
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

const securityScheme = z.looseObject({
  name: z.optional(text),
  in: z.optional(z.enum(["query", "header", "cookie"], "expected query, header or cookie")),
  "x-amazon-apigateway-authorizer": z.optional(
    z.looseObject({ identitySource: z.optional(text) }, "expected an object"),
  ),
});

/** A security scheme, with its other keys. Only an API key has a name and a place. */
export interface SecurityScheme {
  readonly name?: string | undefined;
  readonly in?: Exclude<Parameter["in"], "path"> | undefined;
  readonly "x-amazon-apigateway-authorizer"?: { readonly identitySource?: string | undefined } | undefined;
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
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
}

/**
 * Reads an OpenAPI 3.0 document. Merges the parameters of paths into their operations and replaces references by what
 * they refer to, because API Gateway imports only references to schemas.
 *
 * @throws InvalidInput with the place of the fault
 * @see https://spec.openapis.org/oas/v3.0.3#path-item-object
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function readOpenApiDocument(given: unknown): OpenApiDocument {
  const document = withoutExpressions(given);
  const { paths, components = {}, security: everywhere, ...rest } = read(fields, document, "document");
  if (typeof rest["openapi"] !== "string" || !/^3\.0\.\d+$/.test(rest["openapi"])) {
    const key = "swagger" in rest ? "swagger" : "openapi";
    reject(
      `document.${key}`,
      `${JSON.stringify(rest[key] ?? "no version")} is not a version of OpenAPI 3.0, such as "3.0.3", which API Gateway imports`,
    );
  }
  const info = read(fields, rest["info"], "document.info");
  for (const key of ["title", "version"]) {
    read(text, info[key], `document.info.${key}`);
  }
  const { schemas = {}, securitySchemes = {} } = read(fields, components, "document.components");
  const resolve = resolver(document);
  const operationIds = new Map<string, string>();
  const items = Object.entries(read(fields, paths, "document.paths"))
    .filter(([path]) => !path.startsWith("x-"))
    .map(([path, item]): [string, PathItem] => {
      const place = `document.paths[${JSON.stringify(path)}]`;
      const { parameters: shared = [], ...own } = read(fields, resolve(item, place), place);
      const unknown = Object.keys(own).find(
        (key) => !isMethod(key) && !OTHER_KEYS.includes(key) && !key.startsWith("x-"),
      );
      if (unknown !== undefined) {
        reject(place, `${JSON.stringify(unknown)} is not a method (${METHODS.join(", ")})`);
      }
      const operations = Object.keys(own)
        .filter(isMethod)
        .map((method) => {
          const at = `${place}.${method}`;
          const declared = read(fields, own[method], at);
          const inherited = everywhere === undefined ? {} : { security: everywhere };
          const merged = mergeParameters(
            read(z.array(parameter, "expected a list"), shared, `${place}.parameters`),
            read(z.array(parameter, "expected a list"), declared["parameters"] ?? [], `${at}.parameters`),
          );
          const complete = {
            ...inherited,
            ...declared,
            ...(merged.length === 0 && declared["parameters"] === undefined ? {} : { parameters: merged }),
            responses: withoutExtensions(read(fields, declared["responses"] ?? {}, `${at}.responses`)),
          };
          const valid = read(operation, complete, at);
          requireDistinct(valid, at, operationIds);
          return [method, valid];
        });
      return [path, Object.fromEntries(operations)];
    })
    // The spec allows paths without operations.
    .filter(([, operations]) => Object.keys(operations).length > 0);
  if (items.length === 0) {
    reject("document.paths", "the document has no operation");
  }
  return {
    rest,
    paths: new Map(items),
    schemas: mapped(read(fields, schemas, "document.components.schemas"), (name, schema) =>
      resolve(schema, keyIn("document.components.schemas", name)),
    ),
    securitySchemes: mapped(
      read(fields, securitySchemes, "document.components.securitySchemes"),
      (name, scheme) => {
        const place = keyIn("document.components.securitySchemes", name);
        return read(securityScheme, resolve(scheme, place), place);
      },
    ),
  };
}

/** Escapes what Terraform would read as an expression. CDKTF's tokens stay. */
function withoutExpressions(document: unknown): unknown {
  try {
    const json = JSON.stringify(document) ?? "null";
    return JSON.parse(json.replaceAll(/\$\{(?!TfToken\[)|%\{/g, (opening) => `${opening[0]}${opening}`));
  } catch (error) {
    const [fault] = (error instanceof Error ? error.message : String(error)).split("\n");
    return reject("document", `not JSON: ${fault}`);
  }
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

/** Keys whose values have names of their own as keys. */
const NAMED = ["properties", "headers"];
/** Keys whose values are data, in which nothing is a reference. */
const DATA = ["example", "examples", "enum"];

/** Returns a part of the document with every reference replaced by what it refers to, except for names of schemas. */
type Resolve = (value: unknown, place: string) => unknown;

function resolver(document: unknown): Resolve {
  const follow = (value: unknown, place: string, seen: readonly string[] = []): unknown => {
    if (Array.isArray(value)) {
      return value.map((item, index) => follow(item, `${place}[${index}]`, seen));
    }
    if (typeof value !== "object" || value === null) {
      return value;
    }
    const reference = "$ref" in value ? value.$ref : undefined;
    if (typeof reference !== "string") {
      return mapped(value, (key, inner) => {
        const at = keyIn(place, key);
        if (NAMED.includes(key) && is(fields, inner)) {
          return mapped(inner, (name, one) => follow(one, keyIn(at, name), seen));
        }
        return DATA.includes(key) || key.startsWith("x-") ? inner : follow(inner, at, seen);
      });
    }
    if (schemaName(reference) !== undefined) {
      return value;
    }
    const target = reference.startsWith("#/") ? partOf(document, reference) : undefined;
    if (target === undefined || seen.includes(reference)) {
      const fault = target === undefined ? "is not in the document" : "refers to itself";
      reject(`${place}.$ref`, `${JSON.stringify(reference)} ${fault}`);
    }
    return follow(target, place, [...seen, reference]);
  };
  return (value, place) => follow(value, place);
}

function mapped<Value>(from: object, to: (key: string, value: unknown) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, to(key, value)]));
}

function keyIn(place: string, key: string): string {
  return /^[\w-]+$/.test(key) ? `${place}.${key}` : `${place}[${JSON.stringify(key)}]`;
}

/** Returns the name of the schema that a reference refers to, or undefined if it refers to something else. */
export function schemaName(reference: string): string | undefined {
  const [, name] = /^#\/components\/schemas\/([^/]+)$/.exec(reference) ?? [];
  return name === undefined ? undefined : decoded(name);
}

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
function partOf(document: unknown, pointer: string): unknown {
  return pointer
    .slice(2)
    .split("/")
    .map(decoded)
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, key)
          ? Reflect.get(value, key)
          : undefined,
      document,
    );
}

function decoded(part: string): string {
  return querystring.unescape(part).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** An operation's parameter overrides a path parameter with the same name and location. */
function mergeParameters(shared: readonly Parameter[], own: readonly Parameter[]): Parameter[] {
  const inherited = shared.filter(
    (one) => !own.some((other) => other.name === one.name && other.in === one.in),
  );
  return [...inherited, ...own];
}

function withoutExtensions(responses: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(responses).filter(([status]) => !status.startsWith("x-")));
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

import type * as z from "zod/mini";
import { toDotPath } from "zod/v4/core";
import { modelSchema } from "./model-schema";

/** The keys of an OpenAPI path's operations that API Gateway imports. */
export const METHODS = [
  "get",
  "put",
  "post",
  "delete",
  "options",
  "head",
  "patch",
  "x-amazon-apigateway-any-method",
] as const;
const PRIMITIVES = ["string", "number", "integer", "boolean"];
/** Letters, digits and `_-.,:`; a path parameter is a segment of its own. */
const SEGMENT = /^([A-Za-z0-9_.,:-]+|\{[A-Za-z0-9_.$-]+\+?\})$/;
/** Paths that API Gateway reserves for its own health checks. */
const RESERVED = ["/ping", "/sping"];

type Path = readonly PropertyKey[];
type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns why API Gateway would reject an OpenAPI document or ignore parts of it, as one line per fault with its place.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function importFaults(document: unknown): string[] {
  const root = fields(document);
  const components = fields(root["components"]);
  const schemas = fields(components["schemas"]);
  return [
    ...faultsAt(
      ["openapi"],
      !/^3\.0\.\d+$/.test(String(root["openapi"])) &&
        `API Gateway imports OpenAPI 3.0, not ${JSON.stringify(root["openapi"])}`,
    ),
    ...faultsAt(
      ["security"],
      "security" in root && "API Gateway ignores the document's security; set it per operation",
    ),
    ...Object.entries(schemas).flatMap(([name, schema]) => {
      const at = ["components", "schemas", name];
      const isNamed = /^[A-Za-z0-9]+$/.test(name);
      return [
        ...faultsAt(at, !isNamed && "a model's name may contain only letters and digits"),
        ...modelFaults(schema, at, schemas),
      ];
    }),
    ...Object.entries(fields(components["securitySchemes"])).flatMap(([name, scheme]) =>
      faultsAt(
        ["components", "securitySchemes", name],
        fields(scheme)["type"] !== "apiKey" && 'API Gateway supports the type "apiKey" only',
      ),
    ),
    ...variableFaults(Object.keys(fields(root["paths"]))),
    ...Object.entries(fields(root["paths"])).flatMap(([path, item]) => [
      ...pathFaults(path),
      ...METHODS.filter((method) => method in fields(item)).flatMap((method) =>
        operationFaults(fields(fields(item)[method]), fields(item), ["paths", path, method], schemas),
      ),
    ]),
  ];
}

function pathFaults(path: string): string[] {
  const segments = path === "/" ? [] : path.slice(1).split("/");
  const wrong =
    segments.find((segment) => !SEGMENT.test(segment)) ?? (path.startsWith("/") ? undefined : path);
  return faultsAt(
    ["paths", path],
    wrong !== undefined && `${JSON.stringify(wrong)} must be a {parameter} or letters, digits, and _-.,:`,
    /\+\}\/./.test(path) && "a greedy path parameter, {name+}, is the last segment of its path",
    RESERVED.includes(path) && "API Gateway reserves this path for itself",
  );
}

/**
 * API Gateway makes one resource per segment, of which one parent has at most one with a variable.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html
 */
function variableFaults(paths: readonly string[]): string[] {
  const variables = new Map<string, string>();
  return paths.flatMap((path) => {
    const segments = path.split("/");
    return segments.flatMap((segment, index) => {
      const parent = segments.slice(0, index).join("/");
      const other = variables.get(parent) ?? segment;
      if (!segment.startsWith("{")) {
        return [];
      }
      variables.set(parent, other);
      return faultsAt(
        ["paths", path],
        other !== segment &&
          `another path has ${other} in the place of ${segment}; API Gateway allows one name`,
      );
    });
  });
}

function operationFaults(operation: Fields, item: Fields, at: Path, schemas: Fields): string[] {
  return [
    ...contentFaults(operation["requestBody"], [...at, "requestBody"], schemas),
    ...Object.entries(fields(operation["responses"])).flatMap(([status, response]) => {
      const place = [...at, "responses", status];
      return [
        ...faultsAt(
          place,
          "$ref" in fields(response) && "API Gateway does not import a response by reference",
        ),
        ...Object.entries(fields(fields(response)["content"])).flatMap(([type, media]) =>
          faultsAt(
            [...place, "content", type, "schema"],
            PRIMITIVES.includes(String(fields(fields(media)["schema"])["type"])) &&
              "a response's schema must be an object; move this one to components.schemas and refer to it",
          ),
        ),
        ...contentFaults(response, place, schemas),
      ];
    }),
    ...cacheKeyFaults(operation, item, at),
  ];
}

/** Returns the faults in the content of a request body or a response. */
function contentFaults(holder: unknown, at: Path, schemas: Fields): string[] {
  return Object.entries(fields(fields(holder)["content"])).flatMap(([type, media]) => {
    const place = [...at, "content", type];
    return [
      ...["example", "examples"].flatMap((key) =>
        faultsAt([...place, key], key in fields(media) && "API Gateway does not import examples"),
      ),
      ...("schema" in fields(media)
        ? modelFaults(fields(media)["schema"], [...place, "schema"], schemas)
        : []),
    ];
  });
}

/** A cache key must be a declared parameter. */
function cacheKeyFaults(operation: Fields, item: Fields, at: Path): string[] {
  const integration = fields(operation["x-amazon-apigateway-integration"]);
  const declared = [list(item["parameters"]), list(operation["parameters"])].flat().map((parameter) => {
    const { name, in: place } = fields(parameter);
    return `method.request.${place === "query" ? "querystring" : place}.${name}`;
  });
  return list(integration["cacheKeyParameters"])
    .map(String)
    .filter((key) => !declared.includes(key))
    .flatMap((key) =>
      faultsAt(
        [...at, "x-amazon-apigateway-integration", "cacheKeyParameters"],
        `${key} is not a parameter of the operation`,
      ),
    );
}

function modelFaults(schema: unknown, at: Path, schemas: Fields): string[] {
  const parsed = modelSchema.safeParse(schema);
  return parsed.success
    ? references(schema)
        .filter((name) => !(name in schemas))
        .flatMap((name) => faultsAt(at, `components.schemas.${name} does not exist`))
    : innermost(parsed.error.issues, at).flatMap(([place, message]) => faultsAt(place, message));
}

/** Returns the issues of a schema; for a union, those of the closest members. */
function innermost(issues: readonly z.core.$ZodIssue[], at: Path): [Path, string][] {
  return issues.flatMap((issue): [Path, string][] => {
    const place = [...at, ...issue.path];
    if (issue.code === "invalid_union") {
      const nested = issue.errors.map((errors) => innermost(errors, place));
      const deepest = nested.sort((a, b) => depth(b) - depth(a))[0] ?? [];
      return depth(deepest) > place.length ? deepest : [[place, issue.message]];
    }
    return issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => [[...place, key], "API Gateway's models do not support this keyword"])
      : [[place, messageOf(issue)]];
  });
}

/** zod/mini has no messages of its own. */
function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_type" && issue.message === "Invalid input"
    ? `expected ${issue.expected}`
    : issue.message;
}

function depth(found: readonly [Path, string][]): number {
  return Math.max(0, ...found.map(([place]) => place.length));
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(references);
  }
  return Object.entries(fields(value)).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner.split("/").at(-1) ?? ""] : references(inner),
  );
}

/** Returns a line per fault that applies. */
function faultsAt(at: Path, ...faults: readonly (string | false)[]): string[] {
  return faults.flatMap((fault) => (fault === false ? [] : [`${toDotPath([...at])}: ${fault}`]));
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

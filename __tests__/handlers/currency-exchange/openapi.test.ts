import {
  type OpenApiDocument,
  type Operation,
  openApiDocument,
  withClientKeys,
} from "../../../handlers/currency-exchange/openapi";
import { exampleOf } from "../../../handlers/openapi/page";
import { Logs } from "../logs";
import { Client } from "./client";
import { replicaWithFixings } from "./replica";

new Logs();

interface Described {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const OPERATIONS = operationsOf(openApiDocument);

function operationsOf({ paths }: OpenApiDocument): Described[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

/** Every key and value anywhere in the document. */
function* entriesIn(value: unknown): Generator<[string, unknown]> {
  for (const [key, inner] of Object.entries(typeof value === "object" && value !== null ? value : {})) {
    yield [key, inner];
    yield* entriesIn(inner);
  }
}

describe("every example in the document is the actual response", () => {
  const replica = replicaWithFixings();
  let client: Client;
  beforeAll(async () => {
    const { table } = replica.current;
    await table.storeSeen("BGN", "2000-07-19");
    await table.storeSeen("BGN", "2025-12-31");
    await Promise.all(["EUR", "GBP", "JPY", "USD"].map((code) => table.storeSeen(code, "1999-01-04")));
    client = new Client(replica.current, { now: "2026-04-13T15:00:00Z", version: "1.0.0" });
  });

  const withExamples = OPERATIONS.filter(({ operation }) => exampleIn(operation) !== undefined);

  test.each(withExamples)("$name", async ({ method, path, operation }) => {
    const sent = operation.requestBody?.content["application/json"]?.example;
    const { status, text } = await client.ask(exampleOf(path, operation.parameters ?? []), {
      method,
      ...(sent === undefined
        ? {}
        : { body: JSON.stringify(sent), headers: { "Content-Type": "application/json" } }),
    });
    expect(status).toBe(200);
    expect(text).toBe(JSON.stringify(exampleIn(operation)));
  });

  test("every operation of the API has an example", () => {
    const api = OPERATIONS.filter(
      ({ path, method }) => path.startsWith("/v1/") && ["GET", "POST"].includes(method),
    );
    expect(api.filter(({ operation }) => exampleIn(operation) === undefined)).toEqual([]);
    expect(withExamples).toHaveLength(7);
  });

  test("serves every declared path and method, and no other path", async () => {
    for (const { method, path, operation } of OPERATIONS) {
      const { status } = await client.ask(exampleOf(path, operation.parameters ?? []), { method });
      expect({ method, path, unanswered: [404, 405].includes(status) || status >= 500 }).toEqual({
        method,
        path,
        unanswered: false,
      });
    }
    expect((await client.ask("/v2/latest")).status).toBe(404);
  });

  test("the document and page state that clients need a key, except for preflight requests", async () => {
    const withKeys = new Client(replica.current, { document: withClientKeys(openApiDocument) });
    const { json } = await withKeys.ask("/openapi.json");
    expect(json).toMatchObject({
      paths: { "/v1/convert": { post: { security: [{ client: [] }] } } },
      components: { securitySchemes: { client: { name: "x-api-key" } } },
    });
    const open = operationsOf(withClientKeys(openApiDocument)).filter(
      ({ operation }) => (operation.security ?? []).length === 0,
    );
    expect(open.filter(({ path, method }) => path.startsWith("/v1/") && method !== "OPTIONS")).toEqual([]);
    expect(open.map(({ name }) => name)).toContain("GET /status");
    expect((await withKeys.ask("/")).text).toContain("<code>X-Api-Key</code>");
    expect((await client.ask("/")).text).not.toContain("X-Api-Key");
  });

  test("the page shows every operation, parameter and kind of error", async () => {
    const { text } = await client.ask("/");
    for (const { name, operation } of OPERATIONS.filter(({ method }) => ["GET", "POST"].includes(method))) {
      expect(text).toContain(name);
      for (const parameter of operation.parameters ?? []) {
        expect(text).toContain(`<code>${parameter.name}</code>`);
      }
    }
    for (const type of ["too-many-requests", "forbidden", "no-rate", "unknown-currency"]) {
      expect(text).toContain(`id="${type}"`);
    }
  });
});

describe("the document is one that API Gateway imports", () => {
  const entries = [...entriesIn(openApiDocument)];

  test("it uses only keywords of API Gateway's models", () => {
    const unsupported = [
      "oneOf",
      "anyOf",
      "allOf",
      "not",
      "additionalProperties",
      "discriminator",
      "readOnly",
      "nullable",
      "exclusiveMinimum",
      "exclusiveMaximum",
      "deprecated",
      "callbacks",
      "links",
      "cookie",
    ];
    expect(entries.filter(([key]) => unsupported.includes(key) || key.startsWith("x-"))).toEqual([]);
    expect(entries.filter(([key, value]) => key === "format" && value !== "date")).toEqual([]);
  });

  test("its models have names of letters and digits, and refer only to each other", () => {
    const models = Object.keys(openApiDocument.components.schemas);
    const references = entries.filter(([key]) => key === "$ref").map(([, value]) => value);
    expect(models.filter((name) => !/^[A-Za-z0-9]+$/.test(name))).toEqual([]);
    expect(new Set(references)).toEqual(new Set(models.map((name) => `#/components/schemas/${name}`)));
  });

  test("its path parameters are whole segments, declared and required", () => {
    for (const { path, operation } of OPERATIONS) {
      const inPath = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(path).toMatch(/^\/(([\w.,:-]+|\{\w+\})(\/|$))*$/);
      expect(declared.map(({ name }) => name)).toEqual(inPath);
      expect(declared.every(({ required }) => required)).toBe(true);
    }
  });

  test("each operation has a unique id", () => {
    const ids = OPERATIONS.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("each path has OPTIONS, and HEAD where it has GET", () => {
    for (const methods of Object.values(openApiDocument.paths)) {
      expect(Object.keys(methods)).toContain("options");
      expect("head" in methods).toBe("get" in methods);
    }
  });

  test("it survives being written as JSON", () => {
    expect(JSON.parse(JSON.stringify(openApiDocument))).toEqual(openApiDocument);
  });
});

function exampleIn(operation: Operation): unknown {
  return operation.responses["200"]?.content?.["application/json"]?.example;
}

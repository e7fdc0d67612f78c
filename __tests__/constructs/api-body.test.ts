import { z } from "zod";
import { importFaults } from "../../src/aws";
import { type ApiBodyProps, apiBody } from "../../src/constructs/api-body";
import { readOpenApiDocument } from "../../src/constructs/openapi-document";
import { parsed } from "./synth";

/** A document as code generators write it, with what API Gateway does not import. */
const DOCUMENT = {
  openapi: "3.0.3",
  info: { title: "Library", version: "2.1" },
  servers: [{ url: "https://{host}/v2", variables: { host: { default: "library.example.com" } } }],
  tags: [{ name: "books" }],
  "x-generator": { version: 7 },
  security: [{ bearerAuth: [] }, { legacyKey: [] }],
  paths: {
    "x-internal": { note: "a vendor extension" },
    "/books": {
      get: {
        tags: ["books"],
        parameters: [
          { name: "filter[author]", in: "query", schema: { type: "string" } },
          { name: "limit", in: "query", schema: { type: "integer", format: "int32", default: 20 } },
          { name: "like", in: "query", schema: { $ref: "#/components/schemas/Book.v2" } },
        ],
        responses: {
          "200": {
            description: "Books",
            content: {
              "application/json": {
                schema: { type: "array", items: { $ref: "#/components/schemas/Book.v2" } },
              },
              "text/plain": { schema: { type: "string" }, examples: { one: { value: "Emma" } } },
            },
          },
          "4XX": { $ref: "#/components/responses/Problem" },
          default: { description: "Anything else" },
        },
      },
      post: {
        operationId: "addBook",
        requestBody: {
          required: true,
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/Book.v2" } },
            "application/xml": { schema: { $ref: "#/components/schemas/Book.v2" } },
          },
        },
        responses: { "201": { description: "Added" } },
      },
      head: { responses: { "200": { description: "The service's own" } } },
      options: { operationId: "preflight", responses: { "204": { description: "The service's own" } } },
    },
    "/files/{path+}": {
      parameters: [{ name: "path", in: "path", required: true, schema: { type: "string" } }],
      get: { responses: { "200": { description: "A file" } } },
    },
    "/alive": { get: { security: [{}], responses: { "200": { description: "ok" } } } },
  },
  components: {
    securitySchemes: {
      bearerAuth: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      legacyKey: { type: "apiKey", name: "x-api-key", in: "header" },
    },
    responses: { Problem: { description: "A problem" } },
    schemas: {
      Bookv2: { type: "object" },
      "Book.v2": {
        type: "object",
        required: ["id", "title"],
        discriminator: { propertyName: "kind" },
        properties: {
          id: { type: "string", readOnly: true },
          title: { type: "string", example: "Emma", "x-order": 1 },
          default: { type: "string", description: "A property that is named like a keyword" },
          pages: { type: "integer", format: "int64", minimum: 0, exclusiveMinimum: true },
          genre: { type: "string", enum: ["novel", "poem"], nullable: true, default: null },
          sequel: { nullable: true, allOf: [{ $ref: "#/components/schemas/Book.v2" }] },
          author: { oneOf: [{ $ref: "#/components/schemas/Author" }, { type: "string" }] },
        },
      },
      Author: { type: "object", required: ["id"], properties: { id: { type: "string", readOnly: true } } },
    },
  },
};

function bodyOf(document: unknown, changed: Partial<ApiBodyProps> = {}) {
  const body = apiBody({
    document: readOpenApiDocument(document),
    integrationOf: () => ({ uri: "arn", timeoutSeconds: 5 }),
    cached: false,
    keysRequired: false,
    region: "eu-west-1",
    corsOrigins: [],
    ...changed,
  });
  return z
    .looseObject({
      paths: z.record(z.string(), z.record(z.string(), z.looseObject({ security: z.optional(z.unknown()) }))),
      components: z.object({
        schemas: z.record(z.string(), z.unknown()),
        securitySchemes: z.optional(z.record(z.string(), z.unknown())),
      }),
    })
    .parse(parsed(body));
}

describe("a document as code generators write it", () => {
  const body = bodyOf(DOCUMENT);

  test.each([false, true])("has nothing that API Gateway refuses, with keys: %s", (keysRequired) => {
    expect(importFaults(bodyOf(DOCUMENT, { keysRequired }))).toEqual([]);
  });

  test("has models with the names and keywords of API Gateway", () => {
    expect(body.components.schemas).toEqual({
      Bookv2: { type: "object" },
      Bookv22: {
        type: "object",
        required: ["title"],
        properties: {
          id: { type: "string" },
          title: { type: "string" },
          default: { type: "string", description: "A property that is named like a keyword" },
          pages: { type: "integer", minimum: 0 },
          genre: { type: ["string", "null"], enum: ["novel", "poem", null] },
          sequel: { anyOf: [{ allOf: [{ $ref: "#/components/schemas/Bookv22" }] }, { type: "null" }] },
          author: { oneOf: [{ $ref: "#/components/schemas/Author" }, { type: "string" }] },
        },
      },
      Author: { type: "object", properties: { id: { type: "string" } } },
    });
  });

  test("validates JSON bodies alone, and imports only parameters and statuses that API Gateway knows", () => {
    expect(body.paths["/books"]).toMatchObject({
      get: {
        parameters: [{ name: "limit" }, { name: "like", schema: { $ref: "#/components/schemas/Bookv22" } }],
        responses: {
          "200": {
            content: {
              "application/json": { schema: { items: { $ref: "#/components/schemas/Bookv22" } } },
              "text/plain": {},
            },
          },
        },
      },
      post: {
        requestBody: {
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/Bookv22" } },
            "application/xml": {},
          },
        },
      },
    });
    expect(Object.keys(Object(body.paths["/books"]?.["get"])["responses"])).toEqual(["200"]);
  });

  test("keeps its own HEAD and OPTIONS", () => {
    expect(body.paths["/books"]).toMatchObject({
      head: { responses: { "200": { description: "The service's own" } } },
      options: { operationId: "preflight" },
    });
  });

  test("leaves the keys and tokens of the document's own schemes to the function", () => {
    expect(body.components.securitySchemes).toBeUndefined();
    const operations = Object.values(body.paths).flatMap((item) => Object.values(item));
    expect(operations.filter(({ security }) => security !== undefined)).toEqual([]);
  });

  test("requires client keys for every operation that is not public", () => {
    const { paths } = bodyOf(DOCUMENT, { keysRequired: true });
    expect(paths["/books"]?.["get"]?.security).toEqual([{ client: [] }]);
    expect(paths["/alive"]?.["get"]?.security).toBeUndefined();
  });
});

test("an authorizer of the document's own is kept", () => {
  const tokens = {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    "x-amazon-apigateway-authtype": "custom",
    "x-amazon-apigateway-authorizer": { type: "token", authorizerUri: "arn" },
  };
  const document = {
    ...DOCUMENT,
    security: [{ tokens: [], bearerAuth: [] }],
    components: { ...DOCUMENT.components, securitySchemes: { tokens } },
  };
  const body = bodyOf(document);
  expect(body.components.securitySchemes).toEqual({ tokens });
  expect(body.paths["/books"]?.["post"]?.security).toEqual([{ tokens: [] }]);
  expect(() =>
    bodyOf(
      { ...document, components: { ...DOCUMENT.components, securitySchemes: { client: tokens } } },
      { keysRequired: true },
    ),
  ).toThrow("document.components.securitySchemes.client: this name is reserved for client keys");
});

describe("a stage cache returns a response only to requests with the same", () => {
  const ok = { "200": { description: "ok" } };
  const keysOf = (operation: object, securitySchemes: object = {}) =>
    z
      .object({ "x-amazon-apigateway-integration": z.object({ cacheKeyParameters: z.array(z.string()) }) })
      .parse(
        bodyOf(
          {
            ...DOCUMENT,
            security: [{ user: [] }],
            paths: { "/account": { get: { responses: ok, ...operation } } },
            components: { securitySchemes },
          },
          { cached: true },
        ).paths["/account"]?.["get"],
      )
      ["x-amazon-apigateway-integration"].cacheKeyParameters.filter((key) => !key.endsWith(".Host"));
  const header = (name: string) => `method.request.header.${name}`;
  const authorizer = {
    type: "request",
    identitySource: `${header("X-Tenant")}, method.request.querystring.t`,
  };

  test.each<[string, object, string[]]>([
    ["bearer token", { type: "http", scheme: "bearer" }, [header("Authorization")]],
    ["OAuth token", { type: "oauth2", flows: {} }, [header("Authorization")]],
    ["key in a header", { type: "apiKey", name: "X-Token", in: "header" }, [header("X-Token")]],
    ["key in the query", { type: "apiKey", name: "key", in: "query" }, ["method.request.querystring.key"]],
    ["session cookie", { type: "apiKey", name: "session", in: "cookie" }, [header("Cookie")]],
    [
      "credentials of an authorizer",
      { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authorizer": authorizer },
      [header("Authorization"), header("X-Tenant"), "method.request.querystring.t"],
    ],
  ])("%s", (_, user, keys) => {
    expect(keysOf({}, { user })).toEqual(keys);
    expect(keysOf({ security: [] }, { user })).toEqual([]);
  });

  test("header that the document declares in another letter case", () => {
    const parameters = [{ name: "authorization", in: "header", schema: { type: "string" } }];
    expect(keysOf({ parameters }, { user: { type: "http", scheme: "bearer" } })).toEqual([
      header("authorization"),
    ]);
  });

  test("accepted media types, if there are several", () => {
    const object = { schema: { type: "object" } };
    const responses = (...types: readonly string[]) => ({
      "200": { description: "ok", content: Object.fromEntries(types.map((type) => [type, object])) },
    });
    const open = { security: [] };
    expect(keysOf({ ...open, responses: responses("application/json") })).toEqual([]);
    expect(keysOf({ ...open, responses: responses("application/json", "text/csv") })).toEqual([
      header("Accept"),
    ]);
  });
});

describe("one line names the place of", () => {
  const get = { responses: { "200": { description: "ok" } } };
  const withPaths = (paths: object) => ({ ...DOCUMENT, paths });

  test.each<[string, unknown, string]>([
    ["a title that is missing", { ...DOCUMENT, info: { version: "1" } }, "document.info.title: missing"],
    ["no info", { ...DOCUMENT, info: undefined }, "document.info: missing"],
    [
      "an operation's id that another has",
      withPaths({
        "/a": { get: { ...get, operationId: "read" } },
        "/b": { get: { ...get, operationId: "read" } },
      }),
      'document.paths["/b"].get.operationId: "read" is already the id of document.paths["/a"].get',
    ],
  ])("%s", (_, document, line) => {
    expect(() => bodyOf(document)).toThrow(line);
  });

  test("a parameter that a stage cache would ignore", () => {
    expect(() => bodyOf(DOCUMENT, { cached: true })).toThrow(
      `document.paths["/books"].get.parameters: "filter[author]" cannot be part of a stage cache's key`,
    );
  });

  test.each<[string, object, string]>([
    [
      "two names of one path parameter",
      { "/a/{id}": { get }, "/a/{name}/b": { get } },
      'paths["/a/{name}/b"]: another path has {id} in the place of {name}; API Gateway allows one name',
    ],
    [
      "a greedy parameter beside another",
      { "/a/{id}": { get }, "/a/{proxy+}": { get } },
      'paths["/a/{proxy+}"]: another path has {id} in the place of {proxy+}; API Gateway allows one name',
    ],
    [
      "a greedy parameter in the middle",
      { "/a/{proxy+}/b": { get } },
      'paths["/a/{proxy+}/b"]: a greedy path parameter, {name+}, is the last segment of its path',
    ],
  ])("%s", (_, paths, line) => {
    expect(importFaults(bodyOf(withPaths(paths)))).toEqual([line]);
  });
});

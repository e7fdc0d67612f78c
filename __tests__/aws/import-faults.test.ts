import Ajv04 from "ajv-draft-04";
import { openApiDocument, withClientKeys } from "../../handlers/currency-exchange/openapi";
import { importFaults } from "../../src/aws";
import { apiBody } from "../../src/constructs/api-body";
import { readOpenApiDocument } from "../../src/constructs/openapi-document";
import { readApiBody } from "../../src/local/stack/api-body";

const integration = { type: "aws_proxy", uri: "arn", httpMethod: "POST" };
const operation = { responses: {}, "x-amazon-apigateway-integration": integration };

/** A document that API Gateway imports. */
function document(over: object = {}) {
  return { openapi: "3.0.1", info: {}, paths: { "/orders": { get: operation } }, ...over };
}

function withSchema(schema: unknown) {
  return document({ components: { schemas: { Order: schema } } });
}

function withOperation(over: object) {
  return document({ paths: { "/orders": { post: { ...operation, ...over } } } });
}

/** What draft 4 itself does not allow. */
const NOT_DRAFT_4: readonly [string, unknown, string][] = [
  [
    "required without an entry",
    { required: [] },
    "required: JSON Schema draft 4 requires at least one entry",
  ],
  [
    "required with an entry twice",
    { required: ["a", "a"] },
    "required: JSON Schema draft 4 requires distinct",
  ],
  ["required: true, as in draft 3", { required: true }, "required: "],
  ["an enum without an entry", { enum: [] }, "enum: JSON Schema draft 4 requires at least one entry"],
  ["an unknown type", { type: "text" }, "type: expected array, boolean"],
  [
    "a number where draft 6 has an exclusive bound",
    { maximum: 1, exclusiveMaximum: 2 },
    "exclusiveMaximum: ",
  ],
  ["a schema that is none", { properties: { id: true } }, "properties.id: "],
  ["items that are none", { items: [] }, "items"],
  ["a negative length", { minLength: -1 }, "minLength: expected 0 or more"],
  ["allOf without a schema", { allOf: [] }, "allOf: expected at least one schema"],
  [
    "a fault deep in an array",
    { items: { properties: { id: { required: [] } } } },
    "items.properties.id.required: ",
  ],
];

describe("a model", () => {
  test.each(NOT_DRAFT_4)("is refused with %s, as draft 4's own schema refuses it", (_, schema, fault) => {
    expect(new Ajv04({ strict: false, logger: false }).validateSchema(Object(schema))).toBe(false);
    const [found, ...others] = importFaults(withSchema(schema));
    expect(found).toContain(`components.schemas.Order.${fault}`);
    expect(others).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ["nullable", { type: "string", nullable: true }, "nullable: API Gateway's models do not support"],
    ["example", { type: "string", example: "x" }, "example: API Gateway's models do not support"],
    ["default", { type: "string", default: "x" }, "default: API Gateway's models do not support"],
    ["readOnly", { type: "string", readOnly: true }, "readOnly: API Gateway's models do not support"],
    ["discriminator", { discriminator: { propertyName: "a" } }, "discriminator: API Gateway's models"],
    ["exclusiveMinimum", { minimum: 0, exclusiveMinimum: true }, "exclusiveMinimum: API Gateway's models"],
    ["int64", { type: "integer", format: "int64" }, "format: API Gateway does not support the formats int32"],
    ["decimal", { type: "number", format: "decimal" }, "format: API Gateway does not support the formats"],
    ["another file", { $ref: "other.json#/Order" }, "$ref: expected #/components/schemas/"],
    [
      "a schema that is not there",
      { $ref: "#/components/schemas/None" },
      " components.schemas.None does not exist",
    ],
  ])("is refused with %s", (_, schema, fault) => {
    const faults = importFaults(withSchema({ properties: { a: schema } }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  test("may use the other keywords of draft 4", () => {
    const schema = {
      type: "object",
      required: ["lines"],
      additionalProperties: false,
      properties: {
        lines: {
          type: "array",
          items: { $ref: "#/components/schemas/Order" },
          minItems: 1,
          uniqueItems: true,
        },
        state: { enum: ["open", 1, null] },
        amount: {
          oneOf: [
            { type: "string", pattern: "^[0-9]+$" },
            { type: "number", multipleOf: 0.01 },
          ],
        },
      },
    };
    expect(new Ajv04({ strict: false }).validateSchema(schema)).toBe(true);
    expect(importFaults(withSchema(schema))).toEqual([]);
  });

  test("has a name of letters and digits", () => {
    expect(importFaults(document({ components: { schemas: { "order-line": {} } } }))).toEqual([
      `components.schemas["order-line"]: a model's name may contain only letters and digits`,
    ]);
  });
});

describe("rejects a document", () => {
  const text = { type: "string" };
  test.each<[string, object, string]>([
    [
      "of another version",
      document({ openapi: "3.1.0" }),
      'openapi: API Gateway imports OpenAPI 3.0, not "3.1.0"',
    ],
    ["with security for all of it", document({ security: [{ key: [] }] }), "security: API Gateway ignores"],
    [
      "with OAuth",
      document({ components: { securitySchemes: { user: { type: "oauth2" } } } }),
      'components.securitySchemes.user: API Gateway supports the type "apiKey" only',
    ],
    [
      "with half a segment as a parameter",
      document({ paths: { "/o-{id}": {} } }),
      'paths["/o-{id}"]: "o-{id}" must be',
    ],
    ["with a space in a path", document({ paths: { "/a b": {} } }), 'paths["/a b"]: "a b" must be'],
    [
      "with API Gateway's own path",
      document({ paths: { "/ping": {} } }),
      'paths["/ping"]: API Gateway reserves',
    ],
    [
      "with a response by reference",
      withOperation({ responses: { 500: { $ref: "#/components/responses/Error" } } }),
      'paths["/orders"].post.responses.500: API Gateway does not import a response by reference',
    ],
    [
      "with a primitive response",
      withOperation({ responses: { 200: { content: { "text/csv": { schema: text } } } } }),
      'paths["/orders"].post.responses.200.content["text/csv"].schema: a response\'s schema must be an object',
    ],
    [
      "with an example",
      withOperation({ requestBody: { content: { "application/json": { schema: text, example: "x" } } } }),
      'paths["/orders"].post.requestBody.content["application/json"].example: API Gateway does not import',
    ],
    [
      "with a body's schema that is none",
      withOperation({ requestBody: { content: { "application/json": { schema: { required: [] } } } } }),
      'paths["/orders"].post.requestBody.content["application/json"].schema.required: JSON Schema draft 4',
    ],
    [
      "with a cache key that is no parameter",
      withOperation({
        "x-amazon-apigateway-integration": {
          ...integration,
          cacheKeyParameters: ["method.request.header.Origin"],
        },
      }),
      "cacheKeyParameters: method.request.header.Origin is not a parameter of the operation",
    ],
  ])("%s, here as by API Gateway", (_, refused, fault) => {
    const faults = importFaults(refused);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
    expect(() => readApiBody(JSON.stringify(refused), "body")).toThrow(/^body: /);
  });
});

test.each([
  ["a public API", { cached: false, keysRequired: false, corsOrigins: [] }],
  ["a cached API with keys", { cached: true, keysRequired: true, corsOrigins: ["https://a.example"] }],
])("API Gateway imports %s as it is synthesized, and it keeps what clients see", (_, props) => {
  const document = props.keysRequired ? withClientKeys(openApiDocument) : openApiDocument;
  const body = JSON.parse(
    apiBody({
      document: readOpenApiDocument(openApiDocument),
      integrationOf: () => ({ uri: "arn", timeoutSeconds: 5 }),
      region: "us-east-1",
      ...props,
    }),
  );
  expect(importFaults(body)).toEqual([]);
  expect(body.components).toEqual(document.components);
  expect(Object.keys(body.paths)).toEqual(Object.keys(document.paths));
});

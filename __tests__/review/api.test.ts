import { reviewOf } from "./corpus/read";
import { found, type Planned, planWith } from "./plan";

interface Endpoint {
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  readonly responses?: object;
  readonly security?: readonly object[];
}

const content = (schema: object) => ({ content: { "application/json": { schema } } });
const answers = (properties: object, required: readonly string[] = []) => ({
  responses: { 200: content({ type: "object", properties, required }) },
});
const text = { type: "string" };
const number = { type: "number" };
const rate = { $ref: "#/components/schemas/Rate" };

/** So many objects, each within the one before. */
const nested = (depth: number, innermost: object): object =>
  depth === 0 ? innermost : { type: "object", properties: { a: nested(depth - 1, innermost) } };

const address = "aws_api_gateway_rest_api.api";
const empty = JSON.stringify({ openapi: "3.0.1", paths: {} });
const deep = JSON.stringify({ openapi: "3.0.1", paths: {}, "x-deep": nested(150, {}) });

/** What clients of `GET /rates` notice, each as `breaking: field: what`. */
function noticed(before: Endpoint | undefined, after: Endpoint | undefined, regions = ["us-east-1"]) {
  const body = (endpoint: Endpoint | undefined) => ({
    body: JSON.stringify({
      openapi: "3.0.1",
      components: {
        schemas: {
          Rate: { type: "object", properties: { base: text, next: { $ref: "#/components/schemas/Rate" } } },
          Price: { $ref: "#/components/schemas/Rate" },
        },
        securitySchemes: { key: { type: "apiKey", in: "header", name: "x-api-key" } },
      },
      paths: {
        ...(endpoint === undefined ? {} : { "/rates": { get: endpoint } }),
        "/status": { get: { responses: {} } },
      },
    }),
  });
  const review = reviewOf(
    planWith(
      regions.map((region) => ({
        address: `aws_api_gateway_rest_api.${region}_gateway`,
        before: body(before),
        after: body(after),
      })),
    ),
  );
  return review.apis.flatMap(({ differences = [] }) =>
    differences.map(
      ({ breaking, field, note }) => `${breaking ? "breaking" : "compatible"}: ${field}: ${note}`,
    ),
  );
}

test.each<[string, Endpoint | undefined, Endpoint | undefined, readonly string[]]>([
  ["an endpoint added", undefined, {}, ["compatible: undefined: the endpoint is added"]],
  ["an endpoint removed", {}, undefined, ["breaking: undefined: the endpoint is removed"]],
  [
    "a parameter that may be sent",
    {},
    { parameters: [{ in: "query", name: "base", schema: text }] },
    ["compatible: query base: is now accepted"],
  ],
  [
    "a parameter that must be sent",
    {},
    { parameters: [{ in: "query", name: "base", required: true, schema: text }] },
    ["breaking: query base: is now required"],
  ],
  [
    "a parameter that must be sent now, and needn't before",
    { parameters: [{ in: "query", name: "base", schema: text }] },
    { parameters: [{ in: "query", name: "base", required: true, schema: text }] },
    ["breaking: query base: is now required, and was optional"],
  ],
  [
    "a parameter that is gone",
    { parameters: [{ in: "query", name: "base", schema: text }] },
    {},
    ["breaking: query base: is no longer accepted"],
  ],
  [
    "a field of the body that must be sent",
    { requestBody: content({ type: "object", properties: {} }) },
    { requestBody: content({ type: "object", properties: { amount: text }, required: ["amount"] }) },
    ["breaking: body amount: is now required"],
  ],
  ["a field answered", answers({}), answers({ base: text }), ["compatible: 200 base: is now returned"]],
  [
    "a field that is gone",
    answers({ base: text }),
    answers({}),
    ["breaking: 200 base: is no longer returned"],
  ],
  [
    "a field that may be missing",
    answers({ base: text }, ["base"]),
    answers({ base: text }),
    ["breaking: 200 base: may now be missing"],
  ],
  [
    "a field of another type",
    answers({ base: text }),
    answers({ base: number }),
    ["breaking: 200 base: has another type"],
  ],
  [
    "a value that is gone from a list",
    { parameters: [{ in: "query", name: "base", schema: { ...text, enum: ["EUR", "USD"] } }] },
    { parameters: [{ in: "query", name: "base", schema: { ...text, enum: ["EUR"] } }] },
    ["breaking: query base: has another type"],
  ],
  [
    "a field deep in a list",
    answers({ rates: { type: "array", items: { type: "object", properties: { base: text } } } }),
    answers({ rates: { type: "array", items: { type: "object", properties: {} } } }),
    ["breaking: 200 rates[].base: is no longer returned"],
  ],
  [
    "a whole answer of another type",
    { responses: { 200: content(text) } },
    { responses: { 200: content(number) } },
    ["breaking: 200: has another type"],
  ],
  [
    "a list of something else",
    { parameters: [{ in: "query", name: "ids", schema: { type: "array", items: text } }] },
    { parameters: [{ in: "query", name: "ids", schema: { type: "array", items: number } }] },
    ["breaking: query ids[]: has another type"],
  ],
  [
    "a parameter of OpenAPI 2",
    { parameters: [{ in: "query", name: "base", ...text }] },
    { parameters: [{ in: "query", name: "base", ...text, maxLength: 3 }] },
    ["breaking: query base: has another type"],
  ],
  [
    "a parameter written otherwise",
    { parameters: [{ in: "query", name: "ids", schema: { type: "array" } }] },
    { parameters: [{ in: "query", name: "ids", schema: { type: "array" }, explode: false }] },
    ["breaking: query ids: has another type"],
  ],
  [
    "any field's value",
    answers({ rates: { type: "object", additionalProperties: text } }),
    answers({ rates: { type: "object", additionalProperties: number } }),
    ["breaking: 200 rates[*]: has another type"],
  ],
  [
    "no other fields",
    { requestBody: content({ type: "object" }) },
    { requestBody: content({ type: "object", additionalProperties: false }) },
    ["breaking: body: has another type"],
  ],
  [
    "what a field is where it is not sent",
    { parameters: [{ in: "query", name: "rounding", schema: text }] },
    { parameters: [{ in: "query", name: "rounding", schema: { ...text, default: "up" } }] },
    ["breaking: query rounding: has another type"],
  ],
  [
    "a keyword without a meaning here",
    answers({ base: text }),
    answers({ base: { ...text, not: { enum: ["EUR"] } } }),
    ["breaking: 200 base: has another type"],
  ],
  [
    "one of several types",
    answers({ amount: { oneOf: [text, number] } }),
    answers({ amount: { oneOf: [{ type: "boolean" }, number] } }),
    ["breaking: 200 amount (oneOf 1): has another type"],
  ],
  [
    "one type less of several",
    answers({ amount: { anyOf: [text, number] } }),
    answers({ amount: { anyOf: [text] } }),
    ["breaking: 200 amount: has another type", "breaking: 200 amount (anyOf 2): is no longer returned"],
  ],
  [
    "a field of one part that another part asks for",
    { requestBody: content({ allOf: [{ type: "object", properties: { amount: text } }, {}] }) },
    {
      requestBody: content({
        allOf: [{ type: "object", properties: { amount: text } }, { required: ["amount"] }],
      }),
    },
    ["breaking: body: has another type"],
  ],
  [
    "a format less",
    { responses: { 200: { content: { "application/json": {}, "text/csv": {} } } } },
    { responses: { 200: { content: { "application/json": {} } } } },
    ["breaking: 200 as text/csv: is no longer returned"],
  ],
  [
    "a header less",
    { responses: { 200: { headers: { ETag: { schema: text } } } } },
    { responses: { 200: {} } },
    ["breaking: 200 header ETag: is no longer returned"],
  ],
  ["a key", {}, { security: [{ key: [] }] }, ["breaking: security: is now required"]],
  [
    "a field of what a reference refers to by another one",
    { responses: { 200: content({ $ref: "#/components/schemas/Price" }) } },
    { responses: { 200: content({ type: "object", properties: { next: rate } }) } },
    [
      "breaking: 200 base: is no longer returned",
      "breaking: 200 next: has another type",
      "compatible: 200 next.base: is now returned",
      "compatible: 200 next.next: is now returned",
    ],
  ],
  [
    "something very deep",
    answers({ top: nested(50, text) }),
    answers({ top: nested(50, number) }),
    [`breaking: 200 top${".a".repeat(50)}: has another type`],
  ],
  ["another description", answers({ base: text }), answers({ base: { ...text, description: "ISO" } }), []],
])("%s", (_, before, after, expected) => {
  expect(noticed(before, after)).toEqual(expected);
});

test("reads schemas that refer to themselves", () => {
  const rates = { responses: { 200: content(rate) } };
  expect(noticed({ responses: {} }, rates)).toEqual([
    "compatible: 200: is now returned",
    "compatible: 200 as application/json: is now returned",
    "compatible: 200 base: is now returned",
    "compatible: 200 next: is now returned",
  ]);
  expect(noticed(rates, { ...rates, parameters: [] })).toEqual([]);
});

test("an API with too many fields to compare is not safe, nor are the operations after the limit", () => {
  const document = {
    openapi: "3.0.1",
    components: {
      schemas: Object.fromEntries(
        [..."abcdefgh"].map((name) => [
          name,
          {
            properties: Object.fromEntries(
              [..."abcdefgh"].map((other) => [other, { $ref: `#/components/schemas/${other}` }]),
            ),
          },
        ]),
      ),
    },
  };
  const body = (status: Endpoint) => ({
    body: JSON.stringify({
      ...document,
      paths: {
        "/first": { get: answers({ base: text }) },
        "/large": { get: { responses: { 200: content({ $ref: "#/components/schemas/a" }) } } },
        "/status": { get: status },
      },
    }),
  });
  const differences = (before: Record<string, string>, after: Record<string, string>) =>
    reviewOf(planWith([{ address, before, after }])).apis.flatMap((api) =>
      (api.differences ?? []).map(({ operation, breaking, note }) => ({ operation, breaking, note })),
    );
  const note = "has too many fields to compare";
  const before = body(answers({ region: text }));
  expect(differences(before, body(answers({})))).toEqual([
    { operation: "GET /large", breaking: true, note },
    { operation: "GET /status", breaking: true, note },
  ]);
  expect(differences({ ...before, name: "a" }, { ...before, name: "b" })).toEqual([]);
});

test.each<[string, Planned]>([
  ["YAML", { address, before: { body: "openapi: 3.0.1" }, after: { body: "openapi: 3.0.2" } }],
  ["what nests too deep", { address, before: { body: empty }, after: { body: deep } }],
  ["a document where none was", { address, before: { body: null }, after: { body: empty } }],
  [
    "a sensitive document",
    { address, before: { body: empty }, after: { body: deep }, afterSensitive: { body: true } },
  ],
])("%s cannot be compared and is not safe", (_, resource) => {
  expect(found(reviewOf(planWith([resource])))).toEqual(["api-unknown"]);
});

test("an API without its former document keeps its resources", () => {
  expect(found(reviewOf(planWith([{ address, before: { body: empty }, after: { body: null } }])))).toEqual(
    [],
  );
});

test("the same change in several regions is reported once", () => {
  expect(noticed({}, undefined, ["us-east-1", "eu-west-1"])).toHaveLength(1);
});

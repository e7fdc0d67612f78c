import { reviewOf } from "./corpus/read";
import { planWith } from "./plan";

interface Endpoint {
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  readonly responses?: object;
}

const content = (schema: object) => ({ content: { "application/json": { schema } } });
const answers = (properties: object, required: readonly string[] = []) => ({
  responses: { 200: content({ type: "object", properties, required }) },
});
const text = { type: "string" };

/** What clients of `GET /rates` notice, each as `breaking: field: what`. */
function noticed(before: Endpoint | undefined, after: Endpoint | undefined, regions = ["us-east-1"]) {
  const body = (endpoint: Endpoint | undefined) => ({
    body: JSON.stringify({
      openapi: "3.0.1",
      components: {
        schemas: {
          Rate: { type: "object", properties: { base: text, next: { $ref: "#/components/schemas/Rate" } } },
        },
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
    ["compatible: query base: may be sent now"],
  ],
  [
    "a parameter that must be sent",
    {},
    { parameters: [{ in: "query", name: "base", required: true, schema: text }] },
    ["breaking: query base: must be sent now"],
  ],
  [
    "a parameter that must be sent now, and needn't before",
    { parameters: [{ in: "query", name: "base", schema: text }] },
    { parameters: [{ in: "query", name: "base", required: true, schema: text }] },
    ["breaking: query base: must be sent now, and needn't before"],
  ],
  [
    "a parameter that is gone",
    { parameters: [{ in: "query", name: "base", schema: text }] },
    {},
    ["breaking: query base: is not understood any more"],
  ],
  [
    "a field of the body that must be sent",
    { requestBody: content({ type: "object", properties: {} }) },
    { requestBody: content({ type: "object", properties: { amount: text }, required: ["amount"] }) },
    ["breaking: body amount: must be sent now"],
  ],
  ["a field answered", answers({}), answers({ base: text }), ["compatible: 200 base: is answered now"]],
  [
    "a field that is gone",
    answers({ base: text }),
    answers({}),
    ["breaking: 200 base: is not answered any more"],
  ],
  [
    "a field that may be missing",
    answers({ base: text }, ["base"]),
    answers({ base: text }),
    ["breaking: 200 base: may be missing now"],
  ],
  [
    "a field of another type",
    answers({ base: text }),
    answers({ base: { type: "number" } }),
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
    ["breaking: 200 rates[].base: is not answered any more"],
  ],
  ["another description", answers({ base: text }), answers({ base: { ...text, description: "ISO" } }), []],
])("%s", (_, before, after, expected) => {
  expect(noticed(before, after)).toEqual(expected);
});

test("schemas that refer to themselves come to an end", () => {
  const rate = { responses: { 200: content({ $ref: "#/components/schemas/Rate" }) } };
  expect(noticed({ responses: {} }, rate).length).toBeGreaterThan(2);
  expect(noticed(rate, rate)).toEqual([]);
});

test("what has too many fields to be compared is not called safe, nor is what comes after it", () => {
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
    reviewOf(planWith([{ address: "aws_api_gateway_rest_api.api", before, after }])).apis.flatMap((api) =>
      (api.differences ?? []).map(({ operation, breaking, note }) => ({ operation, breaking, note })),
    );
  const note = "has too many fields to be compared";
  const before = body(answers({ region: text }));
  expect(differences(before, body(answers({})))).toEqual([
    { operation: "GET /large", breaking: true, note },
    { operation: "GET /status", breaking: true, note },
  ]);
  expect(differences({ ...before, name: "a" }, { ...before, name: "b" })).toEqual([]);
});

test("the same change in several regions is said once", () => {
  expect(noticed({}, undefined, ["us-east-1", "eu-west-1"])).toHaveLength(1);
});

import { apiDocument, served } from "../handlers/currency-exchange/openapi";
import { Contract, type Received } from "./contract";

const contract = new Contract(served(apiDocument));
const STATUS = { status: "ok", region: "eu-west-1", version: "1" };
const right: Received = {
  method: "GET",
  path: "/status",
  status: 200,
  contentType: "application/json",
  text: JSON.stringify(STATUS),
};

test("a response that keeps to the document has no departure", () => {
  expect(contract.departure(right)).toBeUndefined();
  expect(contract.departure({ ...right, method: "HEAD", text: "" })).toBeUndefined();
  expect(contract.departure({ ...right, path: "/nowhere", status: 404 })).toBeUndefined();
});

test.each<[string, Partial<Received>, string]>([
  ["a status", { status: 418 }, "418 is not declared"],
  ["a type", { contentType: "text/plain" }, "of the type text/plain"],
  ["a property that is missing", { text: '{"status":"ok"}' }, "must have required property 'region'"],
  [
    "a property more",
    { text: JSON.stringify({ ...STATUS, secret: 1 }) },
    "must NOT have additional properties",
  ],
  [
    "a value",
    { text: JSON.stringify({ ...STATUS, kind: "guessed" }) },
    "must be equal to one of the allowed values",
  ],
  ["a body for HEAD", { method: "HEAD" }, "has a body"],
  ["an answer of no operation", { path: "/nowhere" }, "200 of no operation"],
  [
    "a rate that is no decimal",
    {
      path: "/v1/latest",
      text: JSON.stringify({
        ...{
          base: "EUR",
          kind: "live",
          asOf: "2026-04-13T14:00:00Z",
          source: "ecb",
          ageSeconds: 1,
          stale: false,
        },
        ...{ rates: { USD: 1.1 }, fallbacks: [], quarantined: [], missing: [] },
      }),
    },
    "must be string",
  ],
])("%s that the document does not declare is found", (_what, part, departure) => {
  expect(contract.departure({ ...right, ...part })).toContain(departure);
});

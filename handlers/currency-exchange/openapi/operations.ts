import type { ProblemType } from "../../http/problem";
import { problems } from "../../openapi/problem-responses";
import type { Operation, RequestBody } from "../../openapi/types";
import { NO_RATE, NO_RATES_YET, UNKNOWN_CURRENCY } from "../domain/problems";
import * as examples from "./examples";
import { accept, base, conversion, dateInPath, ifNoneMatch, listing, pair, symbols } from "./parameters";
import { ref, type schemas } from "./schemas";

export interface Endpoint extends Omit<Operation, "operationId"> {
  readonly method: "get" | "post";
  readonly path: string;
}

const wrongParameters: readonly ProblemType[] = [
  "invalid-parameter",
  "missing-parameter",
  "unknown-parameter",
  UNKNOWN_CURRENCY,
];
/** Declares an operation public, even if clients have keys. */
const PUBLIC: readonly [] = [];
const regionFails: readonly ProblemType[] = [NO_RATES_YET, "region-unavailable"];

/** Every operation by its id. HEAD and OPTIONS are derived from them. */
export const OPERATIONS = {
  getDocumentation: {
    method: "get",
    path: "/",
    summary: "This documentation, as a page",
    security: PUBLIC,
    parameters: [ifNoneMatch],
    responses: { "200": { description: "A page", content: { "text/html": { schema: ref("Text") } } } },
  },
  getOpenApi: {
    method: "get",
    path: "/openapi.json",
    summary: "This documentation, as OpenAPI 3.0",
    security: PUBLIC,
    parameters: [ifNoneMatch],
    responses: {
      "200": { description: "OpenAPI", content: { "application/json": { schema: { type: "object" } } } },
    },
  },
  getStatus: {
    method: "get",
    path: "/status",
    summary: "The status of this region and the age of its rates",
    security: PUBLIC,
    description: "Fails only if this region fails, never because a rate provider does.",
    responses: {
      ...ok("Status", "This region can answer requests", examples.status),
      ...problems(["region-unavailable"]),
    },
  },
  getHealthCheck: {
    method: "get",
    path: "/health-check",
    summary: "The health check of Route 53",
    security: PUBLIC,
    description:
      "Returns the same as /status, but only to Route 53's health checkers. Other clients get 403.",
    responses: {
      "200": {
        description: "This region can answer requests",
        content: { "application/json": { schema: ref("Status") } },
      },
      ...problems(["region-unavailable"]),
    },
  },
  getCurrencies: {
    method: "get",
    path: "/v1/currencies",
    summary: "All currencies with current or past rates",
    parameters: [ifNoneMatch],
    responses: { ...ok("Currencies", "Currencies by code", examples.currencies), ...problems(regionFails) },
  },
  getLatest: {
    method: "get",
    path: "/v1/latest",
    summary: "The newest rates",
    description:
      "Each rate comes from the newest publication that has it. `fallbacks` lists the rates that come from another publication than `asOf` and `source` state.",
    parameters: [base, symbols, ifNoneMatch],
    responses: {
      ...ok("Latest", "Rates", examples.latest),
      ...problems([...wrongParameters, NO_RATE, ...regionFails]),
    },
  },
  getRatesOfDay: {
    method: "get",
    path: "/v1/rates/{date}",
    summary: "The rates of a day",
    description:
      "A day without a fixing, such as a weekend, returns the previous fixing. Currencies without fixings return the live rates stored for that day.",
    parameters: [dateInPath, base, symbols, ifNoneMatch],
    responses: {
      ...ok("DayRates", "Rates", examples.ratesOfDay),
      ...problems([...wrongParameters, NO_RATE, ...regionFails]),
    },
  },
  getHistory: {
    method: "get",
    path: "/v1/history/{base}/{quote}",
    summary: "The history of a currency pair, in pages",
    parameters: [...pair, ...listing, accept, ifNoneMatch],
    responses: {
      "200": {
        description: "The points of a page; `next` and the Link header lead to the next page",
        content: {
          "application/json": { schema: ref("History"), example: examples.history },
          "text/csv": { schema: ref("Text") },
          "application/x-ndjson": { schema: ref("Text") },
        },
      },
      ...problems([...wrongParameters, "not-acceptable", ...regionFails]),
    },
  },
  getConversion: {
    method: "get",
    path: "/v1/convert",
    summary: "Convert an amount exactly",
    parameters: [...conversion, ifNoneMatch],
    responses: {
      ...ok("Conversion", "A conversion", examples.conversion),
      ...problems([...wrongParameters, NO_RATE, ...regionFails]),
    },
  },
  postConversions: {
    method: "post",
    path: "/v1/convert",
    summary: "Convert up to 100 amounts, each with its own result or problem",
    requestBody: body("Conversions", examples.conversions),
    responses: {
      ...ok("ConversionAnswers", "Results in the order of the request", examples.conversionAnswers),
      ...problems(["invalid-body", "body-too-large", "unsupported-media-type", ...regionFails]),
    },
  },
} as const satisfies Record<string, Endpoint>;

export type OperationId = keyof typeof OPERATIONS;

function ok(schema: keyof typeof schemas, description: string, example: unknown) {
  return { "200": { description, content: { "application/json": { schema: ref(schema), example } } } };
}

function body(schema: keyof typeof schemas, example: unknown): RequestBody {
  return { required: true, content: { "application/json": { schema: ref(schema), example } } };
}

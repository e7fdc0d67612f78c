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
/** No key is needed where clients have keys. */
const PUBLIC: readonly [] = [];
const regionFails: readonly ProblemType[] = [NO_RATES_YET, "region-unavailable"];

/** Every operation by its id. HEAD and OPTIONS of the same paths follow from them. */
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
    summary: "Whether this region can answer, and how old its rates are",
    security: PUBLIC,
    description: "Never fails for a fault of those who publish rates: only for one of this region.",
    responses: {
      ...ok("Status", "This region's replica answers", examples.status),
      ...problems(["region-unavailable"]),
    },
  },
  getHealthCheck: {
    method: "get",
    path: "/health-check",
    summary: "What Route 53's health checkers request",
    security: PUBLIC,
    description: "Answers as /status, to the checkers only: everybody else gets 403.",
    responses: {
      "200": {
        description: "This region's replica answers",
        content: { "application/json": { schema: ref("Status") } },
      },
      ...problems(["region-unavailable"]),
    },
  },
  getCurrencies: {
    method: "get",
    path: "/v1/currencies",
    summary: "The currencies that have, or had, rates",
    parameters: [ifNoneMatch],
    responses: { ...ok("Currencies", "Currencies by code", examples.currencies), ...problems(regionFails) },
  },
  getLatest: {
    method: "get",
    path: "/v1/latest",
    summary: "The newest rates",
    description:
      "Each rate is of the newest publication that has it. Rates of other publications than the one that `asOf` and `source` name are listed in `fallbacks`.",
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
      "On a day without a fixing, such as a weekend, the fixing before it. Currencies without fixings have the live rates that were kept of the day.",
    parameters: [dateInPath, base, symbols, ifNoneMatch],
    responses: {
      ...ok("DayRates", "Rates", examples.ratesOfDay),
      ...problems([...wrongParameters, NO_RATE, ...regionFails]),
    },
  },
  getHistory: {
    method: "get",
    path: "/v1/history/{base}/{quote}",
    summary: "The rates of a pair over time, in pages",
    parameters: [...pair, ...listing, accept, ifNoneMatch],
    responses: {
      "200": {
        description: "Points; the next page is in `next` and in the Link header",
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
    summary: "An amount in another currency, exactly",
    parameters: [...conversion, ifNoneMatch],
    responses: {
      ...ok("Conversion", "A conversion", examples.conversion),
      ...problems([...wrongParameters, NO_RATE, ...regionFails]),
    },
  },
  postConversions: {
    method: "post",
    path: "/v1/convert",
    summary: "Up to 100 conversions, each answered or refused on its own",
    requestBody: body("Conversions", examples.conversions),
    responses: {
      ...ok("ConversionAnswers", "Answers in the order asked", examples.conversionAnswers),
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

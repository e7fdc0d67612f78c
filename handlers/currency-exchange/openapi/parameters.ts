import type { Parameter, ParameterSchema } from "../../openapi/types";
import { ROUNDINGS } from "../domain/rounding";

const currencyCode: ParameterSchema = {
  type: "string",
  description: "an ISO 4217 currency code such as EUR",
  pattern: "^[A-Za-z]{3}$",
};

const day: ParameterSchema = {
  type: "string",
  description: "a day that exists such as 2026-04-10, from 1999-01-04 until today",
  pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
};

function query(
  name: string,
  description: string,
  schema: ParameterSchema,
  example: string | number,
): Parameter {
  return { name, in: "query", description, schema, example };
}

function path(name: string, description: string, schema: ParameterSchema, example: string): Parameter {
  return { name, in: "path", required: true, description, schema, example };
}

export const base = query(
  "base",
  "The base: the rates say what one unit of it is worth",
  { ...currencyCode, default: "EUR" },
  "USD",
);

export const symbols = query(
  "symbols",
  "The currencies to answer with. Default: all",
  {
    type: "string",
    description: "at most 200 ISO 4217 currency codes with commas between them such as EUR,JPY",
    pattern: "^[A-Za-z]{3}(,[A-Za-z]{3}){0,199}$",
    maxLength: 800,
  },
  "EUR,JPY",
);

export const dateInPath = path("date", "The day of the rates", day, "2026-04-12");

/** Of a conversion, in a query and in a body. */
export const conversion: readonly Parameter[] = [
  { ...query("from", "The currency of the amount", currencyCode, "USD"), required: true },
  { ...query("to", "The currency to convert to", currencyCode, "JPY"), required: true },
  {
    ...query(
      "amount",
      "How much to convert",
      {
        type: "string",
        description:
          "a number of at most 18 digits such as 1234.56: no sign, no space, no separator, no exponent, no zeros before it",
        pattern: "^(0|[1-9][0-9]{0,17})(\\.[0-9]{1,17})?$",
        maxLength: 19,
      },
      "1234.56",
    ),
    required: true,
  },
  query("date", "The day of the rate. Default: the newest rates", day, "2026-04-10"),
  query(
    "rounding",
    "How the result is rounded to the minor units of its currency",
    { type: "string", enum: ROUNDINGS, default: "half-even" },
    "half-even",
  ),
];

export const pair: readonly Parameter[] = [
  path("base", "The base: the rates say what one unit of it is worth", currencyCode, "EUR"),
  path("quote", "The currency of the rates", currencyCode, "USD"),
];

export const listing: readonly Parameter[] = [
  query("from", "The first day. Default: one year before the last", day, "2026-04-01"),
  query("to", "The last day. Default: today", day, "2026-04-13"),
  query(
    "interval",
    "One rate per day, or open, high, low and close of weeks (from Monday) or months",
    { type: "string", enum: ["day", "week", "month"], default: "day" },
    "week",
  ),
  query(
    "order",
    "Oldest first (asc) or newest first (desc)",
    { type: "string", enum: ["asc", "desc"], default: "asc" },
    "asc",
  ),
  query(
    "limit",
    "The most points per page. A page covers no more than five years, so it may have fewer",
    { type: "integer", minimum: 1, maximum: 1000, default: 366 },
    366,
  ),
  {
    name: "cursor",
    in: "query",
    description:
      "Where to go on: the `next` of the page before, from any region. The other parameters may be left out, but for limit",
    schema: {
      type: "string",
      description: "the `next` of a page before",
      pattern: "^[A-Za-z0-9_-]+$",
      maxLength: 120,
    },
  },
];

export const ifNoneMatch: Parameter = {
  name: "If-None-Match",
  in: "header",
  description: "The ETag of an answer at hand: where it is still right, 304 says so without a body",
  schema: { type: "string" },
};

export const accept: Parameter = {
  name: "Accept",
  in: "header",
  description: "application/json (default), text/csv or application/x-ndjson",
  schema: { type: "string" },
};

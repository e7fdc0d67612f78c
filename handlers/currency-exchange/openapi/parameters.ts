import type { Parameter, ParameterSchema } from "../../openapi/types";
import { ROUNDINGS } from "../domain/rounding";

const currencyCode: ParameterSchema = {
  type: "string",
  description: "an ISO 4217 currency code such as EUR",
  pattern: "^[A-Za-z]{3}$",
};

const day: ParameterSchema = {
  type: "string",
  description: "an existing day such as 2026-04-10, from 1999-01-04 until today",
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
  "The base currency; rates state the value of one unit of it",
  { ...currencyCode, default: "EUR" },
  "USD",
);

export const symbols = query(
  "symbols",
  "The currencies to return. Default: all",
  {
    type: "string",
    description: "up to 200 comma-separated ISO 4217 currency codes such as EUR,JPY",
    pattern: "^[A-Za-z]{3}(,[A-Za-z]{3}){0,199}$",
    maxLength: 800,
  },
  "EUR,JPY",
);

export const dateInPath = path("date", "The day of the rates", day, "2026-04-12");

/** The parameters of a conversion, in a query and in a body. */
export const conversion: readonly Parameter[] = [
  { ...query("from", "The currency of the amount", currencyCode, "USD"), required: true },
  { ...query("to", "The currency to convert to", currencyCode, "JPY"), required: true },
  {
    ...query(
      "amount",
      "The amount to convert",
      {
        type: "string",
        description:
          "a number of at most 18 digits such as 1234.56, without sign, spaces, separators, exponent or leading zeros",
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
    "How to round the result to the minor units of its currency",
    { type: "string", enum: ROUNDINGS, default: "half-even" },
    "half-even",
  ),
];

export const pair: readonly Parameter[] = [
  path("base", "The base currency; rates state the value of one unit of it", currencyCode, "EUR"),
  path("quote", "The currency of the rates", currencyCode, "USD"),
];

export const listing: readonly Parameter[] = [
  query("from", "The first day. Default: one year before the last", day, "2026-04-01"),
  query("to", "The last day. Default: today", day, "2026-04-13"),
  query(
    "interval",
    "One rate per day, or open, high, low, and close per week (from Monday) or month",
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
    "The maximum number of points per page. A page covers at most five years, so it may have fewer points",
    { type: "integer", minimum: 1, maximum: 1000, default: 366 },
    366,
  ),
  {
    name: "cursor",
    in: "query",
    description:
      "Where to continue: the `next` of the previous page, from any region. You may omit the other parameters except limit",
    schema: {
      type: "string",
      description: "the `next` of an earlier page",
      pattern: "^[A-Za-z0-9_-]+$",
      maxLength: 120,
    },
  },
];

export const ifNoneMatch: Parameter = {
  name: "If-None-Match",
  in: "header",
  description: "The ETag of a cached response. If it is still current, the API returns 304 without a body",
  schema: { type: "string" },
};

export const accept: Parameter = {
  name: "Accept",
  in: "header",
  description: "application/json (default), text/csv or application/x-ndjson",
  schema: { type: "string" },
};

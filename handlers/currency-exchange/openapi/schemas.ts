import type { ParameterSchema, Schema } from "../../openapi/types";
import { ROUNDINGS } from "../domain/rounding";
import { KINDS, SOURCES } from "../domain/snapshot";
import { conversion } from "./parameters";

const text: Schema = { type: "string" };
const flag = (description: string): Schema => ({ type: "boolean", description });
const count = (description: string): Schema => ({ type: "integer", description });
const currencyCode: Schema = { type: "string", description: "ISO 4217 code", pattern: "^[A-Z]{3}$" };
const decimal = (description: string): Schema => ({
  type: "string",
  description,
  pattern: "^[0-9]+(\\.[0-9]+)?$",
});
const day = (description: string): Schema => ({ type: "string", format: "date", description });
const listOf = (items: Schema): Schema => ({ type: "array", items });

/** Returns an object schema whose properties are required unless listed as optional. */
function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", ...(required.length > 0 ? { required } : {}), properties };
}

/**
 * Returns a parameter as a field of a body, without its default, because generators would treat the field as required.
 */
function fieldOf({ type, pattern, maxLength, enum: choices }: ParameterSchema, description: string): Schema {
  return {
    type,
    description,
    ...(pattern === undefined ? {} : { pattern }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(choices === undefined ? {} : { enum: choices }),
  };
}

export function ref(name: keyof typeof schemas): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

const provenance = {
  kind: {
    type: "string",
    enum: KINDS,
    description: "live: intraday rates. daily-reference: a central bank's fixing of a day",
  },
  asOf: { type: "string", description: "The day of the fixing, or the time (UTC) of the live rates" },
  source: { type: "string", enum: SOURCES, description: "The publisher of the rates" },
  ageSeconds: count("Seconds since the rates were published"),
  stale: flag(
    "Newer rates are overdue, or in quarantine because they moved too far. Weekends and holidays do not make a fixing stale",
  ),
} as const satisfies Record<string, Schema>;

/** Exceptions: rates that differ from `asOf` and `source`. */
const exceptions = {
  fallbacks: {
    ...listOf(object({ ...provenance, currencies: listOf(currencyCode) })),
    description: "Other publications that some rates come from, with the currencies of those rates",
  },
  quarantined: {
    ...listOf(currencyCode),
    description: "Currencies whose newest rate moved implausibly far; an older rate is returned, or none",
  },
  missing: { ...listOf(currencyCode), description: "Currencies without any rate" },
} as const satisfies Record<string, Schema>;

const rates: Schema = {
  type: "object",
  description: "Decimal rates by currency: the value of one unit of the base in that currency",
  additionalProperties: decimal("To 20 significant digits"),
};

export const schemas = {
  /** API Gateway does not import a response whose schema is a primitive type, unless the schema is a reference. */
  Text: text,
  Status: object(
    {
      status: { type: "string", enum: ["ok"] },
      region: { type: "string", description: "The AWS region that responded" },
      version: text,
      ...provenance,
    },
    Object.keys(provenance),
  ),
  Currencies: object({
    currencies: listOf(
      object(
        {
          code: currencyCode,
          name: text,
          minorUnits: count(
            "Decimal places of an amount; absent for currencies without minor units, such as gold",
          ),
          firstDay: day("The first day with a rate"),
          lastDay: day("The last day with a rate"),
        },
        ["minorUnits"],
      ),
    ),
  }),
  Latest: object({ base: currencyCode, ...provenance, rates, ...exceptions }),
  DayRates: object({
    base: currencyCode,
    date: day("The requested day"),
    carriedForward: flag("The day has no rates of its own; these are the rates of the earlier day in asOf"),
    ...provenance,
    rates,
    ...exceptions,
  }),
  History: object(
    {
      base: currencyCode,
      quote: currencyCode,
      interval: { type: "string", enum: ["day", "week", "month"] },
      from: day("The first requested day"),
      to: day("The last requested day"),
      ...provenance,
      points: listOf(
        object(
          {
            date: day("The day, or the first day of the week or month"),
            rate: decimal("The rate of a day"),
            source: { ...provenance.source, description: "The publisher of the day's rate" },
            open: decimal("The first rate of a week or month"),
            high: decimal("The highest"),
            low: decimal("The lowest"),
            close: decimal("The last"),
            fixings: count("Days with a rate in the week or month"),
            sources: { ...listOf(provenance.source), description: "The publishers of those rates" },
          },
          ["rate", "source", "open", "high", "low", "close", "fixings", "sources"],
        ),
      ),
      next: { type: "string", description: "The cursor of the next page; absent on the last" },
    },
    ["next", ...Object.keys(provenance)],
  ),
  Conversion: object(
    {
      from: currencyCode,
      to: currencyCode,
      amount: decimal("As given in the request"),
      rate: decimal("The value of one unit of `from` in `to`, to 20 significant digits"),
      unrounded: decimal("Exactly amount × rate"),
      result: decimal("Rounded to the ISO 4217 minor units of `to`"),
      rounding: { type: "string", enum: ROUNDINGS },
      date: day("The requested day"),
      carriedForward: flag("The rate is from an earlier day, stated in asOf"),
      ...provenance,
    },
    ["date", "carriedForward"],
  ),
  Conversions: object({
    conversions: {
      ...listOf(
        object(
          Object.fromEntries(
            conversion.map(({ name, description, schema }) => [name, fieldOf(schema, description)]),
          ),
          conversion.filter(({ required }) => !required).map(({ name }) => name),
        ),
      ),
      description: "1 to 100 conversions, each with the parameters of GET /v1/convert",
    },
  }),
  ConversionAnswers: object({
    answers: {
      ...listOf(
        object(
          {
            conversion: { $ref: "#/components/schemas/Conversion" },
            problem: { $ref: "#/components/schemas/Problem" },
          },
          ["conversion", "problem"],
        ),
      ),
      description: "A conversion or a problem for each entry, in the order of the request",
    },
  }),
  Problem: object(
    {
      type: { type: "string", description: "The machine-readable kind of error; / lists all kinds" },
      title: text,
      status: { type: "integer" },
      detail: { type: "string", description: "What is wrong and what is expected" },
      requestId: text,
    },
    ["requestId"],
  ),
} as const satisfies Record<string, Schema>;

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

/** Every property is required, but for those named as optional. */
function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", ...(required.length > 0 ? { required } : {}), properties };
}

/** A parameter as a field of a body. It has no default, which generators take for a field that must be there. */
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
    description: "live: rates of a time. daily-reference: a central bank's fixing of a day",
  },
  asOf: { type: "string", description: "The day of the fixing, or the time (UTC) of the live rates" },
  source: { type: "string", enum: SOURCES, description: "The publisher of the rates" },
  ageSeconds: count("Seconds since the rates were published"),
  stale: flag(
    "Newer rates are overdue, or in quarantine because they moved too far. Weekends and holidays make no fixing stale",
  ),
} as const satisfies Record<string, Schema>;

/** Beside the rates: whatever of them is not what `asOf` and `source` say. */
const exceptions = {
  fallbacks: {
    ...listOf(object({ ...provenance, currencies: listOf(currencyCode) })),
    description: "Publications that some of the rates are from instead, with the currencies that they are of",
  },
  quarantined: {
    ...listOf(currencyCode),
    description: "Currencies whose newest rate moved too far to be believed: an older one is given, or none",
  },
  missing: { ...listOf(currencyCode), description: "Currencies without any rate" },
} as const satisfies Record<string, Schema>;

const rates: Schema = {
  type: "object",
  description: "Decimals by currency: how much of it one unit of the base is worth",
  additionalProperties: decimal("To 20 significant digits"),
};

export const schemas = {
  /** API Gateway imports no response whose own schema is a primitive type, but one that refers to it. */
  Text: text,
  Status: object(
    {
      status: { type: "string", enum: ["ok"] },
      region: { type: "string", description: "The AWS region that answers" },
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
          minorUnits: count("Decimal places of an amount; absent where there are none, as of gold"),
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
    date: day("The day asked for"),
    carriedForward: flag("The day has no rates: these are of the day before it that asOf names"),
    ...provenance,
    rates,
    ...exceptions,
  }),
  History: object(
    {
      base: currencyCode,
      quote: currencyCode,
      interval: { type: "string", enum: ["day", "week", "month"] },
      from: day("The first day asked for"),
      to: day("The last day asked for"),
      ...provenance,
      points: listOf(
        object(
          {
            date: day("The day, or the first day of the week or month"),
            rate: decimal("Of a day"),
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
      amount: decimal("As it was written"),
      rate: decimal("How much of `to` one unit of `from` is worth, to 20 significant digits"),
      unrounded: decimal("Exactly amount × rate"),
      result: decimal("Rounded to the ISO 4217 minor units of `to`"),
      rounding: { type: "string", enum: ROUNDINGS },
      date: day("The day asked for"),
      carriedForward: flag("The rate is of an earlier day, which asOf names"),
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
      description: "1 to 100, each as the query of GET /v1/convert",
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
      description: "In the order asked, a conversion or a problem each",
    },
  }),
  Problem: object(
    {
      type: { type: "string", description: "What kind of error, for programs: see the list at /" },
      title: text,
      status: { type: "integer" },
      detail: { type: "string", description: "What was wrong, and what would be right" },
      requestId: text,
    },
    ["requestId"],
  ),
} as const satisfies Record<string, Schema>;

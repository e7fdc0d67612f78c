import { parse } from "lossless-json";
import * as z from "zod/mini";
import type { Source } from "../domain/snapshot";
import { ProviderFailure } from "./provider";
import { shown } from "./published-rates";

export const rates = z.record(z.string(), z.string());

/** Rates, some of which may be null. */
export const liveRates = z.record(z.string(), z.nullable(z.string()));

/**
 * Parses a JSON response. Numbers are read as text, because a binary float would lose decimal digits.
 *
 * @throws ProviderFailure if it does not match the schema
 */
export function readJson<Schema extends z.ZodMiniType>(
  source: Source,
  text: string,
  schema: Schema,
): z.output<Schema> {
  try {
    return schema.parse(parse(text, undefined, String));
  } catch {
    throw new ProviderFailure(source, `returned something that is not rates: ${shown(text)}`);
  }
}

import { parse } from "lossless-json";
import * as z from "zod/mini";
import type { Source } from "../domain/snapshot";
import { ProviderFailure } from "./provider";
import { shown } from "./published-rates";

export const rates = z.record(z.string(), z.string());

/** Rates of which some may be empty. */
export const liveRates = z.record(z.string(), z.nullable(z.string()));

/**
 * An answer in JSON. Its numbers are read as texts: a binary float would not keep every decimal digit.
 *
 * @throws ProviderFailure where it is not what the schema says
 */
export function readJson<Schema extends z.ZodMiniType>(
  source: Source,
  text: string,
  schema: Schema,
): z.output<Schema> {
  try {
    return schema.parse(parse(text, undefined, String));
  } catch {
    throw new ProviderFailure(source, `answered with something that is not rates: ${shown(text)}`);
  }
}

import { closest } from "fastest-levenshtein";
import * as z from "zod/mini";

// Compiling the schema pays when it is used often; here it is used once a synth.
z.config({ jitless: true });

/**
 * The building blocks of the schema. Each carries, as its error message, what would be right: the sentences are
 * made of it in `load.ts`.
 */

/** An object that refuses unknown keys and names the nearest known one. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape);
  return z.strictObject(shape, knownKeys(keys, `an object with the keys ${keys.join(", ")}`));
}

/** An object with a key for each of some of the names. */
export function keyedBy<const Name extends string, Value extends z.ZodMiniType>(
  names: readonly Name[],
  value: Value,
  right: string,
) {
  return z.partialRecord(z.enum(names), value, knownKeys(names, right));
}

function knownKeys(known: readonly string[], right: string) {
  return {
    error: (issue: z.core.$ZodRawIssue) => {
      if (issue.code !== "unrecognized_keys") {
        return right;
      }
      const nearest = issue.keys.map((key: string) => JSON.stringify(closest(key, known)));
      return `did you mean ${nearest.join(", ")}?`;
    },
  };
}

export function wholeNumber(least: number, most: number, unit: string) {
  const right = `a whole number of ${unit} from ${least} to ${most}`;
  return z.int(right).check(z.minimum(least, right), z.maximum(most, right));
}

export function number(least: number, most: number, unit: string) {
  const right = `a number of ${unit} from ${least} to ${most}`;
  return z.number(right).check(z.minimum(least, right), z.maximum(most, right));
}

export function text(pattern: RegExp, right: string) {
  return z.string(right).check(z.regex(pattern, right));
}

export function oneOf<const Value extends string>(
  values: readonly Value[],
  right = `one of ${values.join(", ")}`,
) {
  return z.enum(values, right);
}

/** One of a list of numbers that AWS accepts. */
export function oneOfNumbers<const Value extends number>(values: readonly Value[], unit: string) {
  return z.literal(values, `one of ${values.join(", ")} (${unit})`);
}

export function distinct<Item extends z.ZodMiniType>(item: Item, least: number, right: string) {
  return z.array(item, right).check(
    z.minLength(least, right),
    z.refine((items) => new Set(items).size === items.length, right),
  );
}

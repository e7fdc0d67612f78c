import * as z from "zod/mini";
import { REGION_NAMES, watchedScheduleFault, whyUnsupported } from "../aws";
import * as values from "../aws/values";
import { didYouMean } from "./suggestion";

// Compiling the schema does not pay off, because each synth uses it once.
z.config({ jitless: true });

/**
 * The building blocks of the schema. Their error messages state the allowed values; `load.ts` adds the key and the
 * value.
 */

/**
 * An object that rejects unknown keys.
 *
 * @param others - keys of the object that are read elsewhere
 */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape, others: readonly string[] = []) {
  const keys = [...Object.keys(shape), ...others];
  return z.strictObject(
    shape,
    unknownKeys(
      `an object with the keys ${keys.join(", ")}`,
      (key) => `unknown key ${JSON.stringify(key)}${didYouMean(key, keys) || ` (known: ${keys.join(", ")})`}`,
    ),
  );
}

export const { distinct, number, oneOf, oneOfNumbers, text, wholeNumber } = values;

/** An object with region names as its keys. */
export function keyedByRegion<Value extends z.ZodMiniType>(value: Value) {
  return z.partialRecord(
    z.enum(REGION_NAMES),
    value,
    unknownKeys("an object with a key for each region", (key) => `${JSON.stringify(key)} ${notARegion(key)}`),
  );
}

/** Returns one line per unknown key. */
function unknownKeys(allowed: string, line: (key: string) => string) {
  return {
    error: (issue: z.core.$ZodRawIssue) =>
      issue.code === "unrecognized_keys" ? issue.keys.map(line).join("\n") : allowed,
  };
}

export function regionName() {
  return z.enum(REGION_NAMES, { error: ({ input }) => notARegion(input) });
}

function notARegion(name: unknown): string {
  if (typeof name !== "string") {
    return "is not an AWS region, such as us-east-1";
  }
  const reason = whyUnsupported(name);
  return reason === undefined
    ? `is not an AWS region${didYouMean(name, REGION_NAMES) || ", such as us-east-1"}`
    : `is not supported: ${reason}`;
}

/** A recurring schedule of EventBridge Scheduler whose runs an alarm can watch. */
export function schedule(example: string) {
  const right = `a schedule such as ${example}`;
  return z.string(right).check(
    z.refine((value) => watchedScheduleFault(value) === undefined, {
      error: ({ input }) => `${right}: ${watchedScheduleFault(String(input))}`,
    }),
  );
}

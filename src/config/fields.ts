import { domainToASCII } from "node:url";
import * as z from "zod/mini";
import { longestGapSeconds, REGION_NAMES, scheduleFault, whyUnsupported } from "../aws";
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

export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values, `one of ${values.join(", ")}`);
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

/** A list with a limited total length. */
export function short<List extends z.ZodMiniType<readonly string[]>>(list: List, most: number) {
  return list.check(
    z.refine((items) => JSON.stringify(items).length <= most, {
      // Formatted only if needed, because loading the locale takes a noticeable part of a synth.
      error: () => `a list of at most ${most.toLocaleString("en")} characters in all`,
    }),
  );
}

/** Labels of at most 63 characters; the top-level domain may be an internationalized one, such as xn--p1ai. */
const DOMAIN =
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$/;

/** A domain name as DNS stores it: in lower case, internationalized labels in Punycode. */
export function domain() {
  const error = ({ input }: { readonly input?: unknown }) => {
    const ascii = typeof input === "string" ? domainToASCII(input.replace(/\.$/, "")) : "";
    return DOMAIN.test(ascii)
      ? `a domain name as DNS stores it; did you mean ${JSON.stringify(ascii)}?`
      : "a domain name in lower case, such as example.com";
  };
  return z.string({ error }).check(z.regex(DOMAIN, { error }));
}

/** CloudWatch evaluates an alarm over at most one week, which must contain two runs. */
const LONGEST_GAP_HOURS = 84;

/** A recurring schedule of EventBridge Scheduler whose runs an alarm can watch. */
export function schedule(example: string) {
  const right = `a schedule such as ${example}`;
  const fault = (expression: string) =>
    scheduleFault(expression) ??
    (longestGapSeconds(expression) > LONGEST_GAP_HOURS * 3600
      ? `an alarm can watch runs that are up to ${LONGEST_GAP_HOURS} hours apart`
      : undefined);
  return z.string(right).check(
    z.refine((value) => fault(value) === undefined, {
      error: ({ input }) => `${right}: ${fault(String(input))}`,
    }),
  );
}

import * as z from "zod";
import { toDotPath } from "zod/v4/core";
import { messageOf, UsageError } from "../command";
import { SEVERITIES, type Severity } from "./rule";
import { RULES } from "./rules";

const words = (what: string) =>
  z.string(what).trim().min(1, what).max(300, `${what}, in at most 300 characters`);

const severity = z.enum([...SEVERITIES, "off"], `one of ${SEVERITIES.join(", ")}, off`);

const allowance = z.strictObject({
  rule: z.string("the name of a rule"),
  /** Addresses, with `*` for any text; of findings without an address, the whole sentence. */
  of: words('an address such as "aws_kms_key.archive", with * for any text'),
  reason: words("why it is allowed"),
  by: words("who allows it"),
  /** The last valid day, such as `2027-01-31`. */
  until: z.iso.date("the last day, such as 2027-01-31"),
});

const schema = z.strictObject({
  rules: z
    .record(
      z.string(),
      z.union(
        [severity, z.record(z.string(), severity)],
        `one of ${SEVERITIES.join(", ")}, off; or an object of addresses, with * for any text, and one of these for each`,
      ),
    )
    .default({}),
  allow: z.array(allowance).default([]),
});

/** A finding that the team lives with, for a time. */
export type Allowance = Readonly<z.infer<typeof allowance>>;

/** Another severity of a rule, for the findings that `of` matches. */
export interface SeveritySetting extends Pick<Allowance, "rule" | "of"> {
  readonly severity: Severity | "off";
}

export interface Settings {
  readonly severities: readonly SeveritySetting[];
  readonly allowances: readonly Allowance[];
}

export const NO_SETTINGS: Settings = { severities: [], allowances: [] };

/**
 * Reads the settings of the review: `{ "rules": { <rule>: <severity> | "off" | { <address>: … } }, "allow": [{ rule, of, reason, by,
 * until }] }`.
 *
 * @throws UsageError with the key and the expected value in one line
 */
export function readSettings(text: string): Settings {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`not JSON: ${messageOf(error)}`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = toDotPath(issue?.path ?? []);
    throw new UsageError(`${where === "" ? "the file" : where}: ${issue?.message ?? "invalid"}`);
  }
  const { rules, allow } = parsed.data;
  for (const [where, rule] of [
    ...Object.keys(rules).map((rule): [string, string] => ["rules", rule]),
    ...allow.map(({ rule }, index): [string, string] => [`allow[${index}].rule`, rule]),
  ]) {
    if (!RULES.some(({ id }) => id === rule)) {
      throw new UsageError(
        `${where}: there is no rule ${JSON.stringify(rule)}; rules: ${RULES.map(({ id }) => id).join(", ")}`,
      );
    }
  }
  return {
    severities: Object.entries(rules).flatMap(([rule, setting]) =>
      Object.entries(typeof setting === "string" ? { "*": setting } : setting).map(([of, severity]) => ({
        rule,
        of,
        severity,
      })),
    ),
    allowances: allow,
  };
}

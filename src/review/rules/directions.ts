import { isList, isObject, type Json } from "../../terraform";
import type { Change } from "../change";
import { isSame } from "../difference";
import { blocksAt, textAt, valueAt } from "../values";
import { contains } from "./networks";

export type Verdict = "harmful" | "harmless" | "unjudged";

/** The value that a change gives an attribute, if the plan knows it. */
export interface Step {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** The value is known only after the apply. */
  readonly unknown: boolean;
  readonly change: Change;
}

/** Judges the step from one value to another. The values are those of the row in the table of attributes. */
export type Direction = (step: Step, values: readonly string[]) => Verdict;

const isUnset = (value: Json | undefined) => value === undefined || value === null || value === "";

/** The value, or an item of the list, is one of these. */
const among = (values: readonly Json[], value: Json | undefined) =>
  (isList(value) ? value : [value ?? null]).some((item) =>
    values.some((one) => String(one).toLowerCase() === String(item).toLowerCase()),
  );

function harmfulIf(harmful: boolean, otherwise: Verdict = "harmless"): Verdict {
  return harmful ? "harmful" : otherwise;
}

const ON = [true, "ENABLED", "ON", "ACTIVE", "OPTIONAL", "RUNNING", "STARTED"];
const OFF = [false, "DISABLED", "OFF", "INACTIVE", "NONE", "SUSPENDED", "PAUSED", "STOPPED"];

const keeps: Direction = ({ before, after, unknown }, values) =>
  !among(values, before) ? "harmless" : unknown ? "unjudged" : harmfulIf(!among(values, after));

const never: Direction = ({ after, unknown }, values) =>
  unknown ? "unjudged" : harmfulIf(among(values, after));

/** A comparison of numbers. Without a value, AWS uses its default, if one is given. */
function compared(isWorse: (was: number, will: number) => boolean): Direction {
  return ({ before, after, unknown }, [byDefault]) => {
    const [was, will] = [before, after].map((value) => numberOf(isUnset(value) ? byDefault : value));
    return unknown || was === undefined || will === undefined ? "unjudged" : harmfulIf(isWorse(was, will));
  };
}

const notLess = compared((was, will) => will < was);
const notMore = compared((was, will) => will > was);
const notHalf = compared((was, will) => will <= was / 2);

/** AWS writes no limit as -1. */
function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number !== "number" || Number.isNaN(number) ? undefined : number === -1 ? Infinity : number;
}

/** The directions in which an attribute may go, by their names in the table of attributes. */
export const DIRECTIONS: Readonly<Record<string, Direction>> = {
  /** Any value is as good as another. */
  free: () => "harmless",
  /** Any other value is another thing. */
  fixed: () => "harmful",
  /** Any change may hurt or not. */
  undecided: () => "unjudged",
  /** A finder judges the value, if the plan knows it. */
  known: ({ unknown }) => (unknown ? "unjudged" : "harmless"),
  /** Rotates a secret. The value of a plain parameter is not judged. */
  rotated: ({ change }) => (textAt(change.after, "type") === "SecureString" ? "harmless" : "unjudged"),
  /** May be set, but another value is not judged. */
  onlyNew: ({ before }) => (isUnset(before) ? "harmless" : "unjudged"),
  /** Must not leave these values. */
  keeps,
  /** Must not become one of these values. */
  never,
  /** Must not leave these values. Setting one of them may break users of other values. */
  loses: (step, values) => harmfulIf(keeps(step, values) === "harmful", "unjudged"),
  /** Must not become one of these values. Leaving one of them may break its users. */
  avoids: (step, values) => harmfulIf(never(step, values) === "harmful", "unjudged"),
  /** Must not be turned off. Turning it on is not judged. */
  staysOn: ({ before, after, unknown }) =>
    harmfulIf(!unknown && among(ON, before) && among(OFF, after), "unjudged"),
  /** Must not be removed. Another value is not judged. */
  keepsSet: ({ before, after, unknown }) => {
    if (isUnset(before) || among(["NONE"], before)) {
      return "harmless";
    }
    const isRemoved = isUnset(after) || among([false, "NONE", "DISABLED"], after);
    return unknown ? "unjudged" : harmfulIf(isRemoved, after === true ? "harmless" : "unjudged");
  },
  notLess,
  notMore,
  /** Half or less is far less. */
  notHalf,
  /** Twice as much is far more. */
  notTwice: compared((was, will) => will >= was * 2),
  /** The value, or each item of a list, must stay, or a network that contains it. */
  keepsItems: ({ before, after, unknown }) => {
    const now = blocksAt(after, "");
    const lost = blocksAt(before, "").some((item) => !now.some((one) => contains(one, item)));
    return !lost ? "harmless" : unknown ? "unjudged" : "harmful";
  },
  /** Each block of a list must stay, by the name that it has under a key. */
  keepsAll: (step, values) => {
    const { isLost, changes } = blocksOf(step, values);
    return isLost ? (step.unknown ? "unjudged" : "harmful") : changes;
  },
  /** Blocks may be added and removed, but those that stay must not change. */
  keepsAlike: (step, values) => blocksOf(step, values).changes,
  /** Provisioned capacity does not matter for a table that is paid per request, or for a new index. */
  provisioned: (step, values) =>
    textAt(step.change.after, "billing_mode") === "PAY_PER_REQUEST" || isUnset(step.before)
      ? "harmless"
      : notHalf(step, values),
  /** A threshold must not make the alarm fire later. */
  notLaxer: (step, values) => {
    const isLower = textAt(step.change.after, "comparison_operator")?.startsWith("Less");
    return isLower ? notLess(step, values) : notMore(step, values);
  },
  /** Must not accept older TLS. Newer TLS may hurt old clients. */
  notOlderTls: ({ before, after }) => {
    const [was, will] = [tlsOf(before), tlsOf(after)];
    return was === undefined || will === undefined
      ? "unjudged"
      : harmfulIf(will.minor < was.minor || (will.minor === was.minor && will.year < was.year), "unjudged");
  },
  /** A longer time to live makes a mistake last longer. */
  notLongLived: (step, values) =>
    typeof step.after === "number" && step.after <= 300 ? "harmless" : notMore(step, values),
  /** Must not be kept for less long: 0 means forever. */
  notSooner: (step, values) => {
    const days = (value: Json | undefined) => (value === 0 || value === null ? -1 : (value ?? -1));
    return notLess({ ...step, before: days(step.before), after: days(step.after) }, values);
  },
  /** A composite alarm must keep each of its alarms. In an `AND`, one more of them makes it fire more rarely. */
  keepsAlarms: ({ before, after, unknown }) => {
    const now = alarmsIn(after);
    const isLost = alarmsIn(before).some((one) => !now.includes(one));
    return unknown ? "unjudged" : harmfulIf(isLost || /\b(AND|NOT)\b/.test(String(after)));
  },
};

/** These judge without the value. */
export const BLIND: ReadonlySet<string> = new Set(["free", "fixed", "rotated", "undecided"]);

function blocksOf({ before, change }: Step, [path = "", key = ""]: readonly string[]) {
  const [was, will] = [blocksByName(change.before, path, key), blocksByName(change.after, path, key)];
  // If blocks come or go, the list is compared as a whole: a block that stays may change beside them.
  const changes = isList(before) && [...was].some(([name, block]) => !isKept(block, will.get(name) ?? block));
  return {
    isLost: [...was.keys()].some((name) => !will.has(name)),
    changes: changes ? ("unjudged" as const) : ("harmless" as const),
  };
}

function blocksByName(json: Json, path: string, key: string): ReadonlyMap<Json | undefined, Json> {
  return new Map(blocksAt(json, path).map((block) => [valueAt(block, key), block]));
}

/** The block has the same values, apart from those that are known only after the apply. */
function isKept(before: Json, after: Json | undefined): boolean {
  return isObject(before) && isObject(after)
    ? Object.entries(after).every(([key, value]) => isSame(before[key], value))
    : isSame(before, after);
}

/** Names such as `TLSv1.2_2021`, `TLS_1_2` and `ELBSecurityPolicy-TLS13-1-2-2021-06`. Without a version, it accepts 1.0. */
function tlsOf(value: Json | undefined): { minor: number; year: number } | undefined {
  if (typeof value !== "string" || !/TLS|SSL|ELBSecurityPolicy/.test(value)) {
    return undefined;
  }
  const minor = /^SSL/.test(value) ? -1 : Number(/1[-._]([0-3])(?!\d)/.exec(value)?.[1] ?? 0);
  return { minor, year: Number(/20\d\d/.exec(value)?.[0] ?? 0) };
}

function alarmsIn(rule: Json | undefined): readonly string[] {
  return String(rule).match(/\b(ALARM|OK|INSUFFICIENT_DATA)\s*\([^)]*\)/g) ?? [];
}

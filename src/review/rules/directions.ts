import { isList, isObject, type Json } from "../../terraform";
import type { Change } from "../change";
import { isSame } from "../difference";
import { blocksAt, textAt, valueAt } from "../values";

export type Verdict = "harmful" | "harmless" | "unjudged";

/** The value that a change gives an attribute, if the plan knows it. */
export interface Step {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** Only the apply tells what it becomes. */
  readonly unknown: boolean;
  readonly change: Change;
}

/** Judges the step from one value to another. */
export type Direction = (step: Step) => Verdict;

const isUnset = (value: Json | undefined) => value === undefined || value === null || value === "";

const among = (values: readonly Json[], value: Json | undefined) =>
  values.some((one) => String(one).toLowerCase() === String(value ?? null).toLowerCase());

function harmfulIf(harmful: boolean, otherwise: Verdict = "harmless"): Verdict {
  return harmful ? "harmful" : otherwise;
}

/** Any value is as good as another. */
export const free: Direction = () => "harmless";

/** Any other value is another thing. */
export const fixed: Direction = () => "harmful";

/** A secret in a parameter is rotated; what a plain parameter becomes is for a person to say. */
export const rotated: Direction = ({ change }) =>
  textAt(change.after, "type") === "SecureString" ? "harmless" : "unjudged";

/** These judge without looking at a value. */
export const BLIND: ReadonlySet<Direction> = new Set([free, fixed, rotated]);

/** What is new disturbs nothing; what a value becomes is for a person to say. */
export const onlyNew: Direction = ({ before }) => (isUnset(before) ? "harmless" : "unjudged");

/** It must not leave these values. */
export function keeps(...values: readonly Json[]): Direction {
  return ({ before, after, unknown }) =>
    !among(values, before) ? "harmless" : unknown ? "unjudged" : harmfulIf(!among(values, after));
}

/** It must not become one of these values. */
export function never(...values: readonly Json[]): Direction {
  return ({ after, unknown }) => (unknown ? "unjudged" : harmfulIf(among(values, after)));
}

/** It must not leave these values; whoever relies on the others may be hurt if it takes them on. */
export function loses(...values: readonly Json[]): Direction {
  return (step) => harmfulIf(keeps(...values)(step) === "harmful", "unjudged");
}

/** It must not become one of these values; whoever relies on them may be hurt if it leaves them. */
export function avoids(...values: readonly Json[]): Direction {
  return (step) => harmfulIf(never(...values)(step) === "harmful", "unjudged");
}

/** It must not go off; what it does when it goes on is for a person to say. */
export const staysOn: Direction = ({ before, after, unknown }) =>
  harmfulIf(!unknown && among(ON, before) && among(OFF, after), "unjudged");

const ON = [true, "ENABLED", "ON", "ACTIVE", "OPTIONAL", "RUNNING", "STARTED"];
const OFF = [false, "DISABLED", "OFF", "INACTIVE", "NONE", "SUSPENDED", "STOPPED"];

/** It must not be taken away. Another value is not judged. */
export const keepsSet: Direction = ({ before, after, unknown }) =>
  isUnset(before) || among(["NONE"], before)
    ? "harmless"
    : unknown
      ? "unjudged"
      : harmfulIf(
          isUnset(after) || among([false, "NONE", "DISABLED"], after),
          after === true ? "harmless" : "unjudged",
        );

/** Less is worse. */
export const notLess = compared((was, will) => will < was);

/** More is worse. */
export const notMore = compared((was, will) => will > was);

/** Half or less is far less; nothing at all is another matter. */
export const notHalf = compared((was, will) => will !== 0 && will <= was / 2);

/** Twice as much is far more. */
export const notTwice = compared((was, will) => will >= was * 2);

function compared(isWorse: (was: number, will: number) => boolean): Direction {
  return ({ before, after, unknown }) => {
    const [was, will] = [numberOf(before), numberOf(after)];
    return unknown || was === undefined || will === undefined ? "unjudged" : harmfulIf(isWorse(was, will));
  };
}

/** What AWS writes as -1 has no limit. */
function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number !== "number" || Number.isNaN(number) ? undefined : number === -1 ? Infinity : number;
}

/** Each item of a list, or each block by the name that it has under a key, must stay. */
export function keepsAll(path: string, key = ""): Direction {
  return (step) => {
    const [was, will] = [
      blocksByName(step.change.before, path, key),
      blocksByName(step.change.after, path, key),
    ];
    const lost = [...was.keys()].some((name) => !will.has(name));
    if (step.unknown && lost) {
      return "unjudged";
    }
    // If blocks come or go, the list is compared as a whole: a block that stays may change beside them.
    const changes = isList(step.before) && [...was].some(([name, block]) => !isKept(block, will.get(name)));
    return harmfulIf(lost, changes ? "unjudged" : "harmless");
  };
}

function blocksByName(json: Json, path: string, key: string): ReadonlyMap<Json | undefined, Json> {
  return new Map(blocksAt(json, path).map((block) => [key === "" ? block : valueAt(block, key), block]));
}

/** The block has the same values, apart from those that only the apply will tell. */
function isKept(before: Json, after: Json | undefined): boolean {
  return isObject(before) && isObject(after)
    ? Object.entries(after).every(([key, value]) => isSame(before[key], value))
    : isSame(before, after);
}

/** Provisioned capacity says nothing of a table that is paid per request. */
export const provisioned: Direction = (step) =>
  textAt(step.change.after, "billing_mode") === "PAY_PER_REQUEST" ? "harmless" : notHalf(step);

/** A threshold must not move away from what a metric usually is. */
export const notLaxer: Direction = (step) => {
  const operator = textAt(step.change.after, "comparison_operator") ?? "";
  return operator.startsWith("Less") ? notLess(step) : notMore(step);
};

/** Older TLS must not be accepted; clients that can do no better may be hurt by newer. */
export const notOlderTls: Direction = ({ before, after }) => {
  const [was, will] = [tlsOf(before), tlsOf(after)];
  if (was === undefined || will === undefined) {
    return "unjudged";
  }
  return harmfulIf(will.minor < was.minor || (will.minor === was.minor && will.year < was.year), "unjudged");
};

/** Names such as `TLSv1.2_2021`, `TLS_1_2` and `ELBSecurityPolicy-TLS13-1-2-2021-06`: one without a version takes 1.0. */
function tlsOf(value: Json | undefined): { minor: number; year: number } | undefined {
  if (typeof value !== "string" || !/TLS|SSL|ELBSecurityPolicy/.test(value)) {
    return undefined;
  }
  const minor = /^SSL/.test(value) ? -1 : Number(/1[-._]([0-3])(?!\d)/.exec(value)?.[1] ?? 0);
  return { minor, year: Number(/20\d\d/.exec(value)?.[0] ?? 0) };
}

/** A longer time to live makes a mistake last longer. */
export const notLongLived: Direction = (step) =>
  typeof step.after === "number" && step.after <= 300 ? "harmless" : notMore(step);

/** Logs must not be kept for less long: 0 is for ever. */
export const notSooner: Direction = (step) => {
  const days = (value: Json | undefined) => (value === 0 || value === null ? -1 : (value ?? -1));
  return notLess({ ...step, before: days(step.before), after: days(step.after) });
};

/** A composite alarm must go on hearing each of its alarms; one more of them in an `AND` makes it alarm more rarely. */
export const keepsAlarms: Direction = ({ before, after, unknown }) => {
  const now = heard(after);
  const isLost = heard(before).some((one) => !now.includes(one));
  return unknown ? "unjudged" : harmfulIf(isLost || /\b(AND|NOT)\b/.test(String(after)));
};

function heard(rule: Json | undefined): readonly string[] {
  return String(rule).match(/\b(ALARM|OK|INSUFFICIENT_DATA)\s*\([^)]*\)/g) ?? [];
}

import { isList, isObject, type Json, type ResourceChange } from "../terraform";
import { HIDDEN, isSecretPath } from "./secrets";
import { joined, list, plain, type Text, text } from "./text";
import { hasMark } from "./values";

/** One attribute that changes. */
export interface Difference {
  /** `environment[0].variables.TABLE_NAME` */
  readonly path: string;
  /** As text; undefined if unset. Secrets marked elsewhere are still in it. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** A list keeps its items in another order. */
  readonly reordered?: true;
}

export const UNKNOWN_VALUE = "(known after apply)";

/** Further differences are only noted. */
const MOST = 500;
const LONGEST_VALUE = 80;
/** How many a sentence shows. */
const MOST_SHOWN = 4;

/** The attributes of a resource that change, without secrets. */
export function differencesOf(change: ResourceChange): readonly Difference[] {
  const found: Difference[] = [];
  compare(
    {
      path: "",
      before: change.before,
      after: change.after,
      unknown: change.afterUnknown,
      sensitive: [change.beforeSensitive, change.afterSensitive],
    },
    found,
  );
  return found.length < MOST ? found : [...found, { path: "(more)", before: undefined, after: undefined }];
}

interface Pair {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly unknown: Json | undefined;
  readonly sensitive: readonly (Json | undefined)[];
}

function compare(pair: Pair, found: Difference[]): void {
  const { path, before, after, unknown } = pair;
  if (found.length >= MOST || (!hasMark(unknown) && isSame(before, after))) {
    return;
  }
  const hidden = pair.sensitive.some((mark) => mark === true) || isSecretPath(path);
  if (!hidden && !hasMark(unknown) && isReordered(before, after)) {
    found.push({ path, before: shown(before, false), after: shown(after, false), reordered: true });
    return;
  }
  const keys = steps(pair);
  if (unknown !== true && keys !== undefined && !pair.sensitive.some((mark) => mark === true)) {
    const isItems = isList(before) || isList(after);
    for (const key of keys) {
      // Most attributes stay.
      if (at(before, key) === at(after, key) && at(unknown, key) === undefined) {
        continue;
      }
      compare(
        {
          path: isItems ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`,
          before: at(before, key),
          after: at(after, key),
          unknown: at(unknown, key),
          sensitive: pair.sensitive.map((mark) => at(mark, key)),
        },
        found,
      );
    }
    return;
  }
  found.push({
    path: path === "" ? "(everything)" : path,
    before: shown(before, hidden),
    after: unknown === true ? UNKNOWN_VALUE : shown(after, hidden),
  });
}

function isReordered(before: Json | undefined, after: Json | undefined): boolean {
  if (!isList(before) || !isList(after) || before.length !== after.length || before.length < 2) {
    return false;
  }
  const sorted = (items: readonly Json[]) => items.map((item) => JSON.stringify(item)).sort();
  return equal(sorted(before), sorted(after));
}

/** The keys to compare one by one; undefined if the value is compared as a whole. */
function steps({
  before,
  after,
  unknown,
}: Pick<Pair, "before" | "after" | "unknown">): readonly string[] | undefined {
  if (isList(before) && isList(after)) {
    // Sets have no order: only lists of equally many blocks, and a block that may occur once, are compared inside.
    const length = Math.max(before.length, after.length);
    const isBlocks =
      before.length === after.length
        ? [...before, ...after].every((item) => isObject(item))
        : length === 1 && [...before, ...after].every(hasContent);
    return isBlocks ? Array.from({ length }, (_, index) => String(index)) : undefined;
  }
  if ((isList(before) && isNothing(after)) || (isList(after) && isNothing(before))) {
    return steps({ before: isList(before) ? before : [], after: isList(after) ? after : [], unknown });
  }
  if (
    (isObject(before) || isObject(after)) &&
    [before, after].every((one) => isObject(one) || isNothing(one))
  ) {
    const keys = new Set([before, after].flatMap((one) => (isObject(one) ? Object.keys(one) : [])));
    for (const [key, mark] of Object.entries(isObject(unknown) ? unknown : {})) {
      if (mark === true) keys.add(key);
    }
    return [...keys];
  }
  return undefined;
}

/** A block with a value. */
function hasContent(json: Json): boolean {
  return isObject(json) && !isNothing(json);
}

function at(json: Json | undefined, key: string): Json | undefined {
  if (json === true) {
    return true;
  }
  if (isList(json)) {
    return json[Number(key)];
  }
  return isObject(json) && Object.hasOwn(json, key) ? json[key] : undefined;
}

/** Null, zero, an empty string and an empty list are the same to the provider. */
export function isSame(before: Json | undefined, after: Json | undefined): boolean {
  return (isUnset(before) && isUnset(after)) || equal(before, after);
}

function isUnset(json: Json | undefined): boolean {
  return json === 0 || isNothing(json);
}

function isNothing(json: Json | undefined): boolean {
  return (
    json === undefined ||
    json === null ||
    json === "" ||
    (isList(json) && json.length === 0) ||
    (isObject(json) && Object.values(json).every((one) => isNothing(one)))
  );
}

function equal(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) {
    return true;
  }
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((item, index) => equal(item, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => isSame(at(one, key), at(other, key)));
  }
  return false;
}

function shown(value: Json | undefined, hidden: boolean): string | undefined {
  if (isNothing(value)) {
    return undefined;
  }
  if (hidden) {
    return HIDDEN;
  }
  if (isList(value) && value.every((item) => typeof item === "string" || typeof item === "number")) {
    return value.join(", ");
  }
  if (isList(value)) {
    return `${value.length} ${value.length === 1 ? "block" : "blocks"}`;
  }
  if (isObject(value)) {
    return `{ ${Object.keys(value).join(", ")} }`;
  }
  return String(value);
}

/** Shortens JSON documents, whose beginning does not show the difference. */
export function brief(value: string): string {
  return isDocument(value) ? `JSON of ${value.length} characters` : value;
}

function isDocument(value: string | undefined): value is string {
  return value !== undefined && value.length > LONGEST_VALUE && /^\s*[[{]/.test(value);
}

/** One value of a difference, shown beside the other. */
export function valueText(value: string | undefined, other: string | undefined): Text {
  return value === undefined
    ? plain("nothing")
    : [{ name: brief(value), longest: LONGEST_VALUE, unlike: brief(other ?? "") }];
}

/** `memory_size: 1024 → 2048` for the first few, and the attributes that are known only after the apply. */
export function differencesText(differences: readonly Difference[]): Text {
  // Tags are the least interesting.
  const others = differences.filter((one) => !isTag(one));
  const listed = others.length === 0 ? differences : others;
  const known = listed.filter(({ after }) => after !== UNKNOWN_VALUE);
  const unknown = listed.filter(({ after }) => after === UNKNOWN_VALUE).map(({ path }) => path);
  return joined([
    ...known.slice(0, MOST_SHOWN).map(differenceText),
    ...(known.length > MOST_SHOWN ? [plain(`${known.length - MOST_SHOWN} more`)] : []),
    ...(unknown.length === 0 ? [] : [text`${list(unknown, MOST_SHOWN)} known after apply`]),
  ]);
}

export function differenceText({ path, before, after, reordered }: Difference): Text {
  if (after === UNKNOWN_VALUE) {
    return text`${path} is known after apply`;
  }
  if (reordered === true) {
    return text`${path}: the same in another order`;
  }
  if (before === after) {
    return text`${path} changes${plain(before === HIDDEN ? " (sensitive)" : "")}`;
  }
  return isDocument(before) && isDocument(after)
    ? text`${path}: different JSON, ${after.length} characters instead of ${before.length}`
    : text`${path}: ${valueText(before, after)} → ${valueText(after, before)}`;
}

export function isTag({ path }: Difference): boolean {
  return /^tags(_all)?(\.|$)/.test(path);
}

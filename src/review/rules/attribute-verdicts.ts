import { groupBy, isList, isObject, type Json, perText, remembered, Unresolved } from "../../terraform";
import { type Change, remains } from "../change";
import { type Difference, differenceText, UNKNOWN_VALUE, valueText } from "../difference";
import { type Finder, merged, once, type Subject } from "../rule";
import { HIDDEN } from "../secrets";
import { type Text, text } from "../text";
import { valueAt } from "../values";
import { HARMFUL } from "./attributes";
import { BLIND, DIRECTIONS, type Step, type Verdict } from "./directions";
import { HARMLESS } from "./harmless-attributes";
import { isNewVersion } from "./losses";

/** How the attributes of some types are judged. */
interface Entry {
  readonly rule: string;
  /** Undefined: every type that has no separate row for the path. */
  readonly types: RegExp | undefined;
  readonly paths: RegExp;
  /** Its name in the table. */
  readonly direction: string;
  readonly judge: (step: Step) => Verdict;
  /** Judged in a new resource, too. */
  readonly whenNew: boolean;
}

/** Every row. Of those for any type, the first one counts: a tag can have any name. */
export const ATTRIBUTES: readonly Entry[] = [HARMLESS, ...HARMFUL.split(/\n\n/)].flatMap((section) => {
  const [rule = "", ...rows] = section.trim().split("\n");
  return rows.map((row): Entry => {
    const [types = "", paths = "", words = "", whenNew] = row.trim().split(/ {2,}/);
    const [direction = "", ...values] = words.split(" ");
    const judge = DIRECTIONS[direction];
    if (judge === undefined) {
      throw new Error(`no direction: ${row}`);
    }
    return {
      rule,
      types: types === "any" ? undefined : new RegExp(`^aws_(${types})$`),
      paths: paths.startsWith("/")
        ? new RegExp(paths.slice(1, -1))
        : new RegExp(`^(${paths.replaceAll(".", "\\.").replaceAll(" ", "|")})(\\.|$)`),
      direction,
      judge: (step) => judge(step, values),
      whenNew: whenNew === "new",
    };
  });
});

/** One attribute's verdict: of harm, the rule that finds it. */
export interface Judged {
  readonly difference: Difference;
  readonly verdict: Verdict;
  readonly rules: readonly string[];
}

const rowsOfType = perText((type) => ATTRIBUTES.filter(({ types }) => types?.test(type) ?? true));

/** The rows for an attribute (`type path`): those that name the type, or else the first one for any. */
const rowsFor = perText((attribute) => {
  const [type = "", path = ""] = attribute.split(/ (.*)/s);
  const matching = rowsOfType(type).filter(({ paths }) => paths.test(path));
  const named = matching.filter(({ types }) => types !== undefined);
  return named.length > 0 ? named : matching.slice(0, 1);
});

const verdicts = new WeakMap<Change, readonly Judged[]>();

/** Judges every attribute that differs, and in a new resource only attributes that open it to the world. */
export function verdictsOf(change: Change, subject: Subject): readonly Judged[] {
  return remembered(verdicts, change, () =>
    remains(change)
      ? change.differences.map((difference) => judge(change, difference, subject))
      : change.kind === "add"
        ? opens(change)
        : [],
  );
}

function judge(change: Change, difference: Difference, { plan }: Subject): Judged {
  const { path } = difference;
  if (difference.reordered === true && ORDERLESS.test(path)) {
    return { difference, verdict: "harmless", rules: [] };
  }
  const unknown = difference.after === UNKNOWN_VALUE;
  const step = { before: valueAt(change.before, path), after: valueAt(change.after, path), unknown, change };
  const hidden = [step.before, step.after].includes(HIDDEN);
  // AWS computes the value from the others.
  const follows = unknown && followsFrom(change, path, plan);
  // A replacement is another resource anyway, unless it is the next version.
  const isSameOne = change.kind === "change" || (isNewVersion(change) && !follows);
  const rows = rowsFor(`${change.type} ${withoutIndices(path)}`).filter(
    ({ direction }) => isSameOne || direction !== "fixed",
  );
  const found = rows.map((row) => ({
    rule: row.rule,
    verdict: hidden && !BLIND.has(row.direction) ? "unjudged" : row.judge(step),
  }));
  const harmful = found.filter(({ verdict }) => verdict === "harmful").map(({ rule }) => rule);
  if (harmful.length > 0) {
    return { difference, verdict: "harmful", rules: harmful };
  }
  const isKnown =
    found.some(({ verdict }) => verdict === "harmless") &&
    found.every(({ verdict }) => verdict !== "unjudged");
  return { difference, verdict: isKnown || follows ? "harmless" : "unjudged", rules: [] };
}

/** Lists without a meaningful order. A plan does not state which attributes are sets. */
const ORDERLESS =
  /(^|\.)((in|e)gress|attribute|replica|(global|local)_secondary_index|rule|route|entry|tag|setting|parameter|metric_query|dimension|cors_rule|ebs_block_device|origin|notification|cidrs?|cidr_blocks|\w*(ids|arns|actions|groups|subnets|zones|names)|addresses|aliases|records|resources|child_healthchecks|regions|scopes|methods|prefixes|types|identifiers)$/;

function withoutIndices(path: string): string {
  return path.replace(/\[\d+\]/g, "");
}

/** The configuration does not set the attribute. */
function followsFrom({ address }: Change, path: string, { after }: Subject["plan"]): boolean {
  const value = after.resources.get(address)?.attributes.get(path);
  return value === undefined || (value instanceof Unresolved && value.reference?.address === address);
}

function opens(change: Change): readonly Judged[] {
  const rows = rowsOfType(change.type).filter(({ whenNew }) => whenNew);
  const paths = rows.length === 0 ? [] : leavesOf(change.after);
  return rows.flatMap(({ rule, paths: wanted, judge: verdictOf }) =>
    paths.flatMap((path): readonly Judged[] => {
      const step = { before: undefined, after: valueAt(change.after, path), unknown: false, change };
      const difference = { path, before: undefined, after: String(step.after) };
      return wanted.test(withoutIndices(path)) && verdictOf(step) === "harmful"
        ? [{ difference, verdict: "harmful", rules: [rule] }]
        : [];
    }),
  );
}

/** The paths of everything that has a value. */
function leavesOf(json: Json, path = ""): readonly string[] {
  if (isList(json) && json.some(isObject)) {
    return json.flatMap((item, index) => leavesOf(item, `${path}[${index}]`));
  }
  if (isObject(json)) {
    return Object.entries(json).flatMap(([key, value]) =>
      leavesOf(value, path === "" ? key : `${path}.${key}`),
    );
  }
  return json === null || json === "" ? [] : [path];
}

/** Every harmful change of an attribute, by the rule that the table names. */
const harms = once((subject) =>
  groupBy(
    subject.changes.flatMap((change) =>
      verdictsOf(change, subject).flatMap(({ rules, difference }) =>
        rules.map((rule) => ({ rule, address: change.address, what: textOf(difference, change) })),
      ),
    ),
    ({ rule }) => rule,
  ),
);

/** A new resource has no value before. */
function textOf(difference: Difference, { kind }: Change): Text {
  const { path, after } = difference;
  return kind === "add" ? text`${path}: ${valueText(after, undefined)}` : differenceText(difference);
}

/** Finds what the tables of attributes report for a rule. */
export function attributeHits(rule: string): Finder {
  return (subject) => merged(harms(subject).get(rule) ?? []);
}

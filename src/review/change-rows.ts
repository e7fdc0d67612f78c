import { groupBy, remembered } from "../terraform";
import { type Change, onlyTags, touches } from "./change";
import { type Difference, UNKNOWN_VALUE } from "./difference";
import { withoutRegions } from "./region";
import type { RegionsInUse } from "./regions-in-use";

/** One change in all the regions and instances that have it. */
export interface Row {
  readonly changes: readonly [Change, ...Change[]];
  /** The address with `*` for the parts in which the changes differ. */
  readonly pattern: string;
  readonly regions: readonly string[];
}

/** The rows of a plan, the most important first. */
export function rowsOf(
  changes: readonly Change[],
  regions: Pick<RegionsInUse, "added" | "removed">,
): readonly Row[] {
  // For a region that is added or removed as a whole, the number of resources per type is enough.
  const isWhole = ({ kind, about }: Change) =>
    (kind === "add" && regions.added.has(about)) || (kind === "destroy" && regions.removed.has(about));
  const patternOf = (change: Change) => {
    if (isWhole(change)) {
      return `${change.type}.*`;
    }
    // A tag that changes on many resources needs one row.
    return onlyTags(change) ? "*" : instancePattern(change.pattern);
  };
  const groups = groupBy(changes.filter(touches), (change) => `${patternOf(change)} ${signatureOf(change)}`);
  return [...groups.values()]
    .map((group) => ({
      changes: group,
      pattern: group.length === 1 ? group[0].address : patternOf(group[0]),
      regions: [...new Set(group.map(({ about }) => about))].sort(),
    }))
    .sort((a, b) => weight(a) - weight(b));
}

const ORDER = ["destroy", "replace", "forget", "change", "add", "none"] as const;

function weight({ changes: [first] }: Row): number {
  return ORDER.indexOf(first.kind) + (onlyTags(first) ? 0.5 : 0);
}

/** `aws_sqs_queue.this["a"]` and `["b"]` are one resource, twice. */
export function instancePattern(pattern: string): string {
  return pattern.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "[*]");
}

const signatures = new WeakMap<Change, string>();

/** Equal for two changes that do the same in two places. */
export function signatureOf(change: Change): string {
  const { kind, moved, imported, deposed, createsFirst, differences } = change;
  const isFirst = kind === "replace" && createsFirst;
  return remembered(signatures, change, () =>
    JSON.stringify([kind, moved, imported, deposed !== undefined, isFirst, valuesByPath(differences)]),
  );
}

/** Groups values by path without indices, because the blocks of a set have no order. */
function valuesByPath(differences: readonly Difference[]) {
  const paths = groupBy(differences, ({ path }) => path.replace(/\[\d+\]/g, "[]"));
  return [...paths].map(([path, group]) => [
    path,
    // The old values of recomputed attributes differ between regions.
    group.map(({ before, after }) => (after === UNKNOWN_VALUE ? undefined : placeless(before))).sort(),
    group.map(({ after }) => placeless(after)).sort(),
  ]);
}

/** Replaces values that differ between regions without meaning: IDs, ARNs, hashes, and names that contain a region. */
function placeless(value: string | undefined): string | undefined {
  if (value === undefined || value === UNKNOWN_VALUE) {
    return value;
  }
  return value.startsWith("arn:") ||
    (value.length > 7 && /\d/.test(value) && !/[^A-Za-z0-9+/=_-]/.test(value))
    ? "#"
    : // A set comes in any order.
      withoutRegions(value).split(", ").sort().join(", ");
}

import { groupBy } from "../terraform";
import type { Change } from "./change";

export const COUNTED = ["add", "change", "replace", "destroy", "import", "move", "forget"] as const;
export type Counts = Readonly<Record<(typeof COUNTED)[number], number>>;

/** The changes of one region. A resource that moves and changes counts in both columns. */
export interface RegionCounts {
  readonly region: string;
  readonly counts: Counts;
}

/** By region, in alphabetical order. */
export function countsOf(changes: readonly Change[]): readonly RegionCounts[] {
  return [...groupBy(changes, ({ region }) => region)]
    .map(([region, group]) => ({ region, counts: count(group) }))
    .filter(({ counts }) => COUNTED.some((counted) => counts[counted] > 0))
    .sort((a, b) => (a.region < b.region ? -1 : 1));
}

const NONE: Counts = { add: 0, change: 0, replace: 0, destroy: 0, import: 0, move: 0, forget: 0 };

function count(changes: readonly Change[]): Counts {
  const counts = { ...NONE };
  for (const { kind, imported, moved } of changes) {
    counts.import += Number(imported);
    counts.move += Number(moved);
    if (kind !== "none") {
      counts[kind] += 1;
    }
  }
  return counts;
}

export function total(regions: readonly RegionCounts[]): Counts {
  const sum = { ...NONE };
  for (const counted of COUNTED) {
    sum[counted] = regions.reduce((all, { counts }) => all + counts[counted], 0);
  }
  return sum;
}

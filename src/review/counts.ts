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
    .map(([region, group]) => ({ region, counts: countsFrom(group.map(countedAs)) }))
    .filter(({ counts }) => COUNTED.some((counted) => counts[counted] > 0))
    .sort((a, b) => (a.region < b.region ? -1 : 1));
}

function countedAs({ kind, imported, moved }: Change): Partial<Counts> {
  return {
    ...(kind === "none" ? {} : { [kind]: 1 }),
    ...(imported ? { import: 1 } : {}),
    ...(moved ? { move: 1 } : {}),
  };
}

export function total(regions: readonly RegionCounts[]): Counts {
  return countsFrom(regions.map(({ counts }) => counts));
}

function countsFrom(parts: readonly Partial<Counts>[]): Counts {
  const sum = { add: 0, change: 0, replace: 0, destroy: 0, import: 0, move: 0, forget: 0 };
  for (const part of parts) {
    for (const counted of COUNTED) {
      sum[counted] += part[counted] ?? 0;
    }
  }
  return sum;
}

import type { Change } from "./change";

export const COUNTED = ["add", "change", "replace", "destroy", "import", "move", "forget"] as const;
export type Counted = (typeof COUNTED)[number];

/** How many of each, in one region. A resource that moves and changes counts in both columns. */
export interface Count {
  readonly region: string;
  readonly counts: Readonly<Record<Counted, number>>;
}

/** By region, in alphabetical order. */
export function countsOf(changes: readonly Change[]): readonly Count[] {
  const regions = new Map<string, Record<Counted, number>>();
  for (const change of changes) {
    for (const counted of countedAs(change)) {
      const counts = regions.get(change.region) ?? {
        add: 0,
        change: 0,
        replace: 0,
        destroy: 0,
        import: 0,
        move: 0,
        forget: 0,
      };
      counts[counted] += 1;
      regions.set(change.region, counts);
    }
  }
  return [...regions]
    .map(([region, counts]) => ({ region, counts }))
    .sort((a, b) => (a.region < b.region ? -1 : 1));
}

function countedAs({ kind, imported, moved }: Change): readonly Counted[] {
  return [
    ...(kind === "none" ? [] : [kind]),
    ...(imported ? (["import"] as const) : []),
    ...(moved ? (["move"] as const) : []),
  ];
}

export function total(counts: readonly Count[]): Readonly<Record<Counted, number>> {
  const sum = { add: 0, change: 0, replace: 0, destroy: 0, import: 0, move: 0, forget: 0 };
  for (const { counts: one } of counts) {
    for (const counted of COUNTED) {
      sum[counted] += one[counted];
    }
  }
  return sum;
}

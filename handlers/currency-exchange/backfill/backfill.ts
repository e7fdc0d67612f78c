import { type Coverages, see } from "../domain/coverage";
import type { Day } from "../domain/day";
import { codesPublished, newestFirst, type Snapshot, samePublication } from "../domain/snapshot";
import { type Item, itemOf, seenItem } from "../store/items";
import type { RatesTable } from "../store/rates-table";
import type { BatchWriter } from "./batch-writer";

export interface BackfillProps {
  readonly table: RatesTable;
  readonly writer: BatchWriter;
  /** Called with the number of fixings in the table, and of all fixings. */
  readonly progress: (done: number, all: number) => void;
}

export interface BackfillResult {
  readonly fixings: number;
  /** The number of fixings that were missing or different. */
  readonly written: number;
}

/**
 * Writes fixings to a table. They are authoritative for their days, so quarantined rates of these days are accepted.
 *
 * Items that are already in the table are not written again, so you can resume an interrupted run by running it again.
 */
export async function backfill(
  snapshots: readonly Snapshot[],
  props: BackfillProps,
): Promise<BackfillResult> {
  const { table, writer, progress } = props;
  // Newest first, because clients request them most.
  const missing = (await missingFrom(table, snapshots)).sort(newestFirst);
  const there = snapshots.length - missing.length;
  progress(there, snapshots.length);
  await writer.write(seenItems(coverageOf(missing), await table.coverage()), () => undefined);
  await writer.write(missing.map(itemOf), (count) => progress(there + count, snapshots.length));
  return { fixings: snapshots.length, written: missing.length };
}

async function missingFrom(table: RatesTable, snapshots: readonly Snapshot[]): Promise<Snapshot[]> {
  const days = snapshots.map(({ day }) => day).sort();
  const [first, last] = [days.at(0), days.at(-1)];
  if (first === undefined || last === undefined) {
    return [];
  }
  const known = new Map<string, Snapshot>();
  for (const snapshot of await table.fixingsBetween(first, last)) {
    known.set(keyOf(snapshot), snapshot);
  }
  return snapshots.filter((snapshot) => {
    const stored = known.get(keyOf(snapshot));
    return stored === undefined || !samePublication(stored, snapshot) || Object.keys(stored.held).length > 0;
  });
}

function keyOf({ day, source }: Snapshot): string {
  return `${day} ${source}`;
}

function coverageOf(snapshots: readonly Snapshot[]): Coverages {
  const coverages: Coverages = new Map();
  for (const snapshot of snapshots) {
    for (const code of codesPublished(snapshot)) {
      see(coverages, code, snapshot.day);
    }
  }
  return coverages;
}

/** Returns the first and last days that extend a currency's known coverage. */
function seenItems(coverages: Coverages, known: Coverages): Item[] {
  return [...coverages].flatMap(([code, { firstDay, lastDay }]) => {
    const there = known.get(code);
    const days = new Set<Day>();
    if (there === undefined || firstDay < there.firstDay) {
      days.add(firstDay);
    }
    if (there === undefined || lastDay > there.lastDay) {
      days.add(lastDay);
    }
    return [...days].map((day) => seenItem(code, day));
  });
}

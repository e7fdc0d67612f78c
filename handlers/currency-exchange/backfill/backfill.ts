import { type Coverages, see } from "../domain/coverage";
import type { Day } from "../domain/day";
import { codesPublished, newestFirst, type Snapshot, samePublication } from "../domain/snapshot";
import { type Item, itemOf, seenItem } from "../store/items";
import type { RatesTable } from "../store/rates-table";
import type { BatchWriter } from "./batch-writer";

export interface BackfillProps {
  readonly table: RatesTable;
  readonly writer: BatchWriter;
  /** Is told how many of all fixings are in the table. */
  readonly progress: (done: number, all: number) => void;
}

export interface BackfillResult {
  readonly fixings: number;
  /** The ones that were not there, or not so. */
  readonly written: number;
}

/**
 * Puts fixings into a table, as the authority on their days: what was held back of them is believed.
 *
 * What is in the table already is not written again, so that a run that was broken off is resumed by running it again,
 * from anywhere.
 */
export async function backfill(
  snapshots: readonly Snapshot[],
  props: BackfillProps,
): Promise<BackfillResult> {
  const { table, writer, progress } = props;
  // The newest first: they are requested most.
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

/** Where a currency's days reach beyond the ones that are known. */
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

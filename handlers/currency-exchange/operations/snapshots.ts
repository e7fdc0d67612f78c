import { Problem } from "../../http/problem";
import { annotate } from "../../tracing";
import type { Day } from "../domain/day";
import { freshness } from "../domain/freshness";
import { NO_RATE, NO_RATES_YET } from "../domain/problems";
import { firstWith } from "../domain/rates";
import { isSuperseded } from "../domain/selection";
import { asOf, kindOf, type Snapshot } from "../domain/snapshot";
import type { Service } from "./operation";

const RETRY_SECONDS = 60;

/** The snapshots of one request, which all its answers share. */
export interface Snapshots {
  /** The newest snapshots, newest first. */
  readonly newest: () => Promise<readonly Snapshot[]>;
  /**
   * Returns the snapshots until a day, in the order of preference: fixings, then live rates for currencies without
   * fixings.
   */
  readonly until: (day: Day) => Promise<readonly Snapshot[]>;
}

/** Reads the newest snapshots once, and those of each day once. */
export function snapshotsOf({ recent, table }: Service, now: Date): Snapshots {
  let newest: Promise<readonly Snapshot[]> | undefined;
  const days = new Map<Day, Promise<readonly Snapshot[]>>();
  return {
    newest: () => {
      newest ??= recent.get(now);
      return newest;
    },
    until: (day) => {
      const read = days.get(day) ?? table.fixingsUntil(day).then(fixingsFirst);
      days.set(day, read);
      return read;
    },
  };
}

/** Sorts fixings before live rates, because a day's rates are its fixing. */
export function fixingsFirst(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const live = snapshots.filter(({ time }) => time !== undefined);
  return live.length === 0 ? snapshots : [...snapshots.filter(({ time }) => time === undefined), ...live];
}

/** Returns the snapshots for a day, or for now. */
export async function snapshotsFor(snapshots: Snapshots, day: Day | undefined) {
  return day === undefined ? snapshots.newest() : snapshots.until(day);
}

/**
 * Returns the first snapshot that has a rate of every requested currency.
 *
 * @param day - the requested day. Default: the newest rates
 * @throws Problem
 */
export async function snapshotWith(
  snapshots: Snapshots,
  codes: readonly string[],
  day?: Day,
): Promise<{ readonly snapshot: Snapshot; readonly superseded: boolean }> {
  const candidates = await snapshotsFor(snapshots, day);
  const snapshot = firstWith(candidates, codes);
  if (snapshot === undefined) {
    throw await noRate(snapshots, candidates, codes, day);
  }
  return { snapshot, superseded: isSuperseded(candidates, snapshot, codes) };
}

/** Returns the problem for currencies without a rate, or for a table without rates. */
export async function noRate(
  snapshots: Snapshots,
  candidates: readonly Snapshot[],
  codes: readonly string[],
  day: Day | undefined,
): Promise<Problem> {
  if ((await snapshots.newest()).length === 0) {
    return new Problem(NO_RATES_YET, "The first rates have not been stored yet", {
      "Retry-After": String(RETRY_SECONDS),
    });
  }
  const when = day === undefined ? "in the newest rates" : `on ${day} or the days before it`;
  return new Problem(NO_RATE, `There is no rate for ${nameMissing(candidates, codes)} ${when}`);
}

function nameMissing(snapshots: readonly Snapshot[], codes: readonly string[]): string {
  const wanted = [...new Set(codes)];
  const absent = wanted.filter((code) => firstWith(snapshots, [code]) === undefined);
  return absent.length > 0 ? absent.join(" and ") : `${wanted.join(" and ")} together`;
}

/** Returns the kind, day, publisher and age of an answer's rates. */
export function provenance(snapshot: Snapshot, superseded: boolean, now: Date, until?: Day) {
  const { ageSeconds, stale: overdue } = freshness(snapshot, now, until);
  const stale = overdue || superseded;
  const { source } = snapshot;
  annotate({ source, stale });
  return { kind: kindOf(snapshot), asOf: asOf(snapshot), source, ageSeconds, stale };
}

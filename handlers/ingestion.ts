import { addDays, type Day, daysBetween } from "./domain/day";
import type { Decimal } from "./domain/decimal";
import { isFixingDay } from "./domain/fixings";
import { freshness } from "./domain/freshness";
import { holdBack } from "./domain/plausibility";
import { asOf, codesPublished, newestFirst, type Snapshot, samePublication } from "./domain/snapshot";
import {
  AllProvidersFailed,
  type ChainResult,
  type ProviderChain,
  type ProviderFailure,
  type RateProvider,
} from "./providers";
import { LAST } from "./store/items";
import type { WritableRatesTable } from "./store/writable-rates-table";
import { emit, errorFields, type Fields, log } from "./telemetry";

/** How far back fixings that are missing, for a run that failed, are fetched after the fact. */
const CATCH_UP_DAYS = 14;

export interface IngestionProps {
  readonly table: WritableRatesTable;
  readonly chain: ProviderChain;
  /** See `holdBack`. */
  readonly maxJump: Decimal;
}

export interface IngestionResult {
  readonly asOf: string;
  readonly source: string;
  readonly stored: number;
  readonly heldBack: number;
}

/**
 * Stores the newest rates in this region's replica, and the ones of days before that are missing there.
 *
 * Run again, or in another region, it writes the same items or none. A failure leaves what is stored as it is, and is
 * left to the next run.
 */
export class Ingestion {
  constructor(private readonly props: IngestionProps) {}

  /**
   * @param fields - what every log line says
   * @throws AllProvidersFailed, ReplicaFailure: Lambda counts it as an error
   */
  async run(now: Date, fields: Fields): Promise<IngestionResult> {
    const known = await this.props.table.newest(now);
    const { provider, snapshot, failures } = await this.latest(known, now, fields);
    reportFailures(failures, fields);
    const missed = await this.missed(provider, snapshot.day, fields);
    const stored = await this.store([...missed, snapshot], known);
    const heldBack = stored.flatMap(({ held }) => Object.keys(held));
    reportAge([...known, snapshot], now);
    emit("ingest", { SnapshotsStored: stored.length, RatesHeldBack: heldBack.length });
    if (heldBack.length > 0) {
      log("WARN", "Rates jumped too far to be believed", { ...fields, heldBack });
    }
    const { source } = snapshot;
    const result = { asOf: asOf(snapshot), source, stored: stored.length, heldBack: heldBack.length };
    log("INFO", "Ingested", { ...fields, ...result });
    return result;
  }

  private async latest(known: readonly Snapshot[], now: Date, fields: Fields): Promise<ChainResult> {
    try {
      return await this.props.chain.latest(now);
    } catch (error) {
      reportFailures(error instanceof AllProvidersFailed ? error.failures : [], fields);
      reportAge(known, now);
      throw error;
    }
  }

  /** The fixings of the last days that an earlier run should have stored. */
  private async missed({ name, between }: RateProvider, until: Day, fields: Fields): Promise<Snapshot[]> {
    const [from, to] = [addDays(until, -CATCH_UP_DAYS), addDays(until, -1)];
    const fixings = await this.props.table.fixingsBetween(from, to, []);
    const known = new Set<Day>(fixings.map(({ day }) => day));
    const missing = daysBetween(from, to).filter((day) => isFixingDay(day) && !known.has(day));
    const [first] = missing;
    if (first === undefined || between === undefined) {
      return [];
    }
    try {
      return (await between(first, to)).filter(({ day }) => missing.includes(day));
    } catch (error) {
      log("WARN", "Fixings are missing and could not be fetched", {
        ...fields,
        provider: name,
        missing,
        ...errorFields(error),
      });
      return [];
    }
  }

  /** Oldest first, as each is judged by those before it. */
  private async store(snapshots: readonly Snapshot[], known: readonly Snapshot[]): Promise<Snapshot[]> {
    const { table, maxJump } = this.props;
    const stored: Snapshot[] = [];
    for (const snapshot of snapshots.toSorted((a, b) => newestFirst(b, a))) {
      const around = snapshot.time === undefined ? await table.fixingsUntil(snapshot.day) : known;
      const others = [...stored, ...around].sort(newestFirst);
      if (!others.some((other) => samePublication(other, snapshot))) {
        const earlier = others.filter((other) => isBefore(other, snapshot));
        const judged = holdBack(snapshot, earlier, maxJump);
        // First what the snapshot says of other days: a run that ends between the two is made up for by the next.
        await this.storeSeen(judged, earlier);
        await table.store(judged);
        stored.push(judged);
      }
    }
    return stored;
  }

  /** The first day of a currency, and the last one of a currency that is no longer there. */
  private async storeSeen(snapshot: Snapshot, earlier: readonly Snapshot[]): Promise<void> {
    const { day, time } = snapshot;
    if (time !== undefined) {
      return;
    }
    const { table } = this.props;
    const coverage = await table.coverage();
    const codes = codesPublished(snapshot);
    const first = codes.filter((code) => day < (coverage.get(code)?.firstDay ?? LAST));
    const before = earlier.find((other) => other.time === undefined);
    const gone = before === undefined ? [] : codesPublished(before).filter((code) => !codes.includes(code));
    await Promise.all([
      ...first.map((code) => table.storeSeen(code, day)),
      ...gone.map((code) => table.storeSeen(code, before?.day ?? day)),
    ]);
  }
}

/** Whether a snapshot may judge another: of a day before, or of an earlier time of the day. */
function isBefore(other: Snapshot, { day, time }: Snapshot): boolean {
  return other.day < day || (other.time !== undefined && time !== undefined && other.time < time);
}

function reportFailures(failures: readonly ProviderFailure[], fields: Fields): void {
  for (const { provider, message } of failures) {
    log("WARN", "A provider failed", { ...fields, provider, reason: message });
  }
  emit("ingest", { ProviderFailures: failures.length });
}

function reportAge(snapshots: readonly Snapshot[], now: Date): void {
  const [newest] = snapshots.toSorted(newestFirst);
  if (newest !== undefined) {
    const { ageSeconds, stale } = freshness(newest, now);
    emit("ingest", { RatesAge: ageSeconds, RatesStale: Number(stale) });
  }
}

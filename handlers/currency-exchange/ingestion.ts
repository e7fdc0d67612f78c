import { errorFields, type Fields, log } from "../telemetry";
import { addDays, type Day, daysBetween } from "./domain/day";
import type { Decimal } from "./domain/decimal";
import { isFixingDay, nextFixingDay, publishedAt } from "./domain/fixings";
import { freshness } from "./domain/freshness";
import { quarantine } from "./domain/plausibility";
import {
  asOf,
  codesPublished,
  isServed,
  newestFirst,
  type Snapshot,
  sameKey,
  samePublication,
  sameRates,
} from "./domain/snapshot";
import {
  AllProvidersFailed,
  type ChainResult,
  type Judgment,
  type ProviderChain,
  type ProviderFailure,
  type RateProvider,
} from "./providers";
import { LAST } from "./store/items";
import type { WritableRatesTable } from "./store/writable-rates-table";
import { emit } from "./telemetry";

/** How far back fixings that are missing, because a run failed, are fetched later. */
const CATCH_UP_DAYS = 14;

/** The share of a publication that must be there and be believed; below it, the next provider is asked first. */
const USABLE_SHARE = 0.8;

/** How long a move of live rates must last before it is confirmed. */
const CONFIRMING_MS = 3_600_000;

export interface IngestionProps {
  readonly table: WritableRatesTable;
  readonly chain: ProviderChain;
  /** See `quarantine`. */
  readonly maxJump: Decimal;
}

export interface IngestionResult {
  readonly asOf: string;
  readonly source: string;
  readonly stored: number;
  readonly heldBack: number;
}

/** A judged publication, and the stored snapshots that judged it. */
interface Judged extends Judgment {
  /** What is stored under the same key. */
  readonly own: Snapshot | undefined;
  /** Newest first. */
  readonly earlier: readonly Snapshot[];
  /** Currencies that the publication lacks and earlier ones have. */
  readonly missing: readonly string[];
}

/**
 * Stores the newest rates in this region's replica, and the fixings of earlier days that are missing there.
 *
 * Run again, or in another region, it writes the same items or none. A failed run leaves the stored rates as they are;
 * the next run makes up for it.
 */
export class Ingestion {
  constructor(private readonly props: IngestionProps) {}

  /**
   * @param fields - logged with every line
   * @throws AllProvidersFailed, ReplicaFailure: Lambda counts it as an error
   */
  async run(now: Date, fields: Fields): Promise<IngestionResult> {
    const known = await this.props.table.newest(now);
    const { provider, published, snapshot, failures } = await this.latest(known, now, fields);
    reportFailures(failures, fields);
    const missed = isFixing(snapshot) ? await this.missed(provider, snapshot.day, fields) : [];
    const stored = await this.store([...missed, published], known, now, fields);
    const heldBack = stored.flatMap(({ held }) => Object.keys(held));
    reportAge([...known, snapshot], now);
    emit({ SnapshotsStored: stored.length, RatesHeldBack: heldBack.length });
    if (heldBack.length > 0) {
      log("WARN", "Rates are in quarantine: they moved too far to be believed", { ...fields, heldBack });
    }
    const { source } = snapshot;
    const result = { asOf: asOf(snapshot), source, stored: stored.length, heldBack: heldBack.length };
    log("INFO", "Ingested", { ...fields, ...result });
    return result;
  }

  private async latest(known: readonly Snapshot[], now: Date, fields: Fields): Promise<ChainResult> {
    try {
      return await this.props.chain.latest(now, (snapshot) => this.judge(snapshot, [], known, now));
    } catch (error) {
      reportFailures(error instanceof AllProvidersFailed ? error.failures : [], fields);
      reportAge(known, now);
      throw error;
    }
  }

  /** The fixings of the last days that an earlier run should have stored. */
  private async missed({ name, between }: RateProvider, until: Day, fields: Fields): Promise<Snapshot[]> {
    const [from, to] = [addDays(until, -CATCH_UP_DAYS), addDays(until, -1)];
    const fixings = (await this.props.table.fixingsBetween(from, to, [])).filter(isFixing);
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
  private async store(
    snapshots: readonly Snapshot[],
    known: readonly Snapshot[],
    now: Date,
    fields: Fields,
  ): Promise<Snapshot[]> {
    const stored: Snapshot[] = [];
    for (const published of snapshots.toSorted((a, b) => newestFirst(b, a))) {
      const { snapshot, own, earlier, missing } = await this.judge(published, stored, known, now);
      if (own === undefined || !isSame(own, snapshot)) {
        reportMissing(snapshot, missing, fields);
        // First the days of currencies: a run that ends between the two is made up for by the next.
        if (isFixing(snapshot)) {
          await this.storeSeen(snapshot, earlier);
        } else {
          await this.storeSample(snapshot);
        }
        await this.props.table.store(snapshot);
        stored.push(snapshot);
      }
    }
    return stored;
  }

  /**
   * Judges a publication by what is stored.
   *
   * - What moved too far goes into quarantine, by what the same day had before and by the days before it.
   * - Of a publication that is repeated, currencies that it now lacks keep their rates.
   * - Other rates of a stored day are taken until the next fixing is due. After that, the day stays as it is.
   *
   * @param stored - by this run already
   */
  private async judge(
    publication: Snapshot,
    stored: readonly Snapshot[],
    known: readonly Snapshot[],
    now: Date,
  ): Promise<Judged> {
    const { table, maxJump } = this.props;
    const around = isFixing(publication) ? await table.fixingsUntil(publication.day) : known;
    const others = [...stored, ...around].sort(newestFirst);
    const own = others.find((other) => sameKey(other, publication));
    const earlier = others.filter((other) => isBefore(other, publication));
    const isKnown = own !== undefined && samePublication(own, publication);
    const expected = [isKnown ? undefined : own, earlier.find((other) => isOfKind(other, publication))];
    const codes = codesPublished(publication);
    const missing = expected
      .flatMap((other) => (other === undefined ? [] : codesPublished(other)))
      .filter((code, index, all) => !codes.includes(code) && all.indexOf(code) === index);
    if (isKnown) {
      return { snapshot: own, doubt: doubtOf(own, missing), own, earlier, missing };
    }
    if (own !== undefined && !isCorrectable(publication, now)) {
      const doubt = `gave other rates of ${asOf(own)}, which is not corrected any more`;
      return { snapshot: own, doubt, own, earlier, missing };
    }
    const confirming = isFixing(publication) ? earlier.find(isFixing) : await this.liveToConfirm(publication);
    const judges = own === undefined ? earlier : [own, ...earlier];
    const judged = quarantine(publication, judges, confirming, maxJump);
    const snapshot = { ...judged, rates: { ...own?.rates, ...judged.rates } };
    return { snapshot, doubt: doubtOf(judged, missing), own, earlier, missing };
  }

  /** Live rates come as often as every minute: two wrong ones in a row confirm nothing. */
  private liveToConfirm({ time = "" }: Snapshot): Promise<Snapshot | undefined> {
    return this.props.table.liveUntil(new Date(Date.parse(time) - CONFIRMING_MS));
  }

  /**
   * Keeps the first live rates after each fixing, for the currencies that have no fixings. Two regions may keep two of
   * them; the day's rates are those of the first.
   */
  private async storeSample(snapshot: Snapshot): Promise<void> {
    const { day, time = "", source, rates } = snapshot;
    const { table } = this.props;
    if (!isFixingDay(day) || new Date(time) < publishedAt(day) || Object.keys(rates).length === 0) {
      return;
    }
    const samples = (await table.fixingsUntil(day)).filter((other) => other.source === source);
    if (!samples.some((other) => other.day === day)) {
      await this.storeSeen(snapshot, samples);
      await table.storeSample(snapshot);
    }
  }

  /** Stores the first day of a currency, and the last day of a currency that is gone. */
  private async storeSeen(snapshot: Snapshot, earlier: readonly Snapshot[]): Promise<void> {
    const { day } = snapshot;
    const { table } = this.props;
    const coverage = await table.coverage();
    const codes = codesPublished(snapshot);
    const first = codes.filter((code) => day < (coverage.get(code)?.firstDay ?? LAST));
    const before = earlier.find((other) => isOfKind(other, snapshot));
    const gone = before === undefined ? [] : codesPublished(before).filter((code) => !codes.includes(code));
    await Promise.all([
      ...first.map((code) => table.storeSeen(code, day)),
      ...gone.map((code) => table.storeSeen(code, before?.day ?? day)),
    ]);
  }
}

function isFixing({ time }: Snapshot): boolean {
  return time === undefined;
}

/** Publications that have the same currencies: fixings, or the live rates of one publisher. */
function isOfKind(other: Snapshot, snapshot: Snapshot): boolean {
  return isFixing(snapshot) ? isFixing(other) : !isFixing(other) && other.source === snapshot.source;
}

/** True where a snapshot may judge another: it is of a day before, or of live rates before. */
function isBefore(other: Snapshot, snapshot: Snapshot): boolean {
  return other.day < snapshot.day || (!isFixing(snapshot) && newestFirst(snapshot, other) < 0);
}

/** A day is final once the next fixing is due; live rates of a time are final at once. */
function isCorrectable({ day, time }: Snapshot, now: Date): boolean {
  return time === undefined && now < publishedAt(nextFixingDay(day));
}

function isSame(a: Snapshot, b: Snapshot): boolean {
  return a.base === b.base && sameRates(a.rates, b.rates) && sameRates(a.held, b.held);
}

/** Why the next provider is asked: most of the publication is in quarantine, or is not there. */
function doubtOf({ rates, held }: Snapshot, missing: readonly string[]): string | undefined {
  const [accepted, heldBack] = [Object.keys(rates).length, Object.keys(held).length];
  const all = accepted + heldBack + missing.length;
  return accepted >= all * USABLE_SHARE
    ? undefined
    : `gave ${accepted} usable rates of ${all}: ${heldBack} moved too far, ${missing.length} are missing`;
}

function reportMissing(snapshot: Snapshot, missing: readonly string[], fields: Fields): void {
  if (missing.length > 0) {
    const { source: provider } = snapshot;
    log("WARN", "A publication lacks currencies", { ...fields, provider, asOf: asOf(snapshot), missing });
    emit({ RatesMissing: missing.length });
  }
}

function reportFailures(failures: readonly ProviderFailure[], fields: Fields): void {
  for (const { provider, message } of failures) {
    log("WARN", "A provider failed", { ...fields, provider, reason: message });
  }
  emit({ ProviderFailures: failures.length });
}

/** Reports the age of the rates that are served: a publication in quarantine makes them no younger. */
function reportAge(snapshots: readonly Snapshot[], now: Date): void {
  const [newest] = snapshots.filter(isServed).sort(newestFirst);
  if (newest !== undefined) {
    const { ageSeconds, stale } = freshness(newest, now);
    emit({ RatesAge: ageSeconds, RatesStale: Number(stale) });
  }
}

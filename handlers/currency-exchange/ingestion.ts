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
  type Kind,
  kindOf,
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

/** The number of days for which later runs fetch fixings that a failed run missed. */
const CATCH_UP_DAYS = 14;

/** The share of a publication that must be present and plausible. Below it, the next provider is requested first. */
const USABLE_SHARE = 0.8;

/** The time after which a move of live rates is confirmed. */
const CONFIRMING_MS = 3_600_000;

export interface IngestionProps {
  readonly table: WritableRatesTable;
  readonly chain: ProviderChain;
  /** The kind of rates that the chain's providers publish. */
  readonly kind: Kind;
  /** See `quarantine`. */
  readonly maxJump: Decimal;
}

export interface IngestionResult {
  readonly asOf: string;
  readonly source: string;
  readonly stored: number;
  readonly heldBack: number;
}

/** A publication after the plausibility check, and the stored snapshots that it was compared with. */
interface Judged extends Judgment {
  /** The snapshot stored under the same key. */
  readonly own: Snapshot | undefined;
  /** Newest first. */
  readonly earlier: readonly Snapshot[];
  /** Currencies of earlier publications that the publication lacks. */
  readonly missing: readonly string[];
}

/**
 * Stores the newest rates in this region's replica, and any missing fixings of earlier days.
 *
 * Run again, or in another region, it writes the same items or none. A failed run leaves the stored rates unchanged;
 * the next run catches up.
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
    this.reportAge([...known, snapshot], now);
    emit({ SnapshotsStored: stored.length, RatesHeldBack: heldBack.length });
    if (heldBack.length > 0) {
      log("WARN", "Rates are in quarantine because they moved implausibly far", { ...fields, heldBack });
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
      this.reportAge(known, now);
      throw error;
    }
  }

  /**
   * Reports the age of the served rates, which a publication in quarantine does not change, and whether newer rates of
   * this kind are overdue. Rates of the other kind would hide that.
   */
  private reportAge(snapshots: readonly Snapshot[], now: Date): void {
    const served = snapshots.filter(isServed).sort(newestFirst);
    const [newest] = served;
    const own = served.find((snapshot) => kindOf(snapshot) === this.props.kind);
    if (newest !== undefined) {
      const { ageSeconds } = freshness(newest, now);
      emit({ RatesAge: ageSeconds, RatesStale: Number(own === undefined || freshness(own, now).stale) });
    }
  }

  /** Stores fixings of the last days that an earlier run should have stored. */
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

  /** Oldest first, because each is compared with those before it. */
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
        // The days of currencies come first, so that the next run can complete a run that ends between the two.
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
   * Checks a publication against the stored snapshots.
   *
   * - Rates that moved too far compared with the same day and the days before it go into quarantine.
   * - If a publication is repeated, currencies that it now lacks keep their rates.
   * - Corrections of a stored day are accepted until the next fixing is due. After that, the day is final.
   *
   * @param stored - the snapshots that this run has stored
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
      const doubt = `returned other rates of ${asOf(own)}, which is final`;
      return { snapshot: own, doubt, own, earlier, missing };
    }
    const confirming = isFixing(publication) ? earlier.find(isFixing) : await this.liveToConfirm(publication);
    const judges = own === undefined ? earlier : [own, ...earlier];
    const judged = quarantine(publication, judges, confirming, maxJump);
    const snapshot = { ...judged, rates: { ...own?.rates, ...judged.rates } };
    return { snapshot, doubt: doubtOf(judged, missing), own, earlier, missing };
  }

  /**
   * Returns the live snapshot that can confirm a move. Live rates come as often as every minute, so two consecutive
   * ones confirm nothing.
   */
  private liveToConfirm({ time = "" }: Snapshot): Promise<Snapshot | undefined> {
    return this.props.table.liveUntil(new Date(Date.parse(time) - CONFIRMING_MS));
  }

  /**
   * Stores the first live rates after each fixing, or the day's last ones if the interval is long, for currencies without
   * fixings. Two regions may each store a snapshot; the earlier one counts.
   */
  private async storeSample(snapshot: Snapshot): Promise<void> {
    const { day, time = "", source, every = 0, rates } = snapshot;
    const { table } = this.props;
    const isLast = Date.parse(time) + every * 1000 >= Date.parse(addDays(day, 1));
    const isEarly = new Date(time) < publishedAt(day) && !isLast;
    if (!isFixingDay(day) || isEarly || Object.keys(rates).length === 0) {
      return;
    }
    const samples = (await table.fixingsUntil(day)).filter((other) => other.source === source);
    if (!samples.some((other) => other.day === day)) {
      await this.storeSeen(snapshot, samples);
      await table.storeSample(snapshot);
    }
  }

  /** Stores the first day of a new currency, and the last day of a currency that is no longer published. */
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

/** Returns the publications with the same currencies: fixings, or the live rates of one publisher. */
function isOfKind(other: Snapshot, snapshot: Snapshot): boolean {
  return isFixing(snapshot) ? isFixing(other) : !isFixing(other) && other.source === snapshot.source;
}

/** Returns whether a snapshot is an earlier day or earlier live rates, so that another can be compared with it. */
function isBefore(other: Snapshot, snapshot: Snapshot): boolean {
  return other.day < snapshot.day || (!isFixing(snapshot) && newestFirst(snapshot, other) < 0);
}

/** Returns whether a publication is final: a day once the next fixing is due, live rates at once. */
function isCorrectable({ day, time }: Snapshot, now: Date): boolean {
  return time === undefined && now < publishedAt(nextFixingDay(day));
}

function isSame(a: Snapshot, b: Snapshot): boolean {
  return a.base === b.base && sameRates(a.rates, b.rates) && sameRates(a.held, b.held);
}

/** Returns why to request the next provider: too much of the publication is in quarantine or missing. */
function doubtOf({ rates, held }: Snapshot, missing: readonly string[]): string | undefined {
  const [accepted, heldBack] = [Object.keys(rates).length, Object.keys(held).length];
  const all = accepted + heldBack + missing.length;
  return accepted >= all * USABLE_SHARE
    ? undefined
    : `returned ${accepted} usable rates of ${all}: ${heldBack} moved too far, ${missing.length} missing`;
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

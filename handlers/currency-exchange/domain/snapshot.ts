import type { Day } from "./day";
import { fixedAt, publishedAt } from "./fixings";

/** The publishers of rates. If two sources have a fixing for the same day, the one listed first is preferred. */
export const SOURCES = ["ecb", "frankfurter", "open-exchange-rates", "currencylayer"] as const;

export type Source = (typeof SOURCES)[number];

export function isSource(text: string): text is Source {
  return SOURCES.some((source) => source === text);
}

/** Decimals by ISO 4217 code. */
export type Rates = Readonly<Record<string, string>>;

/** The rates of one source at one time, as it published them. */
export interface Snapshot {
  readonly source: Source;
  /** The day that the source states, not the day of the request. */
  readonly day: Day;
  /** The time of live rates, in UTC (`2026-04-13T15:00:00Z`). Undefined: the day's fixing. */
  readonly time: string | undefined;
  /** Seconds between live rates, as the configuration expects them. @default - one hour */
  readonly every?: number | undefined;
  /** `rates` state the value of one unit of it. */
  readonly base: string;
  /** Without the base. */
  readonly rates: Rates;
  /** Rates in quarantine, because they moved implausibly far. They are stored but not served. */
  readonly held: Rates;
}

/** The two kinds of rates: intraday rates, or a central bank's fixing of a day. */
export const KINDS = ["live", "daily-reference"] as const;

export type Kind = (typeof KINDS)[number];

export function kindOf({ time }: Pick<Snapshot, "time">): Kind {
  return time === undefined ? "daily-reference" : "live";
}

/** Returns the `asOf` of an answer. */
export function asOf(snapshot: Snapshot): string {
  return snapshot.time ?? snapshot.day;
}

export function publicationOf({ day, time }: Snapshot): Date {
  return time === undefined ? publishedAt(day) : new Date(time);
}

/** Sorts newest first by the time that the rates describe, independently of the clock. */
export function newestFirst(a: Snapshot, b: Snapshot): number {
  return (
    compare(b.day, a.day) ||
    (a.time === b.time ? 0 : compare(momentOf(b), momentOf(a))) ||
    SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source)
  );
}

/** Returns whether two snapshots have the same key: one source and one day or time. */
export function sameKey(a: Snapshot, b: Snapshot): boolean {
  return a.source === b.source && asOf(a) === asOf(b);
}

/** Returns whether two snapshots differ only in the quarantine. */
export function samePublication(a: Snapshot, b: Snapshot): boolean {
  return sameKey(a, b) && a.base === b.base && sameRates(published(a), published(b));
}

/** Returns all rates of a publication, including those in quarantine. */
export function published({ rates, held }: Pick<Snapshot, "rates" | "held">): Rates {
  return { ...rates, ...held };
}

/** Returns whether a publication has rates that are not in quarantine. */
export function isServed({ rates }: Snapshot): boolean {
  return Object.keys(rates).length > 0;
}

/** Returns every currency of a publication, including its base and those in quarantine. */
export function codesPublished(snapshot: Snapshot): string[] {
  return [snapshot.base, ...Object.keys(published(snapshot))];
}

export function sameRates(a: Rates, b: Rates): boolean {
  const codes = Object.keys(a);
  return codes.length === Object.keys(b).length && codes.every((code) => a[code] === b[code]);
}

function momentOf({ day, time }: Snapshot): string {
  return time ?? fixedAt(day).toISOString();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

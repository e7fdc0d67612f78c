import type { Day } from "./day";
import { fixedAt, publishedAt } from "./fixings";

/** The publishers of rates. Of two fixings of one day, the one whose source is named first here is preferred. */
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
  /** The day that the source gives: not the day on which it was fetched. */
  readonly day: Day;
  /** The time of live rates, in UTC (`2026-04-13T15:00:00Z`). Undefined: the day's fixing. */
  readonly time: string | undefined;
  /** Seconds between live rates, as the configuration expects them. @default - one hour */
  readonly every?: number | undefined;
  /** `rates` say what one unit of it is worth. */
  readonly base: string;
  /** Without the base. */
  readonly rates: Rates;
  /** Rates in quarantine: they moved too far to be believed yet. They are stored and never served. */
  readonly held: Rates;
}

/** The two kinds of rates: of the moment, or a central bank's fixing of a day. */
export const KINDS = ["live", "daily-reference"] as const;

export type Kind = (typeof KINDS)[number];

export function kindOf({ time }: Pick<Snapshot, "time">): Kind {
  return time === undefined ? "daily-reference" : "live";
}

/** The `asOf` of answers. */
export function asOf(snapshot: Snapshot): string {
  return snapshot.time ?? snapshot.day;
}

export function publicationOf({ day, time }: Snapshot): Date {
  return time === undefined ? publishedAt(day) : new Date(time);
}

/** Newest first, by the time that the rates describe: the same order whatever the clock says. */
export function newestFirst(a: Snapshot, b: Snapshot): number {
  return (
    compare(b.day, a.day) ||
    (a.time === b.time ? 0 : compare(momentOf(b), momentOf(a))) ||
    SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source)
  );
}

/** Of one source and one day or time: the key under which a snapshot is stored. */
export function sameKey(a: Snapshot, b: Snapshot): boolean {
  return a.source === b.source && asOf(a) === asOf(b);
}

/** True where storing one over the other would change nothing but the quarantine. */
export function samePublication(a: Snapshot, b: Snapshot): boolean {
  return sameKey(a, b) && a.base === b.base && sameRates(published(a), published(b));
}

/** All rates of a publication, those in quarantine included. */
export function published({ rates, held }: Pick<Snapshot, "rates" | "held">): Rates {
  return { ...rates, ...held };
}

/** True unless all of a publication is in quarantine. */
export function isServed({ rates }: Snapshot): boolean {
  return Object.keys(rates).length > 0;
}

/** Every currency of a publication, its base and those in quarantine included. */
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

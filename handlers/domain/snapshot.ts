import type { Day } from "./day";
import { publishedAt } from "./fixings";

/** Who publishes rates. Of two snapshots of one day, the one whose source is named first here is answered with. */
export const SOURCES = ["ecb", "frankfurter", "open-exchange-rates"] as const;

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
  /** When, in UTC (`2026-04-13T15:00:00Z`), of an intraday snapshot. Undefined: the day's fixing. */
  readonly time: string | undefined;
  /** `rates` say what one unit of it is worth. */
  readonly base: string;
  /** Without the base. */
  readonly rates: Rates;
  /** Rates that jumped too far to be believed yet: kept, never served. */
  readonly held: Rates;
}

/** What `asOf` says in answers. */
export function asOf(snapshot: Snapshot): string {
  return snapshot.time ?? snapshot.day;
}

export function publicationOf({ day, time }: Snapshot): Date {
  return time === undefined ? publishedAt(day) : new Date(time);
}

/**
 * Newest first. The fixing of a day is newer than the intraday snapshots of that day, so that the order is the same
 * whatever the clock says.
 */
export function newestFirst(a: Snapshot, b: Snapshot): number {
  return (
    compare(b.day, a.day) ||
    compare(b.time ?? "~", a.time ?? "~") ||
    SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source)
  );
}

/** True where storing the one over the other would change nothing but what is held back. */
export function samePublication(a: Snapshot, b: Snapshot): boolean {
  return newestFirst(a, b) === 0 && a.base === b.base && sameRates(published(a), published(b));
}

/** What the source published, believed or not. */
export function published({ rates, held }: Pick<Snapshot, "rates" | "held">): Rates {
  return { ...rates, ...held };
}

/** Every currency of it, believed or not, the base with them. */
export function codesPublished(snapshot: Snapshot): string[] {
  return [snapshot.base, ...Object.keys(published(snapshot))];
}

function sameRates(a: Rates, b: Rates): boolean {
  const codes = Object.keys(a);
  return codes.length === Object.keys(b).length && codes.every((code) => a[code] === b[code]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

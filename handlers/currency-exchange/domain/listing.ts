import { addDays, type Day, earlier, endOfPeriod, type Interval, isDay, later, periodOf } from "./day";
import type { Point } from "./history";

/** A page covers at most five years, which limits its response time even if there are few points. */
const MOST_DAYS = 5 * 366;

export type Order = "asc" | "desc";

/** The listed days, and the day at which a page begins. */
export interface Listing {
  readonly base: string;
  readonly quote: string;
  readonly interval: Interval;
  readonly order: Order;
  readonly from: Day;
  readonly to: Day;
  /** The day at which the page begins, which is the first in the order of the listing. */
  readonly at: Day;
}

/** The days of a page: whole periods within the listed days. */
export interface Window {
  readonly from: Day;
  readonly to: Day;
}

/** Calendar days per point, because weekends and holidays have none. */
const DAYS_PER_POINT: Readonly<Record<Interval, number>> = { day: 1.6, week: 7, month: 31 };
const LONGEST_HOLIDAYS = 10;

/** Returns the days that would contain `limit` points if every working day had rates. */
export function windowOf(listing: Listing, limit: number): Window {
  const wanted = Math.ceil(limit * DAYS_PER_POINT[listing.interval]) + LONGEST_HOLIDAYS;
  return windowOfDays(listing, Math.min(wanted, MOST_DAYS));
}

/** Returns the maximum days of a page, for a listing whose first days have no rates. */
export function widestWindowOf(listing: Listing): Window {
  return windowOfDays(listing, MOST_DAYS);
}

function windowOfDays({ interval, order, from, to, at }: Listing, days: number): Window {
  return order === "asc"
    ? { from: at, to: earlier(to, endOfPeriod(addDays(at, days), interval)) }
    : { from: later(from, periodOf(addDays(at, -days), interval)), to: at };
}

export interface Page {
  /** In the order of the listing. */
  readonly points: readonly Point[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: Listing | undefined;
}

/** @param points - all points of a window, oldest first */
export function pageOf(listing: Listing, window: Window, points: readonly Point[], limit: number): Page {
  const { interval, order, from, to } = listing;
  const ordered = order === "asc" ? points : points.toReversed();
  const overflow = ordered[limit];
  if (overflow !== undefined) {
    const at =
      order === "asc" ? later(from, overflow.date) : earlier(to, endOfPeriod(overflow.date, interval));
    return { points: ordered.slice(0, limit), next: { ...listing, at } };
  }
  const at = order === "asc" ? addDays(window.to, 1) : addDays(window.from, -1);
  return { points: ordered, next: at > to || at < from ? undefined : { ...listing, at } };
}

/** Returns a listing as an opaque cursor that every region can read. */
export function cursorOf({ base, quote, interval, order, from, to, at }: Listing): string {
  return Buffer.from([base, quote, interval, order, from, to, at].join(" ")).toString("base64url");
}

/**
 * Returns the listing of a cursor, or undefined if the text is not a cursor.
 *
 * @param first - the earliest day that a listing can have
 * @param last - the latest one
 */
export function listingOf(cursor: string, first: Day, last: Day): Listing | undefined {
  const [base = "", quote = "", interval, order, from = "", to = "", at = "", ...others] = Buffer.from(
    cursor,
    "base64url",
  )
    .toString("latin1")
    .split(" ");
  const right =
    isInterval(interval) && isOrder(order) && isDay(from) && isDay(to) && isDay(at) && others.length === 0;
  return right && first <= from && from <= at && at <= to && to <= last
    ? { base, quote, interval, order, from, to, at }
    : undefined;
}

export function isInterval(text: string | undefined): text is Interval {
  return text === "day" || text === "week" || text === "month";
}

export function isOrder(text: string | undefined): text is Order {
  return text === "asc" || text === "desc";
}

import { type Day, dayOf } from "./day";
import { isFixingDay, nextFixingDay, publishedAt } from "./fixings";
import { publicationOf, type Snapshot } from "./snapshot";

/** The interval of live rates that do not state one. */
const LIVE_SECONDS = 3600;

/** How late the next fixing may be, by the source and by the hourly schedule, before the last one is stale. */
const FIXING_GRACE_SECONDS = 2 * 3600;

/** How late live rates may be, on top of two intervals: publishers take a minute or two. */
const LIVE_GRACE_SECONDS = 120;

/** How long after the last live rates new ones are expected: longer ago, their provider is no longer configured. */
const LIVE_GONE_SECONDS = 86_400;

/** How soon to ask again for rates that are due. */
const DUE_SECONDS = 60;

export interface Freshness {
  /** Seconds since the rates were published. */
  readonly ageSeconds: number;
  /** True where newer rates are overdue. Weekends and the ECB's holidays make no fixing stale. */
  readonly stale: boolean;
}

/** @param until - the day that an answer is about: only rates until that day count as newer. Default: no limit */
export function freshness(snapshot: Snapshot, now: Date, until?: Day): Freshness {
  return {
    ageSeconds: Math.max(0, secondsBetween(publicationOf(snapshot), now)),
    stale: !isFinal(snapshot, until) && secondsBetween(nextPublication(snapshot), now) > grace(snapshot),
  };
}

/** Seconds until the next rates are published: the time for which an answer may be cached. */
export function secondsUntilNext(snapshot: Snapshot, now: Date, until?: Day): number {
  if (isFinal(snapshot, until)) {
    return secondsBetween(now, nextFixing(now)) || DUE_SECONDS;
  }
  const seconds = secondsBetween(now, nextPublication(snapshot));
  return seconds > 0 ? seconds : Math.min(DUE_SECONDS, interval(snapshot));
}

/**
 * Seconds for which an answer may be cached: until the snapshot's own next rates, or until the next live ones if those
 * are due sooner. They outdate a fixing, too.
 *
 * @param candidates - the snapshots that the answer was selected from, newest first
 * @param until - as for `secondsUntilNext`
 */
export function cacheSeconds(
  snapshot: Snapshot,
  candidates: readonly Snapshot[],
  now: Date,
  until?: Day,
): number {
  const own = secondsUntilNext(snapshot, now, until);
  const live = until === undefined ? candidates.find(({ time }) => time !== undefined) : undefined;
  return live === undefined || secondsBetween(publicationOf(live), now) > LIVE_GONE_SECONDS
    ? own
    : Math.min(own, secondsUntilNext(live, now));
}

/** True where no newer rates of the day will come: the next fixing belongs to a later day. */
function isFinal({ day }: Snapshot, until: Day | undefined): boolean {
  return until !== undefined && nextFixingDay(day) > until;
}

function nextFixing(after: Date): Date {
  const today = dayOf(after);
  const published = publishedAt(today);
  return isFixingDay(today) && published > after ? published : publishedAt(nextFixingDay(today));
}

function nextPublication(snapshot: Snapshot): Date {
  return snapshot.time === undefined
    ? publishedAt(nextFixingDay(snapshot.day))
    : new Date(Date.parse(snapshot.time) + interval(snapshot) * 1000);
}

function grace(snapshot: Snapshot): number {
  return snapshot.time === undefined ? FIXING_GRACE_SECONDS : interval(snapshot) + LIVE_GRACE_SECONDS;
}

function interval({ every = LIVE_SECONDS }: Snapshot): number {
  return every;
}

function secondsBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / 1000);
}

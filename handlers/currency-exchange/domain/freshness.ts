import { type Day, dayOf } from "./day";
import { isFixingDay, nextFixingDay, publishedAt } from "./fixings";
import { publicationOf, type Snapshot } from "./snapshot";

/** The default interval of live rates. */
const LIVE_SECONDS = 3600;

/** The delay of the next fixing (by its source and the hourly schedule) after which the last one is stale. */
const FIXING_GRACE_SECONDS = 2 * 3600;

/** The delay of live rates, in addition to two intervals, because publishers take a minute or two. */
const LIVE_GRACE_SECONDS = 120;

/**
 * The time for which new live rates are expected after the last ones. After that, their provider is assumed to be
 * removed.
 */
const LIVE_GONE_SECONDS = 86_400;

/** The time after which to request rates that are due again. */
const DUE_SECONDS = 60;

export interface Freshness {
  /** Seconds since the rates were published. */
  readonly ageSeconds: number;
  /** Whether newer rates are overdue. Weekends and the ECB's holidays do not make a fixing stale. */
  readonly stale: boolean;
}

/** @param until - the requested day; only rates until that day count as newer. Default: no limit */
export function freshness(snapshot: Snapshot, now: Date, until?: Day): Freshness {
  return {
    ageSeconds: Math.max(0, secondsBetween(publicationOf(snapshot), now)),
    stale: !isFinal(snapshot, until) && secondsBetween(nextPublication(snapshot), now) > grace(snapshot),
  };
}

/** Returns the seconds until the next rates are published, for which an answer may be cached. */
export function secondsUntilNext(snapshot: Snapshot, now: Date, until?: Day): number {
  if (isFinal(snapshot, until)) {
    return secondsBetween(now, nextFixing(now)) || DUE_SECONDS;
  }
  const seconds = secondsBetween(now, nextPublication(snapshot));
  return seconds > 0 ? seconds : Math.min(DUE_SECONDS, interval(snapshot));
}

/**
 * Returns the seconds for which an answer may be cached: until the snapshot's next rates, or until the next live rates
 * if those are due sooner, because they also replace a fixing.
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

/** Returns whether the day's rates are final because the next fixing belongs to a later day. */
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

import { type Day, dayOf } from "./day";
import { isFixingDay, nextFixingDay, publishedAt } from "./fixings";
import { publicationOf, type Snapshot } from "./snapshot";

/** Rates of within a day are published hourly, as long as there are no others. */
const INTRADAY_SECONDS = 3600;

/** How late the next rates may be, by the source and by the hourly schedule, before the ones there are stale. */
const GRACE_SECONDS = 2 * 3600;

/** How soon to ask again for rates that are due. */
const DUE_SECONDS = 60;

export interface Freshness {
  /** Seconds since the rates were published. */
  readonly ageSeconds: number;
  /** Newer rates should have been there by now. Weekends and the ECB's holidays make nothing stale. */
  readonly stale: boolean;
}

/** @param until - of an answer about a day: newer rates are those until that day. Default: the newest there are */
export function freshness(snapshot: Snapshot, now: Date, until?: Day): Freshness {
  return {
    ageSeconds: Math.max(0, secondsBetween(publicationOf(snapshot), now)),
    stale: !isFinal(snapshot, until) && secondsBetween(nextPublication(snapshot), now) > GRACE_SECONDS,
  };
}

/** Seconds until the next rates are published: for how long an answer made of a snapshot may be kept. */
export function secondsUntilNext(snapshot: Snapshot, now: Date, until?: Day): number {
  const next = isFinal(snapshot, until) ? nextFixing(now) : nextPublication(snapshot);
  const seconds = secondsBetween(now, next);
  const most = snapshot.time === undefined ? seconds : Math.min(seconds, INTRADAY_SECONDS);
  return most > 0 ? most : DUE_SECONDS;
}

/** No newer rates of the day will come: the next fixing is of a later day. */
function isFinal({ day, time }: Snapshot, until: Day | undefined): boolean {
  return until !== undefined && time === undefined && nextFixingDay(day) > until;
}

function nextFixing(after: Date): Date {
  const today = dayOf(after);
  const published = publishedAt(today);
  return isFixingDay(today) && published > after ? published : publishedAt(nextFixingDay(today));
}

function nextPublication({ day, time }: Snapshot): Date {
  return time === undefined ? publishedAt(nextFixingDay(day)) : nextFixing(new Date(time));
}

function secondsBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / 1000);
}

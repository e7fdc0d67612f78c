import { nextFixingDay, publishedAt } from "./fixings";
import { publicationOf, type Snapshot } from "./snapshot";

/** Intraday rates are published hourly. */
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

export function freshness(snapshot: Snapshot, now: Date): Freshness {
  return {
    ageSeconds: Math.max(0, secondsBetween(publicationOf(snapshot), now)),
    stale: secondsBetween(nextPublication(snapshot), now) > GRACE_SECONDS,
  };
}

/** Seconds until newer rates than a snapshot are published: for how long an answer made of it may be cached. */
export function secondsUntilNext(snapshot: Snapshot, now: Date): number {
  const seconds = secondsBetween(now, nextPublication(snapshot));
  return seconds > 0 ? seconds : DUE_SECONDS;
}

function nextPublication(snapshot: Snapshot): Date {
  return snapshot.time === undefined
    ? publishedAt(nextFixingDay(snapshot.day))
    : new Date(Date.parse(snapshot.time) + INTRADAY_SECONDS * 1000);
}

function secondsBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / 1000);
}

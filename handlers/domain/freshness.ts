/** Hours of the longest stretch without a fixing, Maundy Thursday to Easter Tuesday, and some to fetch it. */
const STALE_AFTER_SECONDS = (5 * 24 + 6) * 3600;

const FIXING_HOUR = 16;

export interface Freshness {
  /** Seconds since the rates' day had its fixing, 16:00 Central European Time; 0 before. */
  readonly ageSeconds: number;
  readonly stale: boolean;
}

/**
 * How old the rates of a day are.
 *
 * @param date - `2026-04-13`
 * @see https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html
 */
export function freshness(date: string, now: Date): Freshness {
  const ageSeconds = Math.max(0, Math.floor((now.getTime() - fixingTime(date)) / 1000));
  return { ageSeconds, stale: ageSeconds > STALE_AFTER_SECONDS };
}

function fixingTime(date: string): number {
  const asUtc = Date.parse(`${date}T${FIXING_HOUR}:00:00Z`);
  const hourInFrankfurt = Number(FRANKFURT_HOUR.format(asUtc));
  return asUtc - (hourInFrankfurt - FIXING_HOUR) * 3_600_000;
}

const FRANKFURT_HOUR = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Berlin",
  hour: "2-digit",
  hourCycle: "h23",
});

import type { Clock } from "../clock";
import type { DollarRates, FederalReserve } from "./federal-reserve";

const DAY_MS = 86_400_000;
/** A year of whole weeks: the same season, and Mondays stay Mondays. */
const YEAR_DAYS = 364;
/** Days of rates that must be left, so that time can go on. */
const DAYS_AHEAD = 90;
/** The European Central Bank publishes at about 16:00 in Frankfurt. */
const PUBLISHED_AT_HOUR = 15;
/** How far behind the calendar the provider starts: there are days that it can be moved on by. */
const DAYS_BEHIND = 2;

/**
 * Puts the last decades' rates into the present: each day is given the rates of the day that was a number of years
 * of 364 days before. It starts two days ago and goes on with the regions' clock.
 */
export class RateCalendar {
  private readonly shiftDays: number;
  private movedOn = 0;

  constructor(
    private readonly history: FederalReserve,
    private readonly clock: Clock,
  ) {
    const last = Date.parse(history.days.at(-1) ?? "");
    const years = Math.ceil((clock.now().getTime() - last + DAYS_AHEAD * DAY_MS) / (YEAR_DAYS * DAY_MS));
    this.shiftDays = Math.max(0, years) * YEAR_DAYS;
  }

  /** Years of 364 days between a rate's day here and its day in the Federal Reserve's release. */
  get years(): number {
    return this.shiftDays / YEAR_DAYS;
  }

  /** The newest day with rates. */
  get today(): string {
    const now = this.clock.now().getTime() + (this.movedOn - DAYS_BEHIND) * DAY_MS;
    return this.onOrBefore(isoDay(now - PUBLISHED_AT_HOUR * 3_600_000)) ?? "";
  }

  /** Moves on to the next day with rates. */
  nextDay(): string {
    const before = this.today;
    while (this.today === before && this.movedOn < DAYS_AHEAD) {
      this.movedOn += 1;
    }
    return this.today;
  }

  /** The last day with rates until then, as a central bank's answer names it. */
  onOrBefore(day: string): string | undefined {
    const original = this.shifted(day, -this.shiftDays);
    const found = this.history.days.findLast((one) => one <= original);
    return found === undefined ? undefined : this.shifted(found, this.shiftDays);
  }

  /** The days with rates, both ends included. */
  between(from: string, to: string): string[] {
    const [first, last] = [this.shifted(from, -this.shiftDays), this.shifted(to, -this.shiftDays)];
    return this.history.days
      .filter((day) => day >= first && day <= last)
      .map((day) => this.shifted(day, this.shiftDays));
  }

  on(day: string): DollarRates {
    return this.history.on(this.shifted(day, -this.shiftDays));
  }

  private shifted(day: string, days: number): string {
    return isoDay(Date.parse(day) + days * DAY_MS);
  }
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

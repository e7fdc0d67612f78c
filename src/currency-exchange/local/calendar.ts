import type BigNumber from "bignumber.js";
import type { DollarRates, FederalReserve } from "./federal-reserve";

const DAY_MS = 86_400_000;
/** A year of whole weeks: the same season, and Mondays stay Mondays. */
const YEAR_DAYS = 364;
/** The newest rates of the history that are kept for the days to come. */
const DAYS_AHEAD = 90;
/** The European Central Bank publishes at about 16:00 in Frankfurt. */
const PUBLISHED_AT_MS = 15 * 3_600_000;
/** The time that a fixing describes: about 14:10 in Frankfurt. */
const FIXED_AT_MS = 13 * 3_600_000 + 10 * 60_000;

/**
 * Moves the rates of past decades into the present: each day has the rates of the day a number of years of 364 days
 * before. Every Monday to Friday has rates, so that the newest are never stale: on a holiday of the Federal Reserve
 * they are those of the day before. The calendar follows this machine's clock, as the functions do, at any speed.
 */
export class RateCalendar {
  private readonly shiftDays: number;
  /** The last day that was published before its time. */
  private early = "";

  constructor(
    private readonly history: FederalReserve,
    private readonly now: () => Date = () => new Date(),
  ) {
    const last = Date.parse(history.days.at(-1) ?? "");
    const years = Math.ceil((now().getTime() - last + DAYS_AHEAD * DAY_MS) / (YEAR_DAYS * DAY_MS));
    this.shiftDays = Math.max(0, years) * YEAR_DAYS;
  }

  /** Years of 364 days between a rate's day here and its day in the Federal Reserve's release. */
  get years(): number {
    return this.shiftDays / YEAR_DAYS;
  }

  /** The oldest day with rates. */
  get firstDay(): string {
    return plusDays(this.history.days[0] ?? "", this.shiftDays);
  }

  /** The newest day with rates. */
  get today(): string {
    return this.onOrBefore(this.last) ?? "";
  }

  /**
   * Publishes the rates of the next day, be it a Saturday, before their time.
   *
   * @returns undefined if tomorrow's are published already: clients refuse rates of a later day
   */
  nextDay(): string | undefined {
    const next = plusDays(this.today, 1);
    if (next > plusDays(isoDay(this.now().getTime()), 1)) {
      return undefined;
    }
    this.early = next;
    return next;
  }

  /** The last day with rates until a day, as a central bank's answer names it. */
  onOrBefore(day: string): string | undefined {
    const until = day < this.last ? day : this.last;
    const found = [0, 1, 2].map((days) => plusDays(until, -days)).find((one) => this.has(one));
    return found === undefined || this.originalOf(found) === undefined ? undefined : found;
  }

  /** The days with rates, both ends included. */
  between(from: string, to: string): string[] {
    const first = this.firstDay;
    const last = to < this.last ? to : this.last;
    const days: string[] = [];
    for (let day = from < first ? first : from; day <= last; day = plusDays(day, 1)) {
      if (this.has(day)) {
        days.push(day);
      }
    }
    return days;
  }

  on(day: string): DollarRates {
    return this.history.on(this.originalOf(day) ?? "");
  }

  /** The rates of now: those of a fixing and of the next one, in proportion to the time since and until then. */
  live(): { readonly timestamp: number; readonly rates: DollarRates } {
    const now = this.now().getTime();
    const day = isoDay(now - FIXED_AT_MS);
    const [before, after] = [this.on(day), this.on(plusDays(day, 1))];
    const share = ((now - FIXED_AT_MS) % DAY_MS) / DAY_MS;
    const rates = [...before].map(([code, rate]): [string, BigNumber] => [
      code,
      rate.plus((after.get(code) ?? rate).minus(rate).times(share)),
    ]);
    return { timestamp: Math.floor(now / 1000), rates: new Map(rates) };
  }

  /** Today once its rates are due, otherwise yesterday; or a later day that was published early. */
  private get last(): string {
    const due = isoDay(this.now().getTime() - PUBLISHED_AT_MS);
    return due < this.early ? this.early : due;
  }

  private has(day: string): boolean {
    const weekday = new Date(day).getUTCDay();
    return day === this.early || (weekday !== 0 && weekday !== 6);
  }

  private originalOf(day: string): string | undefined {
    const original = plusDays(day, -this.shiftDays);
    return this.history.days.findLast((one) => one <= original);
  }
}

function plusDays(day: string, days: number): string {
  return isoDay(Date.parse(day) + days * DAY_MS);
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

import { type Day, type Interval, periodOf } from "./day";
import type { Decimal } from "./decimal";
import { SOURCES, type Source } from "./snapshot";

/** The rate of a pair on a day. */
export interface DayPoint {
  readonly date: Day;
  readonly rate: string;
  readonly source: Source;
}

/** The rates of a pair over a week or a month. */
export interface Candle {
  /** The first day of the period: a Monday, or the first of a month. */
  readonly date: Day;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** Days with a rate in the period, within the requested days. */
  readonly fixings: number;
  /** The publishers of those rates. */
  readonly sources: readonly Source[];
}

export type Point = DayPoint | Candle;

export interface Quote {
  readonly day: Day;
  readonly rate: Decimal;
  readonly source: Source;
}

/**
 * Returns the points of a listing, oldest first.
 *
 * @param quotes - oldest first, at most one per day
 */
export function pointsOf(quotes: readonly Quote[], interval: Interval): Point[] {
  if (interval === "day") {
    return quotes.map(({ day, rate, source }) => ({ date: day, rate: rate.toFixed(), source }));
  }
  const periods = new Map<Day, Quote[]>();
  for (const quote of quotes) {
    const start = periodOf(quote.day, interval);
    const period = periods.get(start);
    if (period === undefined) {
      periods.set(start, [quote]);
    } else {
      period.push(quote);
    }
  }
  return [...periods].flatMap(([date, period]) => candle(date, period));
}

function candle(date: Day, quotes: readonly Quote[]): Candle[] {
  const open = quotes.at(0)?.rate;
  const close = quotes.at(-1)?.rate;
  if (open === undefined || close === undefined) {
    return [];
  }
  const rates = quotes.map(({ rate }) => rate);
  const high = rates.reduce((a, b) => (b.gt(a) ? b : a), open);
  const low = rates.reduce((a, b) => (b.lt(a) ? b : a), open);
  return [
    {
      date,
      open: open.toFixed(),
      high: high.toFixed(),
      low: low.toFixed(),
      close: close.toFixed(),
      fixings: quotes.length,
      sources: SOURCES.filter((source) => quotes.some((quote) => quote.source === source)),
    },
  ];
}

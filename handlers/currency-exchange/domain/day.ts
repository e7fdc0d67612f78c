/** An existing calendar day, such as `2026-04-13`. */
export type Day = `${number}-${number}-${number}`;

/** The period of one point in a listing. Weeks begin on Monday. */
export type Interval = "day" | "week" | "month";

const DAY_MS = 86_400_000;

export function isDay(text: string): text is Day {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && textOf(new Date(`${text}T00:00:00Z`)) === text;
}

/** Returns the day of a time in UTC. */
export function dayOf(time: Date): Day {
  const text = textOf(time);
  if (!isDay(text)) {
    throw new RangeError(`${time.getTime()} is not within the years 0 to 9999`);
  }
  return text;
}

export function addDays(day: Day, days: number): Day {
  return dayOf(new Date(Date.parse(day) + days * DAY_MS));
}

export function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}

export function later(a: Day, b: Day): Day {
  return a > b ? a : b;
}

/** Returns every day from one to another, both inclusive. */
export function daysBetween(from: Day, to: Day): Day[] {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, days) }, (_, index) => addDays(from, index));
}

/** 0 is Sunday. */
export function weekday(day: Day): number {
  return new Date(day).getUTCDay();
}

export function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}

/** Returns the first day of the period that contains a day. */
export function periodOf(day: Day, interval: Interval): Day {
  switch (interval) {
    case "day":
      return day;
    case "week":
      return addDays(day, -((weekday(day) + 6) % 7));
    case "month":
      return addDays(day, 1 - Number(day.slice(8)));
  }
}

/** Returns the last day of the period that contains a day. */
export function endOfPeriod(day: Day, interval: Interval): Day {
  const start = periodOf(day, interval);
  switch (interval) {
    case "day":
      return start;
    case "week":
      return addDays(start, 6);
    case "month":
      return addDays(periodOf(addDays(start, 31), "month"), -1);
  }
}

function textOf(time: Date): string {
  return Number.isNaN(time.getTime()) ? "" : time.toISOString().slice(0, 10);
}

import { addDays, type Day, weekday, yearOf } from "./day";

/** The day of the ECB's first euro rates. */
export const FIRST_DAY: Day = "1999-01-04";

/**
 * Returns whether the European Central Bank publishes rates on a day: Monday to Friday except TARGET holidays, whose
 * rules have not changed since 2002.
 *
 * @see https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html
 */
export function isFixingDay(day: Day): boolean {
  if (weekday(day) === 0 || weekday(day) === 6 || FIXED_HOLIDAYS.has(day.slice(5))) {
    return false;
  }
  const easter = easterSunday(yearOf(day));
  return day !== addDays(easter, -2) && day !== addDays(easter, 1);
}

const FIXED_HOLIDAYS = new Set(["01-01", "05-01", "12-25", "12-26"]);

export function nextFixingDay(day: Day): Day {
  const next = addDays(day, 1);
  return isFixingDay(next) ? next : nextFixingDay(next);
}

/** Returns the time at which a day's rates are published: about 16:00 in Frankfurt. */
export function publishedAt(day: Day): Date {
  return new Date(`${day}T${16 - hoursAheadOfUtc(day)}:00:00Z`);
}

/**
 * Returns the time of the rates in a fixing: the central banks' concertation, about 14:10 in Frankfurt.
 *
 * @see https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html
 */
export function fixedAt(day: Day): Date {
  return new Date(`${day}T${14 - hoursAheadOfUtc(day)}:10:00Z`);
}

/** Frankfurt is at UTC+2 in summer and at UTC+1 in winter. */
function hoursAheadOfUtc(day: Day): number {
  const year = yearOf(day);
  const summer = day >= lastSundayUntil(`${year}-03-31`) && day < lastSundayUntil(`${year}-10-31`);
  return summer ? 2 : 1;
}

function lastSundayUntil(day: Day): Day {
  return addDays(day, -weekday(day));
}

/**
 * By the anonymous Gregorian algorithm.
 *
 * @see https://en.wikipedia.org/wiki/Date_of_Easter#Anonymous_Gregorian_algorithm
 */
function easterSunday(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  return addDays(`${year}-03-01`, h + l - 7 * m + 21);
}

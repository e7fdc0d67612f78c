import { invalid, shown } from "../../http/parameters";
import { Problem } from "../../http/problem";
import { isCurrency } from "../domain/currencies";
import { addDays, type Day, dayOf, isDay } from "../domain/day";
import { FIRST_DAY } from "../domain/fixings";
import { UNKNOWN_CURRENCY } from "../domain/problems";

/** Returns the currency of a valid parameter, in either case. */
export function currencyOf(name: string, value: string): string {
  const code = value.toUpperCase();
  if (!isCurrency(code)) {
    throw new Problem(UNKNOWN_CURRENCY, `${name}: ${shown(value)} is not an ISO 4217 currency code`);
  }
  return code;
}

/** Returns the distinct currencies of a comma-separated parameter. */
export function currenciesOf(name: string, value: string): string[] {
  return [...new Set(value.split(",").map((code) => currencyOf(name, code)))];
}

/** Returns the last day that clients can request: tomorrow, which may have begun at the client. */
export function lastDayAt(now: Date): Day {
  return addDays(dayOf(now), 1);
}

/** Returns the day of a valid parameter. */
export function dayOfParameter(name: string, value: string, now: Date): Day {
  if (!isDay(value) || value < FIRST_DAY || value > lastDayAt(now)) {
    throw invalid(name, value, `an existing day from ${FIRST_DAY} until today`);
  }
  return value;
}

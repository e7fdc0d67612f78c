import { invalid, shown } from "../../http/parameters";
import { Problem } from "../../http/problem";
import { isCurrency } from "../domain/currencies";
import { addDays, type Day, dayOf, isDay } from "../domain/day";
import { FIRST_DAY } from "../domain/fixings";
import { UNKNOWN_CURRENCY } from "../domain/problems";

/** A value of a declared form that means a currency. Small letters are as good. */
export function currencyOf(name: string, value: string): string {
  const code = value.toUpperCase();
  if (!isCurrency(code)) {
    throw new Problem(UNKNOWN_CURRENCY, `${name}: ${shown(value)} is not the code of an ISO 4217 currency`);
  }
  return code;
}

/** Several of them, each once. */
export function currenciesOf(name: string, value: string): string[] {
  return [...new Set(value.split(",").map((code) => currencyOf(name, code)))];
}

/** The last day that can be asked for: tomorrow, which may have begun where the client is. */
export function lastDayAt(now: Date): Day {
  return addDays(dayOf(now), 1);
}

/** The day that a value of a declared form means. */
export function dayOfParameter(name: string, value: string, now: Date): Day {
  if (!isDay(value) || value < FIRST_DAY || value > lastDayAt(now)) {
    throw invalid(name, value, `a day that exists, from ${FIRST_DAY} until today`);
  }
  return value;
}

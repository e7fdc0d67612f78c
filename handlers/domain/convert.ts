import { currency } from "./currencies";
import { Decimal, quotient, roundedQuotient } from "./decimal";
import type { Snapshot } from "./snapshot";

/** A code for which the snapshot has no rate. */
export class UnknownCurrency extends Error {
  constructor(readonly code: string) {
    super(`${JSON.stringify(code)} is not a currency with a rate on this day`);
  }
}

export interface Conversion {
  /** How many units of `to` one unit of `from` is worth, to 20 significant digits. */
  readonly rate: string;
  /** To 20 significant digits. */
  readonly unrounded: string;
  /** To the minor units of `to`, half to even, from the exact value. */
  readonly result: string;
}

/**
 * How many units of each currency one unit of `base` is worth.
 *
 * @param symbols - the currencies to answer with. Default: all
 * @throws UnknownCurrency
 */
export function ratesOf(
  snapshot: Snapshot,
  base: string,
  symbols?: readonly string[],
): Record<string, string> {
  const perBase = perUnit(snapshot, base);
  const codes =
    symbols ?? [snapshot.base, ...Object.keys(snapshot.rates)].filter((code) => code !== base).sort();
  return Object.fromEntries(
    codes.map((code) => [code, quotient(perUnit(snapshot, code), perBase).toFixed()]),
  );
}

/**
 * Converts an amount. The identity pair gives the amount back, as it was.
 *
 * @throws UnknownCurrency
 */
export function convert(snapshot: Snapshot, from: string, to: string, amount: string): Conversion {
  const target = perUnit(snapshot, to);
  const source = perUnit(snapshot, from);
  if (from === to) {
    return { rate: "1", unrounded: amount, result: amount };
  }
  const minorUnits = currency(to)?.minorUnits;
  if (minorUnits === undefined) {
    throw new UnknownCurrency(to);
  }
  const dividend = new Decimal(amount).times(target);
  return {
    rate: quotient(target, source).toFixed(),
    unrounded: quotient(dividend, source).toFixed(),
    result: roundedQuotient(dividend, source, minorUnits).toFixed(minorUnits),
  };
}

/** Units of a currency for one unit of the snapshot's base. */
function perUnit(snapshot: Snapshot, code: string): Decimal {
  const rate =
    code === snapshot.base ? "1" : Object.hasOwn(snapshot.rates, code) ? snapshot.rates[code] : undefined;
  if (rate === undefined) {
    throw new UnknownCurrency(code);
  }
  return new Decimal(rate);
}

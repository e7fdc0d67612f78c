import { minorUnitsOf } from "./currencies";
import { Decimal, ROUNDING_MODES } from "./decimal";
import { crossRate } from "./rates";
import type { Rounding } from "./rounding";
import type { Snapshot } from "./snapshot";

export interface Conversion {
  /** How many units of `to` one unit of `from` is worth. */
  readonly rate: string;
  /** Exactly `amount` × `rate`. */
  readonly unrounded: string;
  /** To the minor units of `to`; a currency without minor units, such as gold, is not rounded. */
  readonly result: string;
}

/**
 * Converts an amount of at most 18 digits; undefined where the snapshot lacks a currency. The identity pair gives the
 * amount back, as it was written.
 */
export function convert(
  snapshot: Snapshot,
  from: string,
  to: string,
  amount: string,
  rounding: Rounding,
): Conversion | undefined {
  const rate = crossRate(snapshot, from, to);
  if (rate === undefined) {
    return undefined;
  }
  if (from === to) {
    return { rate: rate.toFixed(), unrounded: amount, result: amount };
  }
  const product = new Decimal(amount).times(rate);
  const minorUnits = minorUnitsOf(to);
  return {
    rate: rate.toFixed(),
    unrounded: product.toFixed(),
    result:
      minorUnits === undefined ? product.toFixed() : product.toFixed(minorUnits, ROUNDING_MODES[rounding]),
  };
}

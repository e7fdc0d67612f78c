import { minorUnitsOf } from "./currencies";
import { Decimal, ROUNDING_MODES } from "./decimal";
import { crossRate } from "./rates";
import type { Rounding } from "./rounding";
import type { Snapshot } from "./snapshot";

export interface Conversion {
  /** The value of one unit of `from` in `to`. */
  readonly rate: string;
  /** Exactly `amount` × `rate`. */
  readonly unrounded: string;
  /** Rounded to the minor units of `to`. A currency without minor units, such as gold, is not rounded. */
  readonly result: string;
}

/**
 * Converts an amount of at most 18 digits, or returns undefined if the snapshot lacks a currency. A conversion to the
 * same currency returns the amount as given.
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

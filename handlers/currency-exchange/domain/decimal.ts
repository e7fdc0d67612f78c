import BigNumber from "bignumber.js";
import type { Rounding } from "./rounding";

/**
 * Decimal arithmetic: exact, but for division, which is rounded half to even at the 80th decimal place. Printed
 * without exponents. Every setting that a digit depends on is stated here, so that every region prints the same.
 */
export const Decimal = BigNumber.clone({
  DECIMAL_PLACES: 80,
  ROUNDING_MODE: BigNumber.ROUND_HALF_EVEN,
  EXPONENTIAL_AT: 1e9,
});
export type Decimal = BigNumber;

/**
 * Significant digits of a rate. With amounts of at most 18 digits, every product of the two is exact within the 38
 * digits that DynamoDB's and most databases' decimals hold.
 */
export const RATE_DIGITS = 20;

export const ROUNDING_MODES = {
  "half-even": BigNumber.ROUND_HALF_EVEN,
  "half-up": BigNumber.ROUND_HALF_UP,
  "half-down": BigNumber.ROUND_HALF_DOWN,
  up: BigNumber.ROUND_UP,
  down: BigNumber.ROUND_DOWN,
} as const satisfies Record<Rounding, BigNumber.RoundingMode>;

/**
 * A quotient to `RATE_DIGITS` significant digits, half to even. Rounding twice does no harm: a quotient of numbers of
 * 20 digits is either exactly between two results, or further from it than the 80th decimal place.
 */
export function quotient(dividend: Decimal, divisor: Decimal): Decimal {
  return dividend.div(divisor).sd(RATE_DIGITS, BigNumber.ROUND_HALF_EVEN);
}

const RATE = /^\d{1,20}(\.\d{1,30})?(e[+-]?\d{1,2})?$/i;
const LARGEST = new Decimal("1e12");
const SMALLEST = new Decimal("1e-18");

/**
 * A rate as a provider writes it, as the decimal that is stored: no exponent, no zeros at the end. Undefined where
 * it is not a positive number between 1e-18 and 1e12 of at most `RATE_DIGITS` digits.
 */
export function parseRate(text: string): string | undefined {
  if (!RATE.test(text)) {
    return undefined;
  }
  const rate = new Decimal(text);
  const sensible = rate.gte(SMALLEST) && rate.lte(LARGEST) && rate.sd() <= RATE_DIGITS;
  return sensible ? rate.toFixed() : undefined;
}

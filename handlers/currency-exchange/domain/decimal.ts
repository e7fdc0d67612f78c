import BigNumber from "bignumber.js";
import type { Rounding } from "./rounding";

/**
 * Exact decimal arithmetic, except for division, which rounds half to even at the 80th decimal place. Numbers are
 * printed without exponents. Every setting that affects a digit is stated here, so that every region prints the same
 * digits.
 */
export const Decimal = BigNumber.clone({
  DECIMAL_PLACES: 80,
  ROUNDING_MODE: BigNumber.ROUND_HALF_EVEN,
  EXPONENTIAL_AT: 1e9,
});
export type Decimal = BigNumber;

/**
 * Significant digits of a rate. With amounts of at most 18 digits, every product of the two is exact within the 38
 * digits of decimals in DynamoDB and most databases.
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
 * Returns a quotient to `RATE_DIGITS` significant digits, rounded half to even. Rounding twice is safe: a quotient of
 * 20-digit numbers is either exactly between two results, or further away than the 80th decimal place.
 */
export function quotient(dividend: Decimal, divisor: Decimal): Decimal {
  return dividend.div(divisor).sd(RATE_DIGITS, BigNumber.ROUND_HALF_EVEN);
}

const RATE = /^\d{1,20}(\.\d{1,30})?(e[+-]?\d{1,2})?$/i;
const LARGEST = new Decimal("1e12");
const SMALLEST = new Decimal("1e-18");

/**
 * Converts a provider's rate to the stored decimal, without exponent or trailing zeros. Returns undefined if it is not
 * a number between 1e-18 and 1e12 with at most `RATE_DIGITS` digits.
 */
export function parseRate(text: string): string | undefined {
  if (!RATE.test(text)) {
    return undefined;
  }
  const rate = new Decimal(text);
  const sensible = rate.gte(SMALLEST) && rate.lte(LARGEST) && rate.sd() <= RATE_DIGITS;
  return sensible ? rate.toFixed() : undefined;
}

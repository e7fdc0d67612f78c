import BigNumber from "bignumber.js";

/**
 * Decimal arithmetic, exact but for division, which is rounded once, half to even, far beyond any digit that is
 * shown. Printed without exponents.
 */
export const Decimal = BigNumber.clone({
  DECIMAL_PLACES: 60,
  ROUNDING_MODE: BigNumber.ROUND_HALF_EVEN,
  EXPONENTIAL_AT: 1e9,
});
export type Decimal = BigNumber;

/** Digits that a cross rate and an unrounded result are given with: the same in every region. */
export const SIGNIFICANT_DIGITS = 20;

/** At most 20 digits before the point and 18 after it; no sign, no space, no separator, no exponent. */
export const AMOUNT_PATTERN = /^\d{1,20}(\.\d{1,18})?$/;

/** The quotient to `SIGNIFICANT_DIGITS`, half to even. */
export function quotient(dividend: Decimal, divisor: Decimal): Decimal {
  return dividend.div(divisor).sd(SIGNIFICANT_DIGITS, BigNumber.ROUND_HALF_EVEN);
}

/** The quotient to a number of decimal places, half to even: rounded once, from the exact value. */
export function roundedQuotient(dividend: Decimal, divisor: Decimal, places: number): Decimal {
  // Whole division leaves an exact remainder: no digit is lost before the only rounding.
  const scaled = dividend.shiftedBy(places);
  const floor = scaled.idiv(divisor);
  const twice = scaled.minus(floor.times(divisor)).times(2);
  const up = twice.gt(divisor) || (twice.eq(divisor) && floor.mod(2).eq(1));
  return (up ? floor.plus(1) : floor).shiftedBy(-places);
}

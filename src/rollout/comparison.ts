import type { Count } from "./ports";

/**
 * The probability below which a difference is not chance. A bake compares some measures some dozens of times, so it is
 * far below the usual 5%: the first false alarm is expected after hundreds of bakes.
 */
const SIGNIFICANT = 1e-4;

/** A handful of bad observations decides nothing, whatever their probability. */
export const LEAST_BAD = 5;

/**
 * Fewer observations cannot show that nothing has become worse.
 *
 * @see https://spinnaker.io/docs/guides/user/canary/best-practices/ (at least 50 data points per metric)
 */
export const ENOUGH = 50;

/** "too few" observations to tell. */
export type Comparison = "worse" | "not worse" | "too few";

/**
 * Compares the observations after a change with a reference: "worse" if the share of bad ones is higher by an increase
 * that matters, and Fisher's exact test finds the difference too large for chance. The test is exact for any number of
 * observations, even for few.
 *
 * @param increase - the least increase of the share that matters, such as 0.01
 * @see https://sre.google/workbook/canarying-releases/
 */
export function compare(after: Count, reference: Count, increase: number): Comparison {
  const grown = shareOf(after) - shareOf(reference);
  if (after.bad >= LEAST_BAD && grown >= increase && probability(after, reference) < SIGNIFICANT) {
    return "worse";
  }
  return after.total < ENOUGH || reference.total < ENOUGH ? "too few" : "not worse";
}

export function shareOf({ total, bad }: Count): number {
  return total === 0 ? 0 : bad / total;
}

/**
 * The probability of at least as many bad observations after the change, if the change makes no difference: the upper
 * tail of the hypergeometric distribution.
 */
export function probability(after: Count, reference: Count): number {
  const total = after.total + reference.total;
  const bad = after.bad + reference.bad;
  const all = logChoose(total, bad);
  let sum = 0;
  for (let count = after.bad; count <= Math.min(bad, after.total); count += 1) {
    const term = Math.exp(logChoose(after.total, count) + logChoose(reference.total, bad - count) - all);
    sum += term;
    if (term < sum * 1e-12) {
      break;
    }
  }
  return Math.min(1, sum);
}

/** The logarithm of the number of ways to choose; negative infinity if there is none. */
function logChoose(from: number, choose: number): number {
  return choose < 0 || choose > from
    ? Number.NEGATIVE_INFINITY
    : logFactorial(from) - logFactorial(choose) - logFactorial(from - choose);
}

const SMALL = [0];
for (let number = 1; number <= 20; number += 1) {
  SMALL.push((SMALL.at(-1) ?? 0) + Math.log(number));
}

/** Exact for small numbers, and Stirling's series for others, whose error is below 1e-9 there. */
function logFactorial(number: number): number {
  const small = SMALL[number];
  if (small !== undefined) {
    return small;
  }
  return (
    number * Math.log(number) -
    number +
    Math.log(2 * Math.PI * number) / 2 +
    1 / (12 * number) -
    1 / (360 * number ** 3)
  );
}

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
 * tail of the hypergeometric distribution. Each term follows from the one before it.
 */
export function probability(after: Count, reference: Count): number {
  const bad = after.bad + reference.bad;
  let count = after.bad;
  let term = Math.exp(
    logChoose(after.total, after.bad) +
      logChoose(reference.total, reference.bad) -
      logChoose(after.total + reference.total, bad),
  );
  let sum = 0;
  while (term > sum * 1e-12) {
    sum += term;
    term *= ((bad - count) * (after.total - count)) / ((count + 1) * (reference.total - bad + count + 1));
    count += 1;
  }
  return Math.min(1, sum);
}

/** The logarithm of the number of ways to choose. */
function logChoose(from: number, choose: number): number {
  let sum = 0;
  for (let chosen = 1; chosen <= choose; chosen += 1) {
    sum += Math.log((from - choose + chosen) / chosen);
  }
  return sum;
}

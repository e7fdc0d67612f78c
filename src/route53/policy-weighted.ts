import type { CandidateOf, Choose } from "./candidate";
import { usable } from "./candidate";

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html */
export const weighted: Choose<"weighted"> = (candidates, _client, draw, subject) => {
  const { pool, steps } = usable(candidates, subject);
  const nonzero = pool.filter(({ policy }) => policy.weight > 0);
  if (nonzero.length > 0) {
    const { chosen, rest } = drawn(nonzero, ({ policy }) => policy.weight, draw);
    const total = nonzero.reduce((sum, { policy }) => sum + policy.weight, 0);
    const detail = `${chosen.policy.weight} of ${total} parts`;
    return {
      records: [chosen.record],
      steps: [...steps, { rule: "weighted", subject: chosen.record.address, detail }],
      draw: rest,
    };
  }
  const { chosen, rest } = drawn(pool, () => 1, draw);
  const allZero = candidates.every(({ policy }) => policy.weight === 0);
  return {
    records: [chosen.record],
    steps: [
      ...steps,
      {
        rule: allZero ? "weighted-all-zero" : "weighted-zero",
        subject: chosen.record.address,
        detail: `one of ${pool.length} with weight 0`,
      },
    ],
    draw: rest,
  };
};

/** Splits 0 … 1 in shares, and takes the one that the draw falls into. */
function drawn(
  pool: readonly CandidateOf<"weighted">[],
  share: (candidate: CandidateOf<"weighted">) => number,
  draw: number,
): { chosen: CandidateOf<"weighted">; rest: number } {
  const total = pool.reduce((sum, candidate) => sum + share(candidate), 0);
  let at = draw * total;
  for (const candidate of pool) {
    if (at < share(candidate)) {
      return { chosen: candidate, rest: at / share(candidate) };
    }
    at -= share(candidate);
  }
  throw new RangeError(`draw: ${draw} is not from 0 to just below 1`);
}

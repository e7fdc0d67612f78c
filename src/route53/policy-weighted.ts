import type { CandidateOf, Choose } from "./candidate";
import { usable } from "./candidate";
import type { RuleId } from "./rules";

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html */
export const weighted: Choose<"weighted"> = (candidates, _client, draw, subject) => {
  const { pool, steps } = usable(candidates, subject);
  const nonzero = pool.filter(({ policy }) => policy.weight > 0);
  const weighed = nonzero.length > 0 ? nonzero : pool;
  const share = ({ policy }: CandidateOf<"weighted">) => (nonzero.length > 0 ? policy.weight : 1);
  const total = weighed.reduce((sum, candidate) => sum + share(candidate), 0);
  const allZero = candidates.every(({ policy }) => policy.weight === 0);
  const rule: RuleId = nonzero.length > 0 ? "weighted" : allZero ? "weighted-all-zero" : "weighted-zero";
  const { chosen, rest } =
    draw === "every" ? { chosen: weighed, rest: draw } : drawn(weighed, share, draw, total);
  return {
    records: chosen.map(({ record }) => record),
    steps: [
      ...steps,
      ...chosen.map((one) => ({
        rule,
        subject: one.record.address,
        detail: nonzero.length > 0 ? `${share(one)} of ${total} parts` : `one of ${total} with weight 0`,
      })),
    ],
    draw: rest,
  };
};

/** Splits 0 … 1 in shares, and takes the one that the draw falls into. */
function drawn(
  pool: readonly CandidateOf<"weighted">[],
  share: (candidate: CandidateOf<"weighted">) => number,
  draw: number,
  total: number,
): { chosen: readonly CandidateOf<"weighted">[]; rest: number } {
  let at = draw * total;
  for (const candidate of pool) {
    if (at < share(candidate)) {
      return { chosen: [candidate], rest: at / share(candidate) };
    }
    at -= share(candidate);
  }
  throw new RangeError(`draw: ${draw} is not from 0 to just below 1`);
}

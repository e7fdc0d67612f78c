import { type CandidateOf, type Choice, type Choose, usable } from "./candidate";
import type { RuleId } from "./rules";

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html */
export const failover: Choose<"failover"> = (candidates, _client, draw, subject) => {
  const primary = candidates.find(({ policy }) => policy.role === "PRIMARY");
  const secondary = candidates.find(({ policy }) => policy.role === "SECONDARY");
  if (primary === undefined || secondary === undefined) {
    const { pool, steps } = usable(candidates, subject);
    const [only] = pool;
    return only === undefined
      ? { records: [], steps, draw }
      : chosen(only, only === primary ? "failover-primary" : "failover-secondary", "is alone", steps);
  }
  if (primary.healthy) {
    return chosen(primary, "failover-primary", "is healthy");
  }
  return secondary.healthy
    ? chosen(secondary, "failover-secondary", "is healthy; the primary is not")
    : chosen(primary, "failover-both-unhealthy", "is unhealthy; so is the secondary");

  function chosen(
    { record }: CandidateOf<"failover">,
    rule: RuleId,
    detail: string,
    steps: Choice["steps"] = [],
  ): Choice {
    return { records: [record], steps: [...steps, { rule, subject: record.address, detail }], draw };
  }
};

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

const MOST_ANSWERS = 8;

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-multivalue.html */
export const multivalue: Choose<"multivalue"> = (candidates, _client, draw, subject) => {
  const { pool, steps } = usable(candidates, subject);
  const start = draw === "every" ? 0 : Math.floor(draw * pool.length);
  const records = [...pool.slice(start), ...pool.slice(0, start)]
    .slice(0, draw === "every" ? pool.length : MOST_ANSWERS)
    .map(({ record }) => record);
  const detail = `${records.length} of ${candidates.length} records answer`;
  return { records, steps: [...steps, { rule: "multivalue", subject, detail }], draw };
};

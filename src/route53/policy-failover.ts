import type { CandidateOf, Choice, Choose } from "./candidate";
import { usable } from "./candidate";
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

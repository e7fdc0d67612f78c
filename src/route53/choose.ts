import type { Candidate, CandidateOf, Choice, Client, Draw, PolicyKind } from "./candidate";
import { failover, multivalue, weighted } from "./policies-by-health";
import { fits, geolocation, geoproximity, ipBased, latency, longestPrefix } from "./policies-by-place";
import type { Policy } from "./zone";

/**
 * Chooses among the records of one name and type.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html
 */
export function choose(
  candidates: readonly Candidate[],
  client: Client,
  draw: Draw,
  subject: string,
): Choice {
  const [first] = candidates;
  // Route 53 refuses a second kind of policy on a name and type; the findings name it.
  switch (first?.policy.kind) {
    case undefined:
      return { records: [], steps: [], draw };
    case "simple":
      return {
        records: [first.record],
        steps: [{ rule: "simple", subject: first.record.address, detail: "is the record" }],
        draw,
      };
    case "weighted":
      return weighted(candidates.filter(isOf("weighted")), client, draw, subject);
    case "latency":
      return latency(candidates.filter(isOf("latency")), client, draw, subject);
    case "failover":
      return failover(candidates.filter(isOf("failover")), client, draw, subject);
    case "geolocation":
      return geolocation(candidates.filter(isOf("geolocation")), client, draw, subject);
    case "geoproximity":
      return geoproximity(candidates.filter(isOf("geoproximity")), client, draw, subject);
    case "ip-based":
      return ipBased(candidates.filter(isOf("ip-based")), client, draw, subject);
    case "multivalue":
      return multivalue(candidates.filter(isOf("multivalue")), client, draw, subject);
  }
}

function isOf<Kind extends PolicyKind>(kind: Kind): (candidate: Candidate) => candidate is CandidateOf<Kind> {
  return (candidate): candidate is CandidateOf<Kind> => candidate.policy.kind === kind;
}

/** Whether a record may ever answer a client, in some health of the others. */
export function mayServe(policy: Policy, { place, address }: Client): boolean {
  switch (policy.kind) {
    case "geolocation":
      return fits(policy.location, place);
    case "ip-based":
      return longestPrefix(policy.blocks, address) !== undefined;
    default:
      return true;
  }
}

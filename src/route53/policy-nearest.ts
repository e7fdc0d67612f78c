import type { CandidateOf, Choice, Choose, PolicyKind } from "./candidate";
import { usable } from "./candidate";
import type { Draw } from "./client";
import { distanceKm } from "./geography";
import { distanceToRegion } from "./regions";
import type { RuleId } from "./rules";

/**
 * By distance, because Route 53's latencies are not published.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-latency.html
 */
export const latency: Choose<"latency"> = (candidates, { place }, draw, subject) =>
  nearest(
    candidates,
    ({ policy }) => distanceToRegion(place, policy.region),
    "latency",
    (km, { policy }) =>
      `${policy.region} is nearest to ${place.name}, about ${km} km (a stand-in for latency)`,
    draw,
    subject,
  );

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geoproximity.html */
export const geoproximity: Choose<"geoproximity"> = (candidates, { place }, draw, subject) =>
  nearest(
    candidates,
    ({ policy: { at, bias } }) =>
      ("region" in at ? distanceToRegion(place, at.region) : distanceKm(place, at)) * (1 - bias / 100),
    "geoproximity",
    (km, { policy }) => `nearest to ${place.name}, about ${km} km with a bias of ${policy.bias}`,
    draw,
    subject,
  );

function nearest<Kind extends PolicyKind>(
  candidates: readonly CandidateOf<Kind>[],
  distance: (candidate: CandidateOf<Kind>) => number,
  rule: RuleId,
  detail: (km: number, candidate: CandidateOf<Kind>) => string,
  draw: Draw,
  subject: string,
): Choice {
  const { pool, steps } = usable(candidates, subject);
  const [first, ...others] = pool.map((candidate) => ({ candidate, km: distance(candidate) }));
  if (first === undefined) {
    return { records: [], steps, draw };
  }
  const { candidate, km } = others.reduce((best, other) => (other.km < best.km ? other : best), first);
  return {
    records: [candidate.record],
    steps: [...steps, { rule, subject: candidate.record.address, detail: detail(Math.round(km), candidate) }],
    draw,
  };
}

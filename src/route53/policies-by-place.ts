import { BlockList, isIP } from "node:net";
import { type CandidateOf, type Choice, type Choose, type Draw, type PolicyKind, usable } from "./candidate";
import type { Place } from "./places";
import { distanceKm, distanceToRegion } from "./regions";
import type { RuleId } from "./rules";
import type { Location } from "./zone";

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

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html */
export const geolocation: Choose<"geolocation"> = (candidates, { place }, draw, subject) => {
  const fitting = candidates
    .filter(({ policy }) => fits(policy.location, place))
    .sort((a, b) => area(a.policy.location) - area(b.policy.location));
  const [smallest] = fitting;
  const { pool, steps } = usable(fitting, subject);
  const [chosen] = pool;
  if (smallest === undefined || chosen === undefined) {
    return {
      records: [],
      steps: [{ rule: "geolocation-no-match", subject, detail: `no record fits ${place.name}` }],
      draw,
    };
  }
  const { location } = chosen.policy;
  return {
    records: [chosen.record],
    steps: [
      ...steps,
      {
        rule: chosen === smallest ? "geolocation" : "geolocation-larger-area",
        subject: chosen.record.address,
        detail: `${place.name} is in its ${location.kind === "default" ? "default location" : location.kind}`,
      },
    ],
    draw,
  };
};

export function fits(location: Location, place: Place): boolean {
  switch (location.kind) {
    case "subdivision":
      return location.country === place.country && location.subdivision === place.subdivision;
    case "country":
      return location.country === place.country;
    case "continent":
      return location.continent === place.continent;
    case "default":
      return true;
  }
}

/** Smaller areas first. */
function area(location: Location): number {
  return ["subdivision", "country", "continent", "default"].indexOf(location.kind);
}

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-ipbased.html */
export const ipBased: Choose<"ip-based"> = (candidates, { address }, draw, subject) => {
  const fitting = candidates
    .map((candidate) => ({ candidate, prefix: longestPrefix(candidate.policy.blocks, address) }))
    .filter(({ prefix }) => prefix !== undefined)
    .sort((a, b) => (b.prefix ?? 0) - (a.prefix ?? 0))
    .map(({ candidate }) => candidate);
  const { pool, steps } = usable(fitting, subject);
  const [chosen] = pool;
  const client = address ?? "a client without an address";
  if (chosen === undefined) {
    return {
      records: [],
      steps: [{ rule: "ip-based-no-match", subject, detail: `no location holds ${client}` }],
      draw,
    };
  }
  const detail = `${chosen.policy.blocks === undefined ? "the default location" : "its location"} holds ${client}`;
  return {
    records: [chosen.record],
    steps: [...steps, { rule: "ip-based", subject: chosen.record.address, detail }],
    draw,
  };
};

/** The length of the longest block's prefix that holds the address; -1 for the default location. */
export function longestPrefix(
  blocks: readonly string[] | undefined,
  address: string | undefined,
): number | undefined {
  if (blocks === undefined) {
    return -1;
  }
  const family = isIP(address ?? "") === 6 ? "ipv6" : "ipv4";
  const holding = blocks.map(parseBlock).filter((block) => {
    if (address === undefined || block === undefined || block.family !== family) {
      return false;
    }
    const list = new BlockList();
    list.addSubnet(block.network, block.prefix, family);
    return list.check(address, family);
  });
  return holding.length === 0 ? undefined : Math.max(...holding.map((block) => block?.prefix ?? 0));
}

function parseBlock(block: string): { network: string; prefix: number; family: "ipv4" | "ipv6" } | undefined {
  const [network = "", prefix = ""] = block.split("/");
  const family = isIP(network);
  return family === 0
    ? undefined
    : { network, prefix: Number(prefix), family: family === 6 ? "ipv6" : "ipv4" };
}

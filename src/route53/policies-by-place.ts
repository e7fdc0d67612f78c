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
  best(candidates, draw, subject, {
    rank: ({ policy }) => distanceToRegion(place, policy.region),
    note: ({ policy }, km) => [
      "latency",
      `${policy.region} is nearest to ${place.name}, about ${Math.round(km)} km (a stand-in for latency)`,
    ],
  });

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geoproximity.html */
export const geoproximity: Choose<"geoproximity"> = (candidates, { place }, draw, subject) =>
  best(candidates, draw, subject, {
    rank: ({ policy: { at, bias } }) =>
      ("region" in at ? distanceToRegion(place, at.region) : distanceKm(place, at)) * (1 - bias / 100),
    note: ({ policy }, km) => [
      "geoproximity",
      `nearest to ${place.name}, about ${Math.round(km)} km with a bias of ${policy.bias}`,
    ],
  });

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html */
export const geolocation: Choose<"geolocation"> = (candidates, { place }, draw, subject) =>
  best(candidates, draw, subject, {
    rank: ({ policy: { location } }) => (fits(location, place) ? AREAS.indexOf(location.kind) : undefined),
    note: ({ policy: { location } }, _area, isFirst) => [
      isFirst ? "geolocation" : "geolocation-larger-area",
      `${place.name} is in its ${location.kind === "default" ? "default location" : location.kind}`,
    ],
    none: ["geolocation-no-match", `no record fits ${place.name}`],
  });

/** Smaller areas first. */
const AREAS: readonly Location["kind"][] = ["subdivision", "country", "continent", "default"];

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

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-ipbased.html */
export const ipBased: Choose<"ip-based"> = (candidates, { address }, draw, subject) => {
  const client = address ?? "a client without an address";
  return best(candidates, draw, subject, {
    rank: ({ policy }) => {
      const prefix = longestPrefix(policy.blocks, address);
      return prefix === undefined ? undefined : -prefix;
    },
    note: ({ policy }) => [
      "ip-based",
      `${policy.blocks === undefined ? "the default location" : "its location"} holds ${client}`,
    ],
    none: ["ip-based-no-match", `no location holds ${client}`],
  });
};

type Note = readonly [rule: RuleId, detail: string];

/** Chooses the healthy record of the lowest rank. A record without a rank is not for the client. */
function best<Kind extends PolicyKind>(
  candidates: readonly CandidateOf<Kind>[],
  draw: Draw,
  subject: string,
  by: {
    readonly rank: (candidate: CandidateOf<Kind>) => number | undefined;
    readonly note: (chosen: CandidateOf<Kind>, rank: number, isFirst: boolean) => Note;
    readonly none?: Note;
  },
): Choice {
  const ranks = new Map(candidates.map((candidate) => [candidate, by.rank(candidate)]));
  const rank = (candidate: CandidateOf<Kind>) => ranks.get(candidate) ?? 0;
  const fitting = candidates
    .filter((candidate) => ranks.get(candidate) !== undefined)
    // Two regions that are not in the table are infinitely far.
    .sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
  const { pool, steps } = usable(fitting, subject);
  const [chosen] = pool;
  if (chosen === undefined) {
    const none = by.none === undefined ? [] : [{ rule: by.none[0], subject, detail: by.none[1] }];
    return { records: [], steps: none, draw };
  }
  const [rule, detail] = by.note(chosen, rank(chosen), chosen === fitting[0]);
  return {
    records: [chosen.record],
    steps: [...steps, { rule, subject: chosen.record.address, detail }],
    draw,
  };
}

/** The length of the longest block's prefix that holds the address; -1 for the default location. */
export function longestPrefix(
  blocks: readonly string[] | undefined,
  address: string | undefined,
): number | undefined {
  if (blocks === undefined) {
    return -1;
  }
  if (address === undefined) {
    return undefined;
  }
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  const prefixes = blocks.flatMap((block) => {
    const [network = "", prefix = ""] = block.split("/");
    if (isIP(network) !== isIP(address)) {
      return [];
    }
    const list = new BlockList();
    list.addSubnet(network, Number(prefix), family);
    return list.check(address, family) ? [Number(prefix)] : [];
  });
  return prefixes.length === 0 ? undefined : Math.max(...prefixes);
}

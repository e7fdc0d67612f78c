import { BlockList, isIP } from "node:net";
import { distanceKm, distanceToRegion, type RuleId } from "../aws";
import { remembered } from "../terraform";
import type { Place } from "./client-places";
import type { Note } from "./health";
import { AREAS, type Policy, type RoutingRecord } from "./zone";

/** The answer where Route 53 draws one of several records: every record that may be drawn, or the first of them. */
export type Chance = "every" | "first";

/** A client that requests a name. */
export interface Client {
  readonly place: Place;
  /** The IP address for IP-based routing; without one, only the default location fits. */
  readonly address?: string;
}

/** The records that answer: none if no record is for the client, several if they answer together. */
export interface Choice {
  readonly records: readonly RoutingRecord[];
  /** Whether a client in another location may get other records. */
  readonly isLocal: boolean;
}

/** The records of one name and type, as a client may get them. */
export interface Candidates {
  /** Any of the records: all have one name, type and policy. */
  readonly first: RoutingRecord;
  /** The records that are for the client, the best one first. It is the same in every health. */
  readonly fitting: readonly RoutingRecord[];
  readonly client: Client;
  readonly isHealthy: (record: RoutingRecord) => boolean;
}

/** A multivalue answer has at most this many records. */
const MOST_VALUES = 8;

/**
 * Chooses among the records of one name and type. Every policy chooses from the healthy records that are for the
 * client, or from all of them if none is healthy.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
 */
export function choose(candidates: Candidates, chance: Chance): Choice {
  const { first, fitting, isHealthy } = candidates;
  const { kind } = first.policy;
  if (kind === "weighted" || kind === "multivalue") {
    const possible = drawnFrom(candidates);
    const most = chance === "every" ? possible.length : kind === "weighted" ? 1 : MOST_VALUES;
    return { records: possible.slice(0, most), isLocal: false };
  }
  const chosen = fitting.find(isHealthy) ?? fitting[0];
  const isByArea = kind === "geolocation" || kind === "ip-based";
  const isByDistance = kind === "latency" || kind === "geoproximity";
  return {
    records: chosen === undefined ? [] : [chosen],
    isLocal: isByArea || (isByDistance && fitting.length > 1),
  };
}

/**
 * Returns the records that Route 53 draws from: the healthy ones, or all if none is healthy. A record with a weight of 0
 * is drawn only if no other has a greater weight.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html
 */
function drawnFrom({ fitting, isHealthy }: Candidates): readonly RoutingRecord[] {
  const healthy = fitting.filter(isHealthy);
  const pool = healthy.length > 0 ? healthy : fitting;
  const weighted = pool.filter((record) => weightOf(record) > 0);
  return weighted.length > 0 ? weighted : pool;
}

function weightOf({ policy }: RoutingRecord): number {
  return policy.kind === "weighted" ? policy.weight : 0;
}

const preferences = new WeakMap<readonly RoutingRecord[], WeakMap<Client, readonly RoutingRecord[]>>();

export function preferred(records: readonly RoutingRecord[], client: Client): readonly RoutingRecord[] {
  const byClient = remembered(preferences, records, () => new WeakMap<Client, readonly RoutingRecord[]>());
  return remembered(byClient, client, () =>
    records
      .flatMap((record) => {
        // Route 53 rejects a second policy on a name and type, and the findings name it.
        const isOther = record.policy.kind !== records[0]?.policy.kind;
        const rank = isOther ? undefined : rankOf(record.policy, client);
        return rank === undefined ? [] : { record, rank };
      })
      .sort((a, b) => a.rank - b.rank)
      .map(({ record }) => record),
  );
}

/**
 * Ranks a record for a client, the lowest first; undefined if it never answers the client. Distance stands for latency,
 * because AWS does not publish its measurements. `RULES` states the page of each policy.
 */
export function rankOf(policy: Policy, { place, address }: Client): number | undefined {
  switch (policy.kind) {
    case "latency":
      return distanceToRegion(place, policy.region);
    case "geoproximity": {
      const { at, bias } = policy;
      const km = "region" in at ? distanceToRegion(place, at.region) : distanceKm(place, at);
      return km * (1 - bias / 100);
    }
    case "geolocation": {
      const { location } = policy;
      const contains = AREAS.every((area) => !(area in location) || location[area] === place[area]);
      return contains ? -AREAS.findLastIndex((area) => area in location) : undefined;
    }
    case "ip-based":
      return policy.blocks === undefined ? 1 : longestPrefix(policy.blocks, address);
    case "failover":
      return policy.role === "PRIMARY" ? 0 : 1;
    default:
      return 0;
  }
}

/** Notes the rules behind a choice. */
export function explainChoice(candidates: Candidates, chosen: readonly RoutingRecord[], note: Note): void {
  const { first, fitting, client, isHealthy } = candidates;
  const subject = `${first.name} ${first.type}`;
  const { kind } = first.policy;
  const areUnhealthy = chosen[0] !== undefined && !isHealthy(chosen[0]);
  if (areUnhealthy && kind !== "simple") {
    note("all-unhealthy", subject, `none of ${fitting.length} is healthy`);
  }
  if (kind === "multivalue") {
    note("multivalue", subject, `${chosen.length} of ${fitting.length} records answer`);
  } else if (chosen.length === 0 && (kind === "geolocation" || kind === "ip-based")) {
    note(`${kind}-no-match`, subject, `no location contains ${client.address ?? client.place.name}`);
  } else {
    for (const record of chosen) {
      const [rule, detail] = reason(record, candidates);
      note(rule, record.address, detail);
    }
  }
}

/** Returns the rule that chose a record, and the reason. */
function reason(record: RoutingRecord, candidates: Candidates): readonly [RuleId, string] {
  const { policy } = record;
  const { fitting, client, isHealthy } = candidates;
  const { place, address = "a client without an address" } = client;
  const near = `nearest to ${place.name}, about ${Math.round(rankOf(policy, client) ?? 0)} km`;
  switch (policy.kind) {
    case "weighted": {
      const possible = drawnFrom(candidates);
      const total = possible.reduce((sum, one) => sum + weightOf(one), 0);
      const zero = fitting.some((one) => weightOf(one) > 0) ? "weighted-zero" : "weighted-all-zero";
      return total === 0
        ? [zero, `one of ${possible.length} with weight 0`]
        : ["weighted", `${policy.weight} of ${total} parts`];
    }
    case "latency":
      return ["latency", `${policy.region} is ${near} (an approximation of latency)`];
    case "geoproximity":
      return ["geoproximity", `is ${near} with a bias of ${policy.bias}`];
    case "geolocation": {
      const area = AREAS.findLast((one) => one in policy.location) ?? "default location";
      const rule = record === fitting[0] ? "geolocation" : "geolocation-larger-area";
      return [rule, `${place.name} is in its ${area}`];
    }
    case "ip-based": {
      const location = policy.blocks === undefined ? "the default location" : "its location";
      return ["ip-based", `${location} contains ${address}`];
    }
    case "failover": {
      const role = policy.role === "PRIMARY" ? "failover-primary" : "failover-secondary";
      const areUnhealthy = fitting.length > 1 && !isHealthy(record);
      return [areUnhealthy ? "failover-both-unhealthy" : role, "is the record to use"];
    }
    default:
      return [policy.kind, "is the record to use"];
  }
}

/** Returns minus the length of the longest block's prefix that contains the address; undefined if none does. */
function longestPrefix(blocks: readonly string[], address = ""): number | undefined {
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  const prefixes = blocks.flatMap((block) => {
    const [network = "", prefix = ""] = block.split("/");
    if (isIP(network) === 0 || isIP(network) !== isIP(address)) {
      return [];
    }
    const list = new BlockList();
    list.addSubnet(network, Number(prefix), family);
    return list.check(address, family) ? Number(prefix) : [];
  });
  return prefixes.length === 0 ? undefined : -Math.max(...prefixes);
}

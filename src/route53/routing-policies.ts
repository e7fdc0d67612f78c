import { BlockList, isIP } from "node:net";
import { distanceKm, distanceToRegion, type RuleId } from "../aws";
import { remembered } from "../terraform";
import type { Place } from "./client-places";
import type { Note } from "./health";
import { AREAS, type Policy, type RoutingRecord } from "./zone";

/** A client's share of the answers that Route 53 leaves to chance; `every` selects all possible answers. */
export type Draw = number | "every";

/** A client that requests a name. */
export interface Client {
  readonly place: Place;
  /** The IP address for IP-based routing; without one, only the default location fits. */
  readonly address?: string;
  /**
   * From 0 to just below 1: the same draw gets the same answer from weights and from more than eight values.
   *
   * @default 0
   */
  readonly draw?: Draw;
}

/** The records that answer: none if no record is for the client, several if they answer together. */
export interface Choice {
  readonly records: readonly RoutingRecord[];
  /** The remainder of the client's draw, for further choices. */
  readonly draw: Draw;
  /** Whether a client in another location may get other records. */
  readonly isLocal: boolean;
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
export function choose(
  records: readonly RoutingRecord[],
  isHealthy: (record: RoutingRecord) => boolean,
  client: Client,
  draw: Draw,
  note?: Note,
): Choice {
  const fitting = preferred(records, client);
  const chosen = fitting.find(isHealthy) ?? fitting[0];
  const noneHealthy = note !== undefined && chosen !== undefined && !isHealthy(chosen);
  const subject = `${records[0]?.name} ${records[0]?.type}`;
  const kind = records[0]?.policy.kind;
  if (noneHealthy && kind !== "simple") {
    note("all-unhealthy", subject, `none of ${fitting.length} is healthy`);
  }
  if (kind === "weighted" || kind === "multivalue") {
    const healthy = fitting.filter(isHealthy);
    const pool = healthy.length > 0 ? healthy : fitting;
    if (kind === "weighted") {
      return chooseByWeight(fitting, pool, draw, note);
    }
    const start = draw === "every" ? 0 : Math.floor(draw * pool.length);
    const most = draw === "every" ? pool.length : MOST_VALUES;
    const several = [...pool.slice(start), ...pool.slice(0, start)].slice(0, most);
    note?.("multivalue", subject, `${several.length} of ${fitting.length} records answer`);
    return { records: several, draw, isLocal: false };
  }
  const isByArea = kind === "geolocation" || kind === "ip-based";
  if (chosen === undefined && isByArea) {
    note?.(`${kind}-no-match`, subject, `no location contains ${client.address ?? client.place.name}`);
  } else if (chosen !== undefined && note !== undefined) {
    const rule = ruleOf(chosen.policy, chosen === fitting[0], noneHealthy && fitting.length > 1);
    note(rule, chosen.address, reason(chosen.policy, client));
  }
  const isByDistance = kind === "latency" || kind === "geoproximity";
  return {
    records: chosen === undefined ? [] : [chosen],
    draw,
    isLocal: isByArea || (isByDistance && fitting.length > 1),
  };
}

const preferences = new WeakMap<readonly RoutingRecord[], WeakMap<Client, readonly RoutingRecord[]>>();

/** Returns the records that are for a client, the best one first. It is the same in every health. */
function preferred(records: readonly RoutingRecord[], client: Client): readonly RoutingRecord[] {
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

/** @param isFirst - no record of the set fits the client better */
function ruleOf(policy: Policy, isFirst: boolean, noneHealthy: boolean): RuleId {
  if (policy.kind === "failover") {
    const role = policy.role === "PRIMARY" ? "primary" : "secondary";
    return noneHealthy ? "failover-both-unhealthy" : `failover-${role}`;
  }
  return policy.kind === "geolocation" && !isFirst ? "geolocation-larger-area" : policy.kind;
}

/**
 * Ranks a record for a client, the lowest first; undefined if it never answers the client. Distance stands for latency,
 * because AWS does not publish its measurements.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-latency.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geoproximity.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-ipbased.html
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

/** Describes why a policy chose a record. */
function reason(policy: Policy, client: Client): string {
  const { place, address = "a client without an address" } = client;
  const near = `nearest to ${place.name}, about ${Math.round(rankOf(policy, client) ?? 0)} km`;
  switch (policy.kind) {
    case "latency":
      return `${policy.region} is ${near} (an approximation of latency)`;
    case "geoproximity":
      return `is ${near} with a bias of ${policy.bias}`;
    case "geolocation":
      return `${place.name} is in its ${AREAS.findLast((area) => area in policy.location) ?? "default location"}`;
    case "ip-based":
      return `${policy.blocks === undefined ? "the default location" : "its location"} contains ${address}`;
    default:
      return "is the record to use";
  }
}

/**
 * Chooses by weight: 0 … 1 is split into shares, and the share that contains the draw answers.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html
 */
function chooseByWeight(
  all: readonly RoutingRecord[],
  pool: readonly RoutingRecord[],
  draw: Draw,
  note?: Note,
): Choice {
  const weightOf = ({ policy }: RoutingRecord) => (policy.kind === "weighted" ? policy.weight : 0);
  const isZero = (record: RoutingRecord) => weightOf(record) === 0;
  const areZero = pool.every(isZero);
  const shares = pool
    .map((record) => ({ record, share: areZero ? 1 : weightOf(record) }))
    .filter(({ share }) => share > 0);
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  const zero = all.every(isZero) ? "weighted-all-zero" : "weighted-zero";
  const explain = ({ record, share }: { record: RoutingRecord; share: number }) =>
    areZero
      ? note?.(zero, record.address, `one of ${total} with weight 0`)
      : note?.("weighted", record.address, `${share} of ${total} parts`);
  if (draw === "every") {
    shares.forEach(explain);
    return { records: shares.map(({ record }) => record), draw, isLocal: false };
  }
  let at = draw * total;
  for (const part of shares) {
    if (at < part.share) {
      explain(part);
      return { records: [part.record], draw: at / part.share, isLocal: false };
    }
    at -= part.share;
  }
  throw new RangeError(`draw: ${draw} is not from 0 to just below 1`);
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

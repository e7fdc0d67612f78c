import { isNearBorder } from "../aws";
import { remembered } from "../terraform";
import { PLACES, type Place } from "./client-places";
import { evaluator } from "./evaluate";
import { healthWithout, isFailed, siteOf } from "./failures";
import { type Reach, reach } from "./reach";
import type { Client } from "./routing-policies";
import type { Endpoint, RoutingRecord, Zone } from "./zone";

/** With more regions than this, not every set of failures is tried: 2¹⁰ = 1,024 sets. */
const MOST_REGIONS_EXHAUSTIVELY = 10;

/** The answer to one client during one failure. */
export interface Outcome {
  /** Regions, or one endpoint of several in a region. */
  readonly failed: ReadonlySet<string>;
  readonly place: Place;
  readonly type: "A" | "AAAA";
  /** The sites that the client may be sent to; none if there is no answer. */
  readonly sites: readonly string[];
}

export interface Simulation {
  readonly name: string;
  /** Everything behind the name. */
  readonly reached: Reach;
  /** Every site that a client may be sent to: regions, or the endpoints of a region that has several. */
  readonly sites: readonly string[];
  /** The region of each site, or the site itself. */
  readonly regionOf: ReadonlyMap<string, string>;
  readonly regions: readonly string[];
  /** The record types of the name and of the names that it leads to. */
  readonly types: readonly ("A" | "AAAA")[];
  /** Every simulated failure: sets of regions, and single endpoints. */
  readonly failures: readonly ReadonlySet<string>[];
  readonly exhaustive: boolean;
  readonly clients: readonly Client[];
  /** Returns the answers to every client during a failure, while the markers of the evacuated regions exist. */
  readonly during: (failed: ReadonlySet<string>, evacuated?: ReadonlySet<string>) => readonly Outcome[];
  readonly outcomes: readonly Outcome[];
  /** The answers while nothing fails, by place and type. */
  readonly usual: ReadonlyMap<string, readonly string[]>;
  /** The places whose nearest region is uncertain: measured latency may choose another one. */
  readonly uncertain: ReadonlySet<Place>;
}

/**
 * Requests a name from every place, with every set of regions failed, and with every endpoint of several in a region
 * failed.
 *
 * @param together - false to fail only whole regions, one at a time
 */
export function simulate(
  zone: Zone,
  name: string,
  alsoSites: Iterable<string> = [],
  together = true,
): Simulation {
  const reached = reach(zone, name);
  const { endpoints, records } = reached;
  const label = together ? siteNames(endpoints) : siteOf;
  const served = new Set(endpoints.map(siteOf));
  const idle = [...alsoSites].filter((site) => !served.has(site));
  const regionOf = new Map([
    ...idle.map((site): [string, string] => [site, site]),
    ...endpoints.map((endpoint): [string, string] => [label(endpoint), siteOf(endpoint)]),
  ]);
  const sites = [...regionOf.keys()].sort();
  const regions = [...new Set(regionOf.values())].sort();
  const names = new Set([name, ...records.map((record) => record.name)]);
  // The requested name must have an answer of every type that a name on the way has.
  const types = (["A", "AAAA"] as const).filter((type) =>
    [...names].some((one) => reach(zone, one, type).endpoints.length > 0),
  );
  const exhaustive = together && regions.length <= MOST_REGIONS_EXHAUSTIVELY;
  const failures = [
    ...(together && !exhaustive ? fewOrMost(regions) : setsOf(regions, together ? regions.length : 1)),
    ...sites.filter((site) => regionOf.get(site) !== site).map((site) => new Set([site])),
  ];
  const clients = [...PLACES.map((place) => ({ place })), ...networks(records)];
  // Thousands of outcomes share a few answers.
  const known = new WeakMap<readonly Endpoint[], readonly string[]>();
  const sitesOf = (to: readonly Endpoint[]) => remembered(known, to, () => [...new Set(to.map(label))]);
  const during: Simulation["during"] = (failed, evacuated) => {
    const evaluate = evaluator(zone, healthWithout(zone, failed, evacuated), "every");
    return clients.flatMap((client) =>
      types.map((type): Outcome => {
        const { endpoints: to } = evaluate({ name, type }, client);
        return { failed, place: client.place, type, sites: sitesOf(to) };
      }),
    );
  };
  const outcomes = failures.flatMap((failed) => during(failed));
  const latencyRegions = records.flatMap(({ policy }) => (policy.kind === "latency" ? policy.region : []));
  return {
    name,
    reached,
    sites,
    regionOf,
    regions,
    types,
    failures,
    exhaustive,
    clients,
    during,
    outcomes,
    usual: new Map(
      outcomes
        .filter(({ failed }) => failed.size === 0)
        .map(({ place, type, sites: to }) => [place.name + type, to]),
    ),
    uncertain: new Set(PLACES.filter((place) => isNearBorder(place, latencyRegions))),
  };
}

export function siteFailed({ regionOf }: Simulation, failed: ReadonlySet<string>, site: string): boolean {
  return isFailed(failed, { id: site, region: regionOf.get(site) });
}

export function situation({ failed, place, type }: Outcome): string {
  return `${place.name}, ${type}, ${failed.size === 0 ? "nothing failed" : `${[...failed].join(", ")} failed`}`;
}

export function regionsAt({ regionOf }: Simulation, sites: readonly string[]): readonly string[] {
  return [...new Set(sites.map((site) => regionOf.get(site) ?? site))];
}

/** Names an endpoint by its region, unless the region has another one. */
function siteNames(endpoints: readonly Endpoint[]): (endpoint: Endpoint) => string {
  const shared = new Set(
    endpoints
      .filter(({ id, region }) => endpoints.some((other) => other.region === region && other.id !== id))
      .map(({ region }) => region),
  );
  return (endpoint) => (shared.has(endpoint.region) ? endpoint.id : siteOf(endpoint));
}

/** Returns a client with an address in each block that IP-based records distinguish. */
function networks(records: readonly RoutingRecord[]): readonly Client[] {
  const blocks = records.flatMap(({ policy }) => (policy.kind === "ip-based" ? (policy.blocks ?? []) : []));
  return PLACES.slice(0, 1).flatMap((anywhere) =>
    [...new Set(blocks)].map((block) => ({
      place: { ...anywhere, name: block },
      address: block.replace(/\/.*/, ""),
    })),
  );
}

/** Returns every set of up to so many of the sorted sites: the empty one first, then the smaller ones. */
function setsOf(sites: readonly string[], most: number): readonly ReadonlySet<string>[] {
  const sets: (readonly string[])[] = [[]];
  // The loop also visits the sets that it adds.
  for (const set of sets) {
    const last = set.at(-1) ?? "";
    const next = set.length < most ? sites.filter((site) => site > last) : [];
    sets.push(...next.map((site) => [...set, site]));
  }
  return sets.map((set) => new Set(set));
}

/** Returns the sets of up to two sites, and the sets that leave up to two. */
function fewOrMost(sites: readonly string[]): readonly ReadonlySet<string>[] {
  const few = setsOf(sites, 2);
  return [...few, ...few.map((left) => new Set(sites.filter((site) => !left.has(site)))).reverse()];
}

import type { Client } from "./candidate";
import { evaluator } from "./evaluate";
import { PLACES, type Place } from "./places";
import { reach } from "./reach";
import { isNearBorder } from "./regions";
import { healthWithout, isFailed, observersOf, siteOf } from "./sites";
import type { Endpoint, Policy, RoutingRecord, Zone } from "./zone";

/** With more regions than this, not every set of failures is tried: 2¹⁰ = 1,024 sets. */
const MOST_REGIONS_EXHAUSTIVELY = 10;

/** Policies that ask where the client is. */
const BY_PLACE: ReadonlySet<Policy["kind"]> = new Set(["latency", "geolocation", "geoproximity", "ip-based"]);

/** Who answers one client in one failure. */
export interface Outcome {
  /** Regions, or one endpoint of several in a region. */
  readonly failed: ReadonlySet<string>;
  readonly place: Place;
  readonly type: "A" | "AAAA";
  /** Where the client may be sent; none, if there is no answer. */
  readonly sites: readonly string[];
}

export interface Simulation {
  /** What a client may ever be sent to: regions; endpoints, where a region has several of them. */
  readonly sites: readonly string[];
  /** The region of each site, or the site itself. */
  readonly regionOf: ReadonlyMap<string, string>;
  /** The record types that the name or what it leads to has. */
  readonly types: readonly ("A" | "AAAA")[];
  /** Every set of regions, and every single endpoint, that was failed. */
  readonly failures: readonly ReadonlySet<string>[];
  readonly exhaustive: boolean;
  readonly clients: readonly Client[];
  readonly outcomes: readonly Outcome[];
  /** Where clients are sent while nothing fails, by place and type. */
  readonly usual: ReadonlyMap<string, readonly string[]>;
  /** The places whose nearest region is uncertain: measured latency may choose another one. */
  readonly uncertain: ReadonlySet<Place>;
}

/**
 * Asks for a name from every place, with every set of regions failed, and with every endpoint of several in a region.
 *
 * @param together - false to fail only whole regions, one at a time
 */
export function simulate(
  zone: Zone,
  name: string,
  alsoSites: Iterable<string> = [],
  together = true,
): Simulation {
  const reached = (["A", "AAAA"] as const).map((type) => ({ type, ...reach(zone, name, type) }));
  const endpoints = reached.flatMap((one) => one.endpoints);
  const records = reached.flatMap((one) => one.records);
  const label = together ? labeled(endpoints) : siteOf;
  const regions = sorted([...alsoSites, ...endpoints.map(siteOf)]);
  const regionOf = new Map([
    ...regions.map((region): [string, string] => [region, region]),
    ...endpoints.map((endpoint): [string, string] => [label(endpoint), siteOf(endpoint)]),
  ]);
  const crowded = new Set(endpoints.filter((one) => label(one) !== siteOf(one)).map(siteOf));
  const sites = sorted([...regionOf.keys()]).filter((site) => !crowded.has(site));
  const types = reached
    .filter(({ type }) =>
      [name, ...records.map((record) => record.name)].some((one) => hasType(zone, one, type)),
    )
    .map(({ type }) => type);
  const byPlace = records.some(({ policy }) => BY_PLACE.has(policy.kind));
  const observers = observersOf(zone);
  const exhaustive = together && regions.length <= MOST_REGIONS_EXHAUSTIVELY;
  const single = sites.filter((site) => regionOf.get(site) !== site).map((site) => new Set([site]));
  const failures = [
    ...(exhaustive ? subsets(regions) : together ? fewOrMost(regions) : upTo(1, regions)),
    ...single,
  ];
  const clients = [...PLACES.map((place) => ({ place })), ...networks(records)];
  const outcomes = failures.flatMap((failed) => {
    const evaluate = evaluator(zone, healthWithout(failed, observers));
    const everywhere = new Map<string, readonly string[]>();
    return clients.flatMap((client) =>
      types.map((type) => {
        const answer = () => evaluate({ name, type }, { ...client, draw: "every" }).endpoints.map(label);
        const to = everywhere.get(type) ?? [...new Set(answer())];
        if (!byPlace) {
          everywhere.set(type, to);
        }
        return { failed, place: client.place, type, sites: to };
      }),
    );
  });
  const nearest = new Set(
    records.flatMap(({ policy }) => (policy.kind === "latency" ? [policy.region] : [])),
  );
  const uncertain = new Set(PLACES.filter((place) => isNearBorder(place, nearest)));
  const usual = new Map(
    outcomes
      .filter(({ failed }) => failed.size === 0)
      .map(({ place, type, sites: to }) => [place.name + type, to]),
  );
  return { sites, regionOf, types, failures, exhaustive, clients, outcomes, usual, uncertain };
}

/** Whether a site fails, by itself or with its region. */
export function siteFailed({ regionOf }: Simulation, failed: ReadonlySet<string>, site: string): boolean {
  return isFailed(failed, { id: site, region: regionOf.get(site) });
}

/** An endpoint goes by its region, unless the region has another one. */
function labeled(endpoints: readonly Endpoint[]): (endpoint: Endpoint) => string {
  const byRegion = new Map<string, Set<string>>();
  for (const { id, region } of endpoints) {
    if (region !== undefined) {
      byRegion.set(region, (byRegion.get(region) ?? new Set()).add(id));
    }
  }
  return ({ id, region }) => (region !== undefined && (byRegion.get(region)?.size ?? 0) <= 1 ? region : id);
}

/** A client with an address in each block that IP-based records tell apart. */
function networks(records: readonly RoutingRecord[]): readonly Client[] {
  const [anywhere] = PLACES;
  const blocks = records.flatMap(({ policy }) => (policy.kind === "ip-based" ? (policy.blocks ?? []) : []));
  return anywhere === undefined
    ? []
    : [...new Set(blocks)].map((block) => ({
        place: { ...anywhere, name: block },
        address: block.replace(/\/.*/, ""),
      }));
}

/** Whether a name has an answer of the type: then what leads to it must have one too. */
function hasType(zone: Zone, name: string, type: string): boolean {
  return reach(zone, name, type).endpoints.length > 0;
}

function sorted(sites: readonly string[]): readonly string[] {
  return [...new Set(sites)].sort();
}

/** Every subset, the empty one first, then the smaller ones. */
function subsets(sites: readonly string[]): readonly ReadonlySet<string>[] {
  return Array.from(
    { length: 2 ** sites.length },
    (_, bits) => new Set(sites.filter((_site, index) => (bits >> index) & 1)),
  ).sort((a, b) => a.size - b.size);
}

function upTo(most: 1 | 2, sites: readonly string[]): readonly ReadonlySet<string>[] {
  const pairs = sites.flatMap((site, index) => sites.slice(index + 1).map((other) => new Set([site, other])));
  return [new Set<string>(), ...sites.map((site) => new Set([site])), ...(most === 2 ? pairs : [])];
}

/** Sets of up to two sites, and those that leave up to two. */
function fewOrMost(sites: readonly string[]): readonly ReadonlySet<string>[] {
  const few = upTo(2, sites);
  return [...few, ...few.map((left) => new Set(sites.filter((site) => !left.has(site)))).reverse()];
}

import { evaluator } from "./evaluate";
import { PLACES, type Place } from "./places";
import { reach } from "./reach";
import { healthWithout, observersOf, siteOf } from "./sites";
import type { Policy, Zone } from "./zone";

/** With more sites than this, not every set of failures is tried: 2⁸ = 256 sets. */
const MOST_SITES_EXHAUSTIVELY = 8;
/** What Route 53 leaves to chance is tried this often, evenly. */
const DRAWS = 16;

/** Policies that ask where the client is. */
const BY_PLACE: ReadonlySet<Policy["kind"]> = new Set(["latency", "geolocation", "geoproximity", "ip-based"]);

/** Who answers one client in one failure. */
export interface Outcome {
  readonly failed: ReadonlySet<string>;
  readonly place: Place;
  readonly type: "A" | "AAAA";
  /** Where the client is sent; none, if there is no answer. */
  readonly sites: readonly string[];
}

export interface Simulation {
  /** The sites that a client may ever be sent to. */
  readonly sites: readonly string[];
  /** The record types that the name or what it leads to has. */
  readonly types: readonly ("A" | "AAAA")[];
  /** Every set of sites that was failed. */
  readonly failures: readonly ReadonlySet<string>[];
  readonly exhaustive: boolean;
  readonly outcomes: readonly Outcome[];
}

/**
 * Asks for a name from every place, with every set of sites failed.
 *
 * @param together - false if no two sites fail at once
 */
export function simulate(
  zone: Zone,
  name: string,
  alsoSites: Iterable<string> = [],
  together = true,
): Simulation {
  const reached = (["A", "AAAA"] as const).map((type) => ({ type, ...reach(zone, name, type) }));
  const sites = [
    ...new Set([...alsoSites, ...reached.flatMap(({ endpoints }) => endpoints.map(siteOf))]),
  ].sort();
  const types = reached.filter(({ type }) => hasType(zone, name, type)).map(({ type }) => type);
  const chance = reached.some(({ records }) =>
    records.some(({ policy }) => policy.kind === "weighted" || policy.kind === "multivalue"),
  );
  const byPlace = reached.some(({ records }) => records.some(({ policy }) => BY_PLACE.has(policy.kind)));
  const draws = chance ? Array.from({ length: DRAWS }, (_, index) => index / DRAWS) : [0];
  const observers = observersOf(zone);
  const exhaustive = together && sites.length <= MOST_SITES_EXHAUSTIVELY;
  const failures = exhaustive ? subsets(sites) : together ? upToTwo(sites) : upToOne(sites);
  const outcomes = failures.flatMap((failed) => {
    const evaluate = evaluator(zone, healthWithout(failed, observers));
    const everywhere = new Map<string, readonly string[]>();
    return PLACES.flatMap((place) =>
      types.map((type) => {
        const answers = everywhere.has(type)
          ? []
          : draws.map((draw) => evaluate({ name, type }, { place, draw }));
        const to = everywhere.get(type) ?? [
          ...new Set(answers.flatMap(({ endpoints }) => endpoints.map(siteOf))),
        ];
        if (!byPlace) {
          everywhere.set(type, to);
        }
        return { failed, place, type, sites: to };
      }),
    );
  });
  return { sites, types, failures, exhaustive, outcomes };
}

/** Whether anything that the name leads to has records of the type: then the name must have them too. */
function hasType(zone: Zone, name: string, type: string): boolean {
  const names = ["A", "AAAA"].flatMap((one) => reach(zone, name, one).records.map((record) => record.name));
  return [name, ...names].some((one) => zone.records.get(one)?.some((record) => record.type === type));
}

/** Every subset, the empty one first, then the smaller ones. */
function subsets(sites: readonly string[]): readonly ReadonlySet<string>[] {
  return Array.from(
    { length: 2 ** sites.length },
    (_, bits) => new Set(sites.filter((_site, index) => (bits >> index) & 1)),
  ).sort((a, b) => a.size - b.size);
}

function upToOne(sites: readonly string[]): readonly ReadonlySet<string>[] {
  return [new Set<string>(), ...sites.map((site) => new Set([site]))];
}

function upToTwo(sites: readonly string[]): readonly ReadonlySet<string>[] {
  return [
    ...upToOne(sites),
    ...sites.flatMap((site, index) => sites.slice(index + 1).map((other) => new Set([site, other]))),
    new Set(sites),
  ];
}

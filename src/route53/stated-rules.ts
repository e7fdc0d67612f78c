import { distanceToRegion } from "../aws";
import { isValueList, isValueObject, type Value } from "../terraform";
import { PLACES, type Place } from "./client-places";
import { normalName } from "./dns-names";
import { siteOf } from "./failures";
import { reach } from "./reach";
import { rankOf } from "./routing-policies";
import type { Simulation } from "./simulate";
import type { RoutingRecord } from "./zone";

/** The intended routing of a name, stated independently of its records to reveal mistakes in them. */
export interface StatedRules {
  readonly name: string;
  /** For each serving region, the regions that may answer its users while it fails. */
  readonly failover: ReadonlyMap<string, readonly string[]>;
  /** The seconds until users must have left a failed region; undefined if not stated. */
  readonly withinSeconds: number | undefined;
}

/**
 * Reads rules from a stack's outputs, or from an object of the same keys: `url` (`https://api.example.com`),
 * `failover` (`{"eu-west-1": ["us-east-1"], "us-east-1": []}`) and, optionally, `failover_seconds`.
 *
 * @returns the key that is missing or has another meaning, in a sentence
 */
export function readRules(rules: ReadonlyMap<string, Value>): StatedRules | string {
  const url = rules.get("url");
  const regions = rules.get("failover");
  const seconds = Number(rules.get("failover_seconds") ?? Number.NaN);
  if (typeof url !== "string" || !URL.canParse(url)) {
    return '"url" is not a URL';
  }
  const failover = new Map<string, readonly string[]>();
  const entries = isValueObject(regions) ? Object.entries(regions) : [];
  for (const [region, others] of entries) {
    if (isRegionName(region) && isValueList(others) && others.every(isRegionName)) {
      failover.set(region, others);
    }
  }
  return failover.size === 0 || failover.size < entries.length
    ? '"failover" does not map each region to a list of regions'
    : {
        name: normalName(new URL(url).hostname),
        failover,
        withinSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
      };
}

function isRegionName(value: Value): value is string {
  return typeof value === "string" && /^[a-z]{2}(-[a-z]+)+-\d$/.test(value);
}

/** The regions that may answer for a place. */
export interface AllowedRegions {
  /** The region that must answer while it is healthy; undefined if no rule states one. */
  readonly home: (place: Place) => string | undefined;
  /** Starts with the home region. */
  readonly allowed: (place: Place) => readonly string[];
}

/** Derives the allowed regions from the rules: the nearest serving region, then its stand-ins by distance. */
export function statedRegions({ failover }: StatedRules): AllowedRegions {
  const allowed = new Map(
    PLACES.map((place) => {
      const byDistance = (a: string, b: string) => distanceToRegion(place, a) - distanceToRegion(place, b);
      const [home = ""] = [...failover.keys()].sort(byDistance);
      return [place, [home, ...[...(failover.get(home) ?? [])].sort(byDistance)]];
    }),
  );
  // The location of a network's clients is not known.
  const anywhere = [...failover.keys()];
  return { home: (place) => allowed.get(place)?.[0], allowed: (place) => allowed.get(place) ?? anywhere };
}

/** Without stated rules, every record that may serve a client may answer in place of one that fails. */
export function eligibleRegions({ reached, name, clients, types }: Simulation): AllowedRegions {
  const allowed = new Map(
    clients.map((client) => {
      const mayAnswer = ({ policy }: RoutingRecord) => rankOf(policy, client) !== undefined;
      const { endpoints } = reach(reached.zone, name, types, mayAnswer);
      return [client.place.name, [...new Set(endpoints.map(siteOf))]];
    }),
  );
  return { home: () => undefined, allowed: (place) => allowed.get(place.name) ?? [] };
}

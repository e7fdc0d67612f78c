import type { Intent } from "./intent";
import { PLACES, type Place } from "./places";
import { distanceToRegion } from "./regions";
import type { Simulation } from "./simulate";

/** Which sites may answer for a place. */
export interface AllowedSites {
  /** The one that must, while it is healthy; undefined if none must. */
  readonly home: (place: Place) => string | undefined;
  /** The home first. */
  readonly allowed: (place: Place) => readonly string[];
}

/** The nearest serving region is a place's home; the regions that stand in for it come by their distance. */
export function statedSites({ failover }: Intent): AllowedSites {
  const allowed = new Map(
    PLACES.map((place) => {
      const byDistance = (a: string, b: string) => distanceToRegion(place, a) - distanceToRegion(place, b);
      const home = [...failover.keys()].sort(byDistance).slice(0, 1);
      const standIns = home.flatMap((region) => failover.get(region) ?? []).sort(byDistance);
      return [place, [...home, ...standIns]];
    }),
  );
  return {
    home: (place) => allowed.get(place)?.[0],
    allowed: (place) => allowed.get(place) ?? [],
  };
}

/** Where nobody states the rules, they are taken from what the records do: what answers in any failure may. */
export function observedSites({ outcomes }: Simulation): AllowedSites {
  const homes = new Map<Place, ReadonlySet<string>>();
  const allowed = new Map<Place, ReadonlySet<string>>();
  for (const { failed, place, sites } of outcomes) {
    if (failed.size === 0) {
      homes.set(place, new Set([...(homes.get(place) ?? []), ...sites]));
    }
    allowed.set(place, new Set([...(allowed.get(place) ?? []), ...sites]));
  }
  return {
    // Weights give a place several homes, and so none that it must stay at.
    home: (place) => {
      const [home, ...others] = homes.get(place) ?? [];
      return others.length === 0 ? home : undefined;
    },
    allowed: (place) => [...(allowed.get(place) ?? [])],
  };
}

import { mayServe } from "./choose";
import type { Intent } from "./intent";
import { PLACES, type Place } from "./places";
import { reach } from "./reach";
import { distanceToRegion } from "./regions";
import type { Simulation } from "./simulate";
import { siteOf } from "./sites";
import type { Zone } from "./zone";

/** Which regions may answer for a place. */
export interface AllowedRegions {
  /** The region that must answer while it is healthy; undefined if none must. */
  readonly home: (place: Place) => string | undefined;
  /** The home first. */
  readonly allowed: (place: Place) => readonly string[];
}

/** The nearest serving region is a place's home; the regions that stand in for it come by their distance. */
export function statedRegions({ failover }: Intent): AllowedRegions {
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

/** Without stated rules, any record that may serve a client may answer in place of one that fails. */
export function eligibleRegions(zone: Zone, name: string, { clients, types }: Simulation): AllowedRegions {
  const allowed = new Map(
    clients.map((client) => [
      client.place.name,
      new Set(
        types.flatMap((type) =>
          reach(zone, name, type, ({ policy }) => mayServe(policy, client)).endpoints.map(siteOf),
        ),
      ),
    ]),
  );
  return { home: () => undefined, allowed: (place) => [...(allowed.get(place.name) ?? [])] };
}

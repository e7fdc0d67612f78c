import { PLACES, type Place } from "../route53";
import { demoPath } from "./demo-path";
import type { LocalRegions } from "./local-regions";
import { SteadyLoad } from "./steady-load";

/** The preferred cities to represent a region's users. */
const PREFERRED = ["New York", "Dublin", "Singapore", "Tokyo", "Sydney", "São Paulo", "Mumbai"];

/** A region and a city whose clients it serves. */
export interface Users {
  readonly place: Place;
  readonly region: string;
}

/** Returns one city per region whose users the region serves, that of a preferred city first. */
export function usersOf(regions: LocalRegions): Users[] {
  const places = [...PLACES].sort((a, b) => preference(a) - preference(b));
  return regions.regions
    .flatMap((region) => {
      const place = places.find((one) => regions.regionFor(one) === region);
      return place === undefined ? [] : [{ place, region }];
    })
    .sort((a, b) => preference(a.place) - preference(b.place));
}

/** Returns which region serves each city, as a sentence. */
export function introduction({ name }: LocalRegions, users: readonly Users[]): string {
  return `${name}: ${users.map(({ place, region }) => `${place.name} is served by ${region}`).join(", ")}.`;
}

function preference({ name }: Place): number {
  const index = PREFERRED.indexOf(name);
  return index < 0 ? PREFERRED.length : index;
}

/** Sends a request for a client of the region every few milliseconds. */
export function loadOf(regions: LocalRegions, { place }: Users, everyMs: number): SteadyLoad {
  return new SteadyLoad(regions.urlOf(demoPath(regions), place.name), everyMs);
}

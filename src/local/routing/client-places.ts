import { distanceToRegion, PLACES, type Place, placeNamed } from "../../route53";

/** The place of requests without a location. */
const DEFAULT_PLACE = "New York";

/**
 * A client's address depends on its place: the n-th place has 198.18.n.0/24, from a range that is reserved for tests
 * and not used on the internet.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2544#appendix-C.2.2
 */
export function subnetOf(place: Place): string {
  return `198.18.${PLACES.indexOf(place)}.0`;
}

export function placeOfAddress(address: string): Place | undefined {
  const [, index] = /^198\.18\.(\d+)\.\d+$/.exec(address) ?? [];
  return index === undefined ? undefined : PLACES[Number(index)];
}

export function defaultPlace(): Place {
  const place = placeNamed(DEFAULT_PLACE);
  if (place === undefined) {
    throw new Error(`there is no place ${DEFAULT_PLACE}`);
  }
  return place;
}

/** Returns the place that is nearest to a region, as the location of the region's functions. */
export function placeNear(region: string): Place {
  return PLACES.reduce((nearest, place) =>
    distanceToRegion(place, region) < distanceToRegion(nearest, region) ? place : nearest,
  );
}

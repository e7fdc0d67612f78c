import { distanceToRegion, PLACES, type Place, placeNamed } from "../../route53";

/** Who does not say where they are, is here. */
const DEFAULT_PLACE = "New York";

/**
 * Clients have an address by their place: the n-th place is 198.18.n.0/24, of the range that is set aside for
 * tests and is nobody's on the internet.
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

/** The place that is nearest to a region: where what runs in the region is. */
export function placeNear(region: string): Place {
  return PLACES.reduce((nearest, place) =>
    distanceToRegion(place, region) < distanceToRegion(nearest, region) ? place : nearest,
  );
}

export interface Coordinates {
  /** In degrees, positive to the north. */
  readonly latitude: number;
  /** In degrees, positive to the east. */
  readonly longitude: number;
}

/**
 * The nearest city of each AWS region: AWS publishes a region's location, not the coordinates of its buildings.
 *
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
export const REGION_LOCATIONS = [
  ["af-south-1", -33.93, 18.42],
  ["ap-east-1", 22.32, 114.17],
  ["ap-east-2", 25.03, 121.57],
  ["ap-northeast-1", 35.68, 139.77],
  ["ap-northeast-2", 37.57, 126.98],
  ["ap-northeast-3", 34.69, 135.5],
  ["ap-south-1", 19.08, 72.88],
  ["ap-south-2", 17.39, 78.49],
  ["ap-southeast-1", 1.35, 103.82],
  ["ap-southeast-2", -33.87, 151.21],
  ["ap-southeast-3", -6.21, 106.85],
  ["ap-southeast-4", -37.81, 144.96],
  ["ap-southeast-5", 3.14, 101.69],
  ["ap-southeast-6", -36.85, 174.76],
  ["ap-southeast-7", 13.76, 100.5],
  ["ca-central-1", 45.5, -73.57],
  ["ca-west-1", 51.05, -114.07],
  ["cn-north-1", 39.9, 116.4],
  ["cn-northwest-1", 37.51, 105.2],
  ["eu-central-1", 50.11, 8.68],
  ["eu-central-2", 47.37, 8.54],
  ["eu-north-1", 59.33, 18.07],
  ["eu-south-1", 45.46, 9.19],
  ["eu-south-2", 41.65, -0.89],
  ["eu-west-1", 53.35, -6.26],
  ["eu-west-2", 51.51, -0.13],
  ["eu-west-3", 48.86, 2.35],
  ["il-central-1", 32.09, 34.78],
  ["me-central-1", 24.45, 54.38],
  ["me-south-1", 26.07, 50.56],
  ["mx-central-1", 20.59, -100.39],
  ["sa-east-1", -23.55, -46.63],
  ["us-east-1", 38.95, -77.45],
  ["us-east-2", 39.96, -83.0],
  ["us-gov-east-1", 39.96, -83.0],
  ["us-gov-west-1", 45.84, -119.7],
  ["us-west-1", 37.35, -121.96],
  ["us-west-2", 45.84, -119.7],
] as const;

const REGIONS: ReadonlyMap<string, Coordinates> = new Map(
  REGION_LOCATIONS.map(([name, latitude, longitude]) => [name, { latitude, longitude }]),
);

/** Undefined for an unknown region. */
export function coordinatesOf(region: string): Coordinates | undefined {
  return REGIONS.get(region);
}

export function isRegion(name: string): boolean {
  return REGIONS.has(name);
}

const EARTH_RADIUS_KM = 6371;

/** Great-circle distance in kilometers, by the haversine formula. */
export function distanceKm(from: Coordinates, to: Coordinates): number {
  const a =
    haversine(to.latitude - from.latitude) +
    Math.cos(radians(from.latitude)) *
      Math.cos(radians(to.latitude)) *
      haversine(to.longitude - from.longitude);
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(a));
}

function haversine(degrees: number): number {
  return Math.sin(radians(degrees) / 2) ** 2;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/**
 * Returns the distance to a region in kilometers, infinity for an unknown region. It approximates latency, which AWS
 * measures and does not publish, and is wrong wherever cables are not straight.
 */
export function distanceToRegion(from: Coordinates, region: string): number {
  const known = distances.get(from) ?? new Map<string, number>();
  distances.set(from, known);
  const to = REGIONS.get(region);
  const km = known.get(region) ?? (to === undefined ? Number.POSITIVE_INFINITY : distanceKm(from, to));
  known.set(region, km);
  return km;
}

const distances = new WeakMap<Coordinates, Map<string, number>>();

/**
 * Returns whether measured latency may prefer another region to the nearest one, because a second region is less than
 * 60% or less than 500 km farther. From Tokyo, us-east-1 answers sooner than eu-west-1, which is nearer.
 */
export function isNearBorder(from: Coordinates, regions: Iterable<string>): boolean {
  const [nearest = 0, second = Number.POSITIVE_INFINITY] = [...new Set(regions)]
    .map((region) => distanceToRegion(from, region))
    .sort((a, b) => a - b);
  return second < Math.max(nearest * 1.6, nearest + 500);
}

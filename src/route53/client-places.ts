import type { Coordinates } from "../aws";

/** The location of a client's resolver, as Route 53 sees it. */
export interface Place extends Coordinates {
  readonly name: string;
  /** A code of Route 53's geolocation routing. */
  readonly continent: "AF" | "AN" | "AS" | "EU" | "NA" | "OC" | "SA";
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** A state of the United States, two letters. */
  readonly subdivision?: string | undefined;
}

/** Finds a place by its name: `São Paulo`, `sao-paulo` and `SAO PAULO` are the same. */
export function placeNamed(name: string): Place | undefined {
  return BY_NAME.get(plain(name));
}

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/[^A-Za-z]/g, "")
    .toLowerCase();
}

/** The places that requests are simulated from: cities of every inhabited continent, and a base in Antarctica. */
export const PLACES: readonly Place[] = (
  [
    ["Accra", "AF", "GH", 5.6, -0.19],
    ["Algiers", "AF", "DZ", 36.75, 3.06],
    ["Cairo", "AF", "EG", 30.04, 31.24],
    ["Cape Town", "AF", "ZA", -33.92, 18.42],
    ["Lagos", "AF", "NG", 6.52, 3.38],
    ["Nairobi", "AF", "KE", -1.29, 36.82],
    ["McMurdo", "AN", "AQ", -77.85, 166.67],
    ["Almaty", "AS", "KZ", 43.24, 76.89],
    ["Beijing", "AS", "CN", 39.9, 116.41],
    ["Dubai", "AS", "AE", 25.2, 55.27],
    ["Hong Kong", "AS", "HK", 22.32, 114.17],
    ["Jakarta", "AS", "ID", -6.21, 106.85],
    ["Manila", "AS", "PH", 14.6, 120.98],
    ["Mumbai", "AS", "IN", 19.08, 72.88],
    ["Seoul", "AS", "KR", 37.57, 126.98],
    ["Singapore", "AS", "SG", 1.35, 103.82],
    ["Tel Aviv", "AS", "IL", 32.09, 34.78],
    ["Tokyo", "AS", "JP", 35.68, 139.77],
    ["Athens", "EU", "GR", 37.98, 23.73],
    ["Dublin", "EU", "IE", 53.35, -6.26],
    ["Frankfurt", "EU", "DE", 50.11, 8.68],
    ["Kyiv", "EU", "UA", 50.45, 30.52],
    ["Lisbon", "EU", "PT", 38.72, -9.14],
    ["London", "EU", "GB", 51.51, -0.13],
    ["Madrid", "EU", "ES", 40.42, -3.7],
    ["Milan", "EU", "IT", 45.46, 9.19],
    ["Paris", "EU", "FR", 48.86, 2.35],
    ["Reykjavik", "EU", "IS", 64.15, -21.94],
    ["Stockholm", "EU", "SE", 59.33, 18.07],
    ["Warsaw", "EU", "PL", 52.23, 21.01],
    ["Anchorage", "NA", "US", 61.22, -149.9, "AK"],
    ["Chicago", "NA", "US", 41.88, -87.63, "IL"],
    ["Dallas", "NA", "US", 32.78, -96.8, "TX"],
    ["Mexico City", "NA", "MX", 19.43, -99.13],
    ["Miami", "NA", "US", 25.76, -80.19, "FL"],
    ["Montreal", "NA", "CA", 45.5, -73.57],
    ["New York", "NA", "US", 40.71, -74.01, "NY"],
    ["San Francisco", "NA", "US", 37.77, -122.42, "CA"],
    ["Seattle", "NA", "US", 47.61, -122.33, "WA"],
    ["Vancouver", "NA", "CA", 49.28, -123.12],
    ["Auckland", "OC", "NZ", -36.85, 174.76],
    ["Honolulu", "OC", "US", 21.31, -157.86, "HI"],
    ["Perth", "OC", "AU", -31.95, 115.86],
    ["Sydney", "OC", "AU", -33.87, 151.21],
    ["Bogotá", "SA", "CO", 4.71, -74.07],
    ["Buenos Aires", "SA", "AR", -34.6, -58.38],
    ["Lima", "SA", "PE", -12.05, -77.04],
    ["Santiago", "SA", "CL", -33.45, -70.67],
    ["São Paulo", "SA", "BR", -23.55, -46.63],
  ] as const
).map(([name, continent, country, latitude, longitude, subdivision]) => ({
  name,
  continent,
  country,
  latitude,
  longitude,
  subdivision,
}));

const BY_NAME: ReadonlyMap<string, Place> = new Map(PLACES.map((one) => [plain(one.name), one]));

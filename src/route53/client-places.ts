import type { Coordinates } from "../aws";

/** The continent codes of Route 53's geolocation routing. */
export type Continent = "AF" | "AN" | "AS" | "EU" | "NA" | "OC" | "SA";

/** The location of a client's resolver, as Route 53 sees it. */
export interface Place extends Coordinates {
  readonly name: string;
  readonly continent: Continent;
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
export const PLACES: readonly Place[] = [
  place("Accra", "AF", "GH", 5.6, -0.19),
  place("Algiers", "AF", "DZ", 36.75, 3.06),
  place("Cairo", "AF", "EG", 30.04, 31.24),
  place("Cape Town", "AF", "ZA", -33.92, 18.42),
  place("Lagos", "AF", "NG", 6.52, 3.38),
  place("Nairobi", "AF", "KE", -1.29, 36.82),
  place("McMurdo", "AN", "AQ", -77.85, 166.67),
  place("Almaty", "AS", "KZ", 43.24, 76.89),
  place("Beijing", "AS", "CN", 39.9, 116.41),
  place("Dubai", "AS", "AE", 25.2, 55.27),
  place("Hong Kong", "AS", "HK", 22.32, 114.17),
  place("Jakarta", "AS", "ID", -6.21, 106.85),
  place("Manila", "AS", "PH", 14.6, 120.98),
  place("Mumbai", "AS", "IN", 19.08, 72.88),
  place("Seoul", "AS", "KR", 37.57, 126.98),
  place("Singapore", "AS", "SG", 1.35, 103.82),
  place("Tel Aviv", "AS", "IL", 32.09, 34.78),
  place("Tokyo", "AS", "JP", 35.68, 139.77),
  place("Athens", "EU", "GR", 37.98, 23.73),
  place("Dublin", "EU", "IE", 53.35, -6.26),
  place("Frankfurt", "EU", "DE", 50.11, 8.68),
  place("Kyiv", "EU", "UA", 50.45, 30.52),
  place("Lisbon", "EU", "PT", 38.72, -9.14),
  place("London", "EU", "GB", 51.51, -0.13),
  place("Madrid", "EU", "ES", 40.42, -3.7),
  place("Milan", "EU", "IT", 45.46, 9.19),
  place("Paris", "EU", "FR", 48.86, 2.35),
  place("Reykjavik", "EU", "IS", 64.15, -21.94),
  place("Stockholm", "EU", "SE", 59.33, 18.07),
  place("Warsaw", "EU", "PL", 52.23, 21.01),
  place("Anchorage", "NA", "US", 61.22, -149.9, "AK"),
  place("Chicago", "NA", "US", 41.88, -87.63, "IL"),
  place("Dallas", "NA", "US", 32.78, -96.8, "TX"),
  place("Mexico City", "NA", "MX", 19.43, -99.13),
  place("Miami", "NA", "US", 25.76, -80.19, "FL"),
  place("Montreal", "NA", "CA", 45.5, -73.57),
  place("New York", "NA", "US", 40.71, -74.01, "NY"),
  place("San Francisco", "NA", "US", 37.77, -122.42, "CA"),
  place("Seattle", "NA", "US", 47.61, -122.33, "WA"),
  place("Vancouver", "NA", "CA", 49.28, -123.12),
  place("Auckland", "OC", "NZ", -36.85, 174.76),
  place("Honolulu", "OC", "US", 21.31, -157.86, "HI"),
  place("Perth", "OC", "AU", -31.95, 115.86),
  place("Sydney", "OC", "AU", -33.87, 151.21),
  place("Bogotá", "SA", "CO", 4.71, -74.07),
  place("Buenos Aires", "SA", "AR", -34.6, -58.38),
  place("Lima", "SA", "PE", -12.05, -77.04),
  place("Santiago", "SA", "CL", -33.45, -70.67),
  place("São Paulo", "SA", "BR", -23.55, -46.63),
];

const BY_NAME: ReadonlyMap<string, Place> = new Map(PLACES.map((one) => [plain(one.name), one]));

function place(
  name: string,
  continent: Continent,
  country: string,
  latitude: number,
  longitude: number,
  subdivision?: string,
): Place {
  return { name, continent, country, latitude, longitude, subdivision };
}

import { PLACES, type Place } from "../route53";
import { ofType, type Terraform } from "../terraform";
import type { LocalRegions } from "./local-regions";

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

/**
 * Returns the path and query of the clients' request: the service's, or the API's first public GET operation without
 * required parameters.
 */
export function demoPath({ service, stack }: Pick<LocalRegions, "service" | "stack">): string {
  const checked = healthCheckPaths(stack.terraform);
  const open = stack.restApis
    .flatMap(({ body }) => body.routes)
    .filter(
      ({ method, path, operation: { parameters, security } }) =>
        (method === "GET" || method === "ANY") &&
        !path.includes("{") &&
        security.length === 0 &&
        parameters.every(({ required }) => !required),
    )
    .map(({ path }) => path);
  return service.demo?.path ?? open.find((path) => !checked.includes(path)) ?? checked[0] ?? "/";
}

/** Returns the paths that health checks request. */
export function healthCheckPaths(terraform: Terraform): readonly string[] {
  return ofType(terraform, "aws_route53_health_check").flatMap(
    ({ attributes }) => attributes.knownText("resource_path") ?? [],
  );
}

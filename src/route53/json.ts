import { PLACES } from "./client-places";
import type { Routes } from "./routes";

/**
 * Returns every answer, proof, finding and figure, for programs.
 *
 * @param holds - whether every judged claim holds
 */
export function toJson(source: string, holds: boolean, { routes, found, unstated }: Routes): object {
  return {
    source,
    holds,
    rules: unstated ?? "stated",
    latency:
      "by great-circle distance: an approximation, because Route 53 does not publish its own measurements",
    places: PLACES,
    findings: [...found.values()].flat(),
    names: routes.map(({ proof: { rules, simulation, ...proof } }) => ({
      ...proof,
      failover: rules === undefined ? null : Object.fromEntries(rules.failover),
      regions: simulation.sites,
      types: simulation.types,
      failures: { count: simulation.failures.length, exhaustive: simulation.exhaustive },
      uncertain: [...simulation.uncertain].map((place) => place.name),
      answers: simulation.outcomes.map(({ failed, place, type, sites }) => ({
        failed: [...failed],
        place: place.name,
        type,
        regions: sites,
      })),
    })),
  };
}

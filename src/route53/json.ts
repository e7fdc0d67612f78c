import { PLACES } from "./places";
import type { RoutingProof } from "./prove";

/** For programs. */
export function toJson(source: string, proofs: readonly RoutingProof[]): object {
  return {
    source,
    holds: proofs.every((proof) => proof.proofs.every(({ verdict }) => verdict !== "broken")),
    latency:
      "by great-circle distance: an approximation, because Route 53 does not publish its own measurements",
    places: PLACES,
    names: proofs.map(({ name, zone, intent, simulation, proofs: claims, recoveries, findings }) => ({
      name,
      zone,
      failover: intent === undefined ? null : Object.fromEntries(intent.failover),
      regions: simulation.sites,
      types: simulation.types,
      failures: { count: simulation.failures.length, exhaustive: simulation.exhaustive },
      proofs: claims,
      recoveries,
      findings,
      answers: simulation.outcomes.map(({ failed, place, type, sites }) => ({
        failed: [...failed],
        place: place.name,
        type,
        regions: sites,
      })),
    })),
  };
}

import { PLACES } from "./client-places";
import type { Routes } from "./routes";

/** Returns every answer, proof, finding and figure, for programs. */
export function toJson(source: string, { routes, found, unstated }: Routes): object {
  const proofs = routes.map(({ proof }) => proof);
  const findings = [...found.values()].flat();
  return {
    source,
    holds:
      proofs.length > 0 &&
      findings.every(({ severity }) => severity !== "error") &&
      proofs.every((proof) =>
        proof.proofs.every(({ verdict }) => verdict === "holds" || verdict === "not judged"),
      ),
    rules: unstated ?? "stated",
    latency:
      "by great-circle distance: an approximation, because Route 53 does not publish its own measurements",
    places: PLACES,
    findings,
    names: proofs.map(({ rules, simulation, ...proof }) => ({
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

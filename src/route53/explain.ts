import { evaluator } from "./evaluate";
import { PLACES } from "./places";
import type { Route } from "./routes";
import { RoutesError } from "./routes";
import { RULES } from "./rules";
import { healthWithout, observersOf, siteOf } from "./sites";

/** Why a client is answered as it is: every rule that was followed, with the page that states it. */
export function explain({ zone, proof }: Route, placeName: string, failed: readonly string[]): string {
  const place = PLACES.find(({ name }) => name.toLowerCase() === placeName.toLowerCase());
  if (place === undefined) {
    throw new RoutesError(
      `--place: "${placeName}" is not one of the places (${PLACES.map(({ name }) => name).join(", ")})`,
    );
  }
  const { name, simulation } = proof;
  const unknown = failed.find((site) => !simulation.sites.includes(site));
  if (unknown !== undefined) {
    throw new RoutesError(
      `--failed: "${unknown}" is not one of the regions (${simulation.sites.join(", ")})`,
    );
  }
  const health = healthWithout(new Set(failed), observersOf(zone));
  const [type = "A"] = simulation.types;
  const answer = evaluator(zone, health)({ name, type }, { place });
  return [
    `${name} ${type}, asked from ${place.name}, ${failed.join(", ") || "nothing"} failed:` +
      ` ${answer.endpoints.map((one) => `${siteOf(one)} (${one.id})`).join(", ") || answer.outcome}`,
    ...answer.trace.flatMap(({ rule, subject, detail }) => [
      `  ${subject} ${detail}`,
      `      ${RULES[rule].says} ${RULES[rule].page}`,
    ]),
  ].join("\n");
}

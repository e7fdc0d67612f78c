import { evaluator } from "./evaluate";
import { PLACES, placeNamed } from "./places";
import { type Route, RoutesError } from "./routes";
import { RULES } from "./rules";
import { healthWithout, observersOf, siteOf } from "./sites";

/** Why a client is answered as it is: every rule that was followed, with the page that states it. */
export function explain({ zone, proof }: Route, placeName: string, failed: readonly string[]): string {
  const place = placeNamed(placeName);
  if (place === undefined) {
    throw new RoutesError(
      `--place: "${placeName}" is not one of the places (${PLACES.map(({ name }) => name).join(", ")})`,
    );
  }
  const { name, simulation } = proof;
  const known = new Set([...simulation.sites, ...simulation.regionOf.values()]);
  const unknown = failed.find((site) => !known.has(site));
  if (unknown !== undefined) {
    throw new RoutesError(`--failed: "${unknown}" is not one of the regions (${[...known].join(", ")})`);
  }
  const health = healthWithout(new Set(failed), observersOf(zone));
  const [type = "A"] = simulation.types;
  const answer = evaluator(zone, health)({ name, type }, { place });
  return [
    `${name} ${type}, asked from ${place.name}, ${failed.join(", ") || "nothing"} failed:` +
      ` ${answer.endpoints.map((one) => `${siteOf(one)} (${one.id})`).join(", ") || answer.outcome}`,
    ...(simulation.uncertain.has(place)
      ? [`  ${place.name} is near the border between two regions: measured latency may choose the other one.`]
      : []),
    ...answer.trace.flatMap(({ rule, subject, detail }) => [
      `  ${subject} ${detail}`,
      `      ${RULES[rule].says} ${RULES[rule].page}`,
    ]),
  ].join("\n");
}

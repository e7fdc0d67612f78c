import { RULES } from "../aws";
import { PLACES, placeNamed } from "./client-places";
import { evaluator, explained } from "./evaluate";
import { healthWithout, siteOf } from "./failures";
import type { Route } from "./routes";

/** Explains a client's answer: every rule that it follows, with the page that states it. */
export function explain({ zone, proof }: Route, placeName: string, failed: readonly string[]): string {
  const place = placeNamed(placeName);
  if (place === undefined) {
    const names = PLACES.map(({ name }) => name).join(", ");
    throw new Error(`--place: "${placeName}" is not one of the places (${names})`);
  }
  const { name, simulation } = proof;
  const known = new Set([...simulation.sites, ...simulation.regionOf.values()]);
  const unknown = failed.find((site) => !known.has(site));
  if (unknown !== undefined) {
    throw new Error(`--failed: "${unknown}" is not one of the regions (${[...known].join(", ")})`);
  }
  const evaluate = evaluator(zone, healthWithout(zone, new Set(failed)));
  const [type = "A"] = simulation.types;
  const { endpoints, outcome, trace } = explained(evaluate, { name, type }, { place });
  const answer = endpoints.map((one) => `${siteOf(one)} (${one.id})`).join(", ") || outcome;
  return [
    `${name} ${type}, requested from ${place.name}, ${failed.join(", ") || "nothing"} failed: ${answer}`,
    ...(simulation.uncertain.has(place)
      ? [`  ${place.name} is near the border between two regions: measured latency may choose the other one.`]
      : []),
    ...trace.flatMap(({ rule, subject, detail }) => [
      `  ${subject} ${detail}`,
      `      ${RULES[rule].join(" ")}`,
    ]),
  ].join("\n");
}

import type { Terraform } from "../terraform";
import { readIntent } from "./intent";
import { prove, type RoutingProof } from "./prove";
import { reach } from "./reach";
import { readZones } from "./read-zones";
import type { Zone } from "./zone";

/** What a document's routing can't be judged for. */
export class RoutesError extends Error {
  override readonly name = "RoutesError";
}

/** A name, in the zone that answers for it. */
export interface Route {
  readonly zone: Zone;
  readonly proof: RoutingProof;
}

/**
 * The names of a document that route: the one of its stated intent; else each that has a choice to make and that
 * no other record is an alias to.
 *
 * @param withinSeconds - how long users may be sent to a failed site; by default what the stack states
 */
export function routesOf(terraform: Terraform, withinSeconds?: number): readonly Route[] {
  const zones = readZones(terraform);
  const intent = readIntent(terraform);
  if (zones.length === 0) {
    throw new RoutesError("there is no aws_route53_zone and no aws_route53_record");
  }
  if (intent === undefined) {
    return zones.flatMap((zone) =>
      rootsOf(zone).map((name) => ({ zone, proof: prove(zone, name, undefined, withinSeconds) })),
    );
  }
  const zone = zones.find(({ records }) => records.has(intent.name));
  if (zone === undefined) {
    throw new RoutesError(`its output "url" names ${intent.name}, which has no record in its hosted zones`);
  }
  return [{ zone, proof: prove(zone, intent.name, intent, withinSeconds) }];
}

function rootsOf(zone: Zone): readonly string[] {
  const targets = new Set(
    [...zone.records.values()]
      .flat()
      .flatMap(({ target }) => (target.kind === "alias-to-record" ? [target.name] : [])),
  );
  return [...zone.records.keys()].filter((name) => !targets.has(name) && hasChoice(zone, name));
}

function hasChoice(zone: Zone, name: string): boolean {
  return ["A", "AAAA"].some((type) =>
    reach(zone, name, type).records.some(({ policy }) => policy.kind !== "simple"),
  );
}

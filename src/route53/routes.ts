import type { Terraform, Value } from "../terraform";
import type { Finding } from "./finding";
import { findings } from "./findings";
import { readIntent } from "./intent";
import { prove, type RoutingProof } from "./prove";
import { reach } from "./reach";
import { readZones } from "./read-zones";
import { ownerOf, rootNames, type Zone } from "./zone";

/** Why a document's routing can't be judged. */
export class RoutesError extends Error {
  override readonly name = "RoutesError";
}

/** A name, in the zone that answers for it. */
export interface Route {
  readonly zone: Zone;
  readonly proof: RoutingProof;
}

export interface RouteOptions {
  /** How long users may be sent to a failed site; by default what the rules state. */
  readonly withinSeconds?: number;
  /** `url`, `failover` and `failover_seconds`; by default the outputs of these names. */
  readonly rules?: ReadonlyMap<string, Value>;
}

export interface Routes {
  readonly routes: readonly Route[];
  /** Why the rules are not stated; undefined if they are. */
  readonly unstated: string | undefined;
  /** The modules that were not read, in a sentence; empty if none. */
  readonly unread: string;
  /** What is wrong in each zone. */
  readonly found: ReadonlyMap<string, readonly Finding[]>;
}

/**
 * Judges the names of a document that route: the one of the stated rules; else each that has a choice to make and
 * that no other record leads to.
 */
export function routesOf(terraform: Terraform, { withinSeconds, rules }: RouteOptions = {}): Routes {
  const zones = readZones(terraform);
  if (zones.length === 0) {
    throw new RoutesError(`there is no aws_route53_zone and no aws_route53_record${unread(terraform)}`);
  }
  const intent = readIntent(rules ?? terraform.outputs);
  const judged = (zone: Zone, name: string): Route => ({
    zone,
    proof: prove(
      zone,
      name,
      found.get(zone.id) ?? [],
      typeof intent === "string" ? undefined : intent,
      withinSeconds,
    ),
  });
  const found = new Map(zones.map((zone) => [zone.id, findings(zone)]));
  if (typeof intent === "string") {
    if (rules !== undefined) {
      throw new RoutesError(`--rules: ${intent}`);
    }
    const routes = zones.flatMap((zone) =>
      rootNames(zone)
        .filter((name) => hasChoice(zone, name))
        .map((name) => judged(zone, name)),
    );
    return { routes, unstated: intent, unread: unread(terraform), found };
  }
  const named = zones.filter((zone) => ownerOf(zone, intent.name) !== undefined);
  const zone = named.find(({ isPrivate }) => !isPrivate) ?? named[0];
  if (zone === undefined) {
    throw new RoutesError(`the rules' "url" names ${intent.name}, which has no record in the hosted zones`);
  }
  return {
    routes: [judged(zone, intent.name)],
    unstated: undefined,
    unread: unread(terraform),
    found,
  };
}

/** What a configuration leaves out: a document is never empty for what could not be read. */
function unread({ modules = [] }: Terraform): string {
  return modules.length === 0 ? "" : `; ${modules.join(", ")} can't be read here: use the plan`;
}

function hasChoice(zone: Zone, name: string): boolean {
  return ["A", "AAAA"].some((type) =>
    reach(zone, name, type).records.some(({ policy }) => policy.kind !== "simple"),
  );
}

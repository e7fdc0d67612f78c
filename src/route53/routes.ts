import type { Terraform, Value } from "../terraform";
import { prove, type RoutingProof } from "./claims";
import type { Finding } from "./finding";
import { healthCheckFindings } from "./health-check-findings";
import { reach } from "./reach";
import { readZones } from "./read-zones";
import { recordFindings } from "./record-findings";
import { setFindings } from "./set-findings";
import { readRules } from "./stated-rules";
import { hostFindings } from "./target-findings";
import { ownerOf, rootNames, type Zone, type ZoneName } from "./zone";

/** A name and the zone that answers for it. */
export interface Route {
  readonly zone: Zone;
  readonly proof: RoutingProof;
}

export interface RouteOptions {
  /** How long users may be sent to a failed site. @default - the rules' `failover_seconds` */
  readonly withinSeconds?: number | undefined;
  /** `url`, `failover` and `failover_seconds`. @default - the document's outputs of these names */
  readonly rules?: ReadonlyMap<string, Value> | undefined;
}

export interface Routes {
  readonly routes: readonly Route[];
  /** Why no rules are stated; undefined if they are. */
  readonly unstated: string | undefined;
  /** The modules that were not read, in a clause; empty if none. */
  readonly unread: string;
  /** The findings of each zone. */
  readonly found: ReadonlyMap<string, readonly Finding[]>;
}

/**
 * Judges the names of a document that route: the name of the stated rules, else each name that has a choice and that
 * no other record leads to.
 *
 * @throws Error if nothing can be judged
 */
export function routesOf(terraform: Terraform, { withinSeconds, rules }: RouteOptions = {}): Routes {
  const zones = readZones(terraform);
  const modules = terraform.modules ?? [];
  const unread = modules.length === 0 ? "" : `; ${modules.join(", ")} can't be read here: use the plan`;
  if (zones.length === 0) {
    throw new Error(`there is no aws_route53_zone and no aws_route53_record${unread}`);
  }
  const read = readRules(rules ?? terraform.outputs);
  const [stated, unstated] = typeof read === "string" ? [undefined, read] : [read, undefined];
  if (unstated !== undefined && rules !== undefined) {
    throw new Error(`--rules: ${unstated}`);
  }
  const found = new Map(zones.map((zone) => [zone.id, findings(zone)]));
  const routed = stated === undefined ? routedNames(zones) : [nameOfRules(zones, stated.name)];
  const routes = routed.map(({ zone, name }) => ({
    zone,
    proof: prove(zone, name, found.get(zone.id) ?? [], stated, withinSeconds),
  }));
  if (routes.length === 0 && [...found.values()].flat().length === 0) {
    throw new Error(`no name in its hosted zones has a choice to make: nothing routes here${unread}`);
  }
  return { routes, unstated, unread, found };
}

/** Returns every mistake in a zone, errors first. */
export function findings(zone: Zone): readonly Finding[] {
  const found = [
    ...zone.unread,
    ...setFindings(zone),
    ...recordFindings(zone),
    ...hostFindings(zone),
    ...healthCheckFindings(zone),
  ];
  return [
    ...found.filter(({ severity }) => severity === "error"),
    ...found.filter(({ severity }) => severity === "warning"),
  ];
}

function routedNames(zones: readonly Zone[]): readonly ZoneName[] {
  return zones.flatMap((zone) =>
    rootNames(zone)
      .filter((name) => reach(zone, name).records.some(({ policy }) => policy.kind !== "simple"))
      .map((name) => ({ zone, name })),
  );
}

function nameOfRules(zones: readonly Zone[], name: string): ZoneName {
  const owners = zones.filter((zone) => ownerOf(zone, name) !== undefined);
  const zone = owners.find(({ isPrivate }) => !isPrivate) ?? owners[0];
  if (zone === undefined) {
    throw new Error(`the rules' "url" names ${name}, which has no record in the hosted zones`);
  }
  return { zone, name };
}

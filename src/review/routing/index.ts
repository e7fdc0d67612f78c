import { type Finding, findings, readZones, type Zone } from "../../route53";
import type { Plan, Terraform } from "../../terraform";
import { compareNames, type NameReview, type ZonePair } from "./name-review";

export type { Failover, NameReview } from "./name-review";
export type { Answered, RoutingRow } from "./routing-rows";

/** How a plan changes the answers of Route 53. */
export interface RoutingReview {
  readonly names: readonly NameReview[];
  /** Names that were not compared: their records are unknown, too many, or have too many endpoints. */
  readonly untried: readonly string[];
  /** Defects of a zone that it did not have before the plan. */
  readonly wrong: readonly Finding[];
}

/** Compares the answers of the hosted zones in the prior state and in the planned values. */
export function reviewRouting(plan: Plan): RoutingReview {
  const before = byId(readZones(plan.before));
  const after = byId(readZones(remaining(plan)));
  const zones = [...new Set([...before.keys(), ...after.keys()])].map(
    (id): ZonePair => [before.get(id), after.get(id)],
  );
  return { ...compareNames(zones), wrong: zones.flatMap(newlyWrong) };
}

/** A plan with -target contains only its targets: other records stay and answer. */
function remaining({ before, after, changes }: Plan): Terraform {
  const gone = new Set(
    changes.flatMap(({ address, previousAddress, actions, deposed }) => [
      ...(actions.includes("delete") && deposed === undefined ? [address] : []),
      ...(previousAddress === undefined ? [] : [previousAddress]),
    ]),
  );
  const kept = [...before.resources].filter(([address]) => !gone.has(address));
  return { ...after, resources: new Map([...kept, ...after.resources]) };
}

function byId(zones: readonly Zone[]): ReadonlyMap<string, Zone> {
  return new Map(zones.map((zone) => [zone.id, zone]));
}

/** Larger zones are not searched for defects. */
const MOST_RECORDS = 2000;

function newlyWrong([before, after]: ZonePair): readonly Finding[] {
  if (after === undefined || [...after.records.values()].flat().length > MOST_RECORDS) {
    return [];
  }
  const known = new Set(before === undefined ? [] : findings(before).map(identity));
  return findings(after).filter((finding) => finding.severity === "error" && !known.has(identity(finding)));
}

function identity({ kind, addresses }: Finding): string {
  return JSON.stringify([kind, addresses]);
}

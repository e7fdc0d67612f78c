import { type Finding, findings, readZones, type Zone } from "../../route53";
import type { Plan, Terraform } from "../../terraform";
import { compareZones, type NameReview } from "./compare";

export type { Failover, NameReview } from "./compare";
export type { Answered, RoutingRow } from "./rows";

/** What a plan does to the answers of Route 53. */
export interface RoutingReview {
  readonly names: readonly NameReview[];
  /** Names that were not compared: their records can't be read yet, or they are too many, or too large. */
  readonly untried: readonly string[];
  /** What is wrong in a zone after the plan and was not before. */
  readonly wrong: readonly Finding[];
}

/** Asks the hosted zones of the prior state and of the planned values who is answered by whom. */
export function reviewRouting(plan: Plan): RoutingReview {
  const before = byId(readZones(plan.before));
  const after = byId(readZones(whatRemains(plan)));
  const pairs = [...new Set([...before.keys(), ...after.keys()])].map(
    (id): [Zone | undefined, Zone | undefined] => [before.get(id), after.get(id)],
  );
  const budget = { left: MOST_QUESTIONS };
  const names: NameReview[] = [];
  const untried: string[] = [];
  for (const [was, will] of pairs) {
    const compared = compareZones(was, will, budget);
    names.push(...compared.names);
    untried.push(...compared.untried);
  }
  return {
    names,
    untried,
    wrong: pairs.flatMap(([was, will]) => newlyWrong(was, will)),
  };
}

/** A plan with targets holds its targets alone: what it does not destroy stays, and answers. */
function whatRemains({ before, after, changes }: Plan): Terraform {
  const gone = new Set(
    changes.flatMap(({ address, previousAddress, actions, deposed }) => [
      ...(actions.includes("delete") && deposed === undefined ? [address] : []),
      ...(previousAddress === undefined ? [] : [previousAddress]),
    ]),
  );
  const kept = [...before.resources].filter(([address]) => !gone.has(address));
  return { ...after, resources: new Map([...kept, ...after.resources]) };
}

/** Asked in a quarter of a second. Three regions behind one name take 784 of them. */
const MOST_QUESTIONS = 50_000;

function byId(zones: readonly Zone[]): ReadonlyMap<string, Zone> {
  return new Map(zones.map((zone) => [zone.id, zone]));
}

/** Larger zones are not searched for mistakes. */
const MOST_RECORDS = 2000;

function newlyWrong(before: Zone | undefined, after: Zone | undefined): readonly Finding[] {
  if (after === undefined || [...after.records.values()].flat().length > MOST_RECORDS) {
    return [];
  }
  const known = new Set(before === undefined ? [] : findings(before).map(identity));
  return findings(after).filter((finding) => finding.severity === "error" && !known.has(identity(finding)));
}

function identity({ kind, addresses }: Finding): string {
  return JSON.stringify([kind, addresses]);
}

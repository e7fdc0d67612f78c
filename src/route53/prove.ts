import { type AllowedSites, observedSites, statedSites } from "./allowed-sites";
import type { Finding } from "./finding";
import { findings } from "./findings";
import type { Intent } from "./intent";
import { reach } from "./reach";
import { type Recovery, recoveries } from "./recovery";
import { type Outcome, type Simulation, simulate } from "./simulate";
import { observersOf, siteOf } from "./sites";
import type { Zone } from "./zone";

export type ProofId =
  | "answered"
  | "healthy"
  | "nearest"
  | "residency"
  | "steady"
  | "independent"
  | "recovery"
  | "sound";

/** A claim, and whether it holds in every case. */
export interface Proof {
  readonly id: ProofId;
  readonly claim: string;
  /** Not stated: the stack does not say what would be right. */
  readonly verdict: "holds" | "broken" | "not stated";
  /** Every case that breaks it, in a sentence. */
  readonly broken: readonly string[];
}

export interface RoutingProof {
  readonly zone: string;
  readonly name: string;
  readonly intent: Intent | undefined;
  readonly simulation: Simulation;
  readonly proofs: readonly Proof[];
  readonly recoveries: readonly Recovery[];
  readonly findings: readonly Finding[];
}

/**
 * Tries a name's routing against everything that may be said of it.
 *
 * @param withinSeconds - how long users may be sent to a failed site
 */
export function prove(
  zone: Zone,
  name: string,
  intent: Intent | undefined,
  withinSeconds = intent?.withinSeconds,
): RoutingProof {
  const simulation = simulate(zone, name, intent?.failover.keys());
  const recovery = recoveries(zone, name, simulation, observersOf(zone));
  const found = findings(zone);
  const rules = intent === undefined ? observedSites(simulation) : statedSites(intent);
  const errors = found.filter(({ severity }) => severity === "error");
  return {
    zone: zone.id,
    name,
    intent,
    simulation,
    recoveries: recovery,
    findings: found,
    proofs: [
      proof("answered", unanswered(simulation)),
      proof(
        "healthy",
        each(simulation, (outcome) => sentToFailed(outcome, rules)),
      ),
      proof("nearest", intent && each(simulation, (outcome) => notNearest(outcome, rules))),
      proof(
        "residency",
        intent && [
          ...branchesOutOfBounds(zone, intent),
          ...each(simulation, (outcome) => outOfBounds(outcome, rules)),
        ],
      ),
      proof(
        "steady",
        each(simulation, (outcome) => moved(outcome, rules)),
      ),
      proof(
        "independent",
        errors.filter(({ kind }) => kind === "check-depends-on-its-answer").map(({ message }) => message),
      ),
      proof("recovery", withinSeconds === undefined ? undefined : tooSlow(recovery, withinSeconds)),
      proof(
        "sound",
        errors.map(({ message }) => message),
      ),
    ],
  };
}

const CLAIMS: Readonly<Record<ProofId, string>> = {
  answered: "Every client is answered, over IPv4 and IPv6 by the same region, whatever fails.",
  healthy: "The answer is a healthy region whenever the rules allow one.",
  nearest: "It is the nearest of the healthy regions that the rules allow.",
  residency: "No client is ever sent to a region that its rules forbid, not even when all else fails.",
  steady: "The users of a healthy region never move because another region fails.",
  independent: "No health check depends on its own answer.",
  recovery: "Users have left a failed region within the time that the stack promises.",
  sound: "The zone has no errors.",
};

function proof(id: ProofId, broken: readonly string[] | undefined): Proof {
  const verdict = broken === undefined ? "not stated" : broken.length === 0 ? "holds" : "broken";
  return { id, claim: CLAIMS[id], verdict, broken: broken ?? [] };
}

function each({ outcomes }: Simulation, wrong: (outcome: Outcome) => string | undefined): readonly string[] {
  return outcomes.flatMap((outcome) => {
    const what = wrong(outcome);
    return what === undefined ? [] : [`${situation(outcome)}: ${what}`];
  });
}

function situation({ failed, place, type }: Outcome): string {
  return `${place.name}, ${type}, ${failed.size === 0 ? "nothing failed" : `${[...failed].join(", ")} failed`}`;
}

function unanswered({ outcomes, types }: Simulation): readonly string[] {
  const none = outcomes
    .filter(({ sites }) => sites.length === 0)
    .map((outcome) => `${situation(outcome)}: no answer`);
  const apart = outcomes.flatMap((outcome, index) => {
    // The outcomes of one place and failure stand together, one for each type.
    const first = outcomes[index - (index % types.length)];
    return first === undefined || same(first.sites, outcome.sites)
      ? []
      : [
          `${situation(outcome)}: ${outcome.sites.join(", ")}, but ${first.type} is ${first.sites.join(", ")}`,
        ];
  });
  return types.length === 0 ? ["the name has no A and no AAAA record"] : [...none, ...apart];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((site) => b.includes(site));
}

function healthyAllowed({ failed, place }: Outcome, { allowed }: AllowedSites): readonly string[] {
  return allowed(place).filter((site) => !failed.has(site));
}

function sentToFailed(outcome: Outcome, rules: AllowedSites): string | undefined {
  const healthy = healthyAllowed(outcome, rules);
  const failed = outcome.sites.filter((site) => outcome.failed.has(site));
  return healthy.length > 0 && failed.length > 0
    ? `is sent to ${failed.join(", ")}, which failed, instead of ${healthy.join(" or ")}`
    : undefined;
}

function notNearest(outcome: Outcome, rules: AllowedSites): string | undefined {
  const [right] = healthyAllowed(outcome, rules);
  return right === undefined || same(outcome.sites, [right])
    ? undefined
    : `is sent to ${outcome.sites.join(", ") || "nobody"}; the nearest healthy region allowed is ${right}`;
}

function outOfBounds({ place, sites }: Outcome, { allowed }: AllowedSites): string | undefined {
  const may = allowed(place);
  const forbidden = sites.filter((site) => !may.includes(site));
  return forbidden.length === 0
    ? undefined
    : `is sent to ${forbidden.join(", ")}; its rules allow ${may.join(", ")} only`;
}

/** Whoever asks, and whatever fails: the places that are tried are not every place there is. */
function branchesOutOfBounds(zone: Zone, { name, failover }: Intent): readonly string[] {
  return (zone.records.get(name) ?? []).flatMap(({ address, type, policy, target }) => {
    if (policy.kind !== "latency" || target.kind !== "alias-to-record") {
      return [];
    }
    const may = [policy.region, ...(failover.get(policy.region) ?? [])];
    const sites = new Set(reach(zone, target.name, type).endpoints.map(siteOf));
    const forbidden = [...sites].filter((site) => !may.includes(site));
    return forbidden.length === 0
      ? []
      : [`${address}: can lead to ${forbidden.join(", ")}; its rules allow ${may.join(", ")} only`];
  });
}

function moved({ failed, place, sites }: Outcome, { home }: AllowedSites): string | undefined {
  const own = home(place);
  return own === undefined || failed.has(own) || same(sites, [own])
    ? undefined
    : `is sent to ${sites.join(", ") || "nobody"}, though ${own} is healthy`;
}

function tooSlow(recovery: readonly Recovery[], withinSeconds: number): readonly string[] {
  return recovery.flatMap(({ site, detection, ttlSeconds }) => {
    if (detection.by === "load balancer") {
      return [`${site}: its load balancer decides when it failed, and the records do not say how soon`];
    }
    if (detection.by === "nothing" || detection.seconds + ttlSeconds <= withinSeconds) {
      return [];
    }
    const seconds = detection.seconds + ttlSeconds;
    return [
      `${site}: ${seconds} s (${detection.seconds} + ${ttlSeconds} of TTL) instead of ${withinSeconds} s`,
    ];
  });
}

import { type AllowedRegions, eligibleRegions, statedRegions } from "./allowed-sites";
import { evaluator } from "./evaluate";
import type { Finding } from "./finding";
import type { Intent } from "./intent";
import { reach, withChildren } from "./reach";
import { RecordHealth } from "./record-health";
import { type Recovery, recoveries } from "./recovery";
import { type Outcome, type Simulation, simulate, siteFailed } from "./simulate";
import { healthWithout, isFailed, observersOf, publicName, siteOf } from "./sites";
import { answering, type Endpoint, type Target, type Zone } from "./zone";

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
  /** Not judged: no rule says what would be right. Unknown: it depends on what the document does not tell. */
  readonly verdict: "holds" | "broken" | "not judged" | "unknown";
  /** Every case that breaks it, or what is not known, in a sentence. */
  readonly broken: readonly string[];
  /** The records at fault. */
  readonly causes?: readonly string[];
}

export interface RoutingProof {
  readonly zone: string;
  readonly name: string;
  readonly intent: Intent | undefined;
  readonly simulation: Simulation;
  readonly proofs: readonly Proof[];
  readonly recoveries: readonly Recovery[];
  /** What is wrong with the records and checks that the name's answer depends on. */
  readonly findings: readonly Finding[];
}

/**
 * Tries a name's routing against everything that may be said of it.
 *
 * @param found - what is wrong in the zone
 * @param withinSeconds - how long users may be sent to a failed site
 */
export function prove(
  zone: Zone,
  name: string,
  found: readonly Finding[],
  intent: Intent | undefined,
  withinSeconds = intent?.withinSeconds,
): RoutingProof {
  const simulation = simulate(zone, name, intent?.failover.keys());
  const recovery = recoveries(zone, name, simulation, observersOf(zone));
  const rules = intent === undefined ? eligibleRegions(zone, name, simulation) : statedRegions(intent);
  const related = relatedFindings(zone, name, found);
  const errors = related.filter(({ severity }) => severity === "error");
  const unknown = unknowns(zone, name);
  const wrong = (test: Test) => each(simulation, (outcome) => test(outcome, rules, simulation));
  return {
    zone: zone.id,
    name,
    intent,
    simulation,
    recoveries: recovery,
    findings: related,
    proofs: [
      proof("answered", [
        ...(intent !== undefined && zone.isPrivate
          ? [`${zone.id} is a private zone: no client outside of its VPCs is answered`]
          : []),
        ...unanswered(simulation),
      ]),
      simulation.sites.length < 2
        ? proof("healthy", undefined)
        : {
            ...proof("healthy", wrong(sentToFailed), unknown),
            causes: causes(zone, name, simulation, rules),
          },
      proof("nearest", intent && wrong(notNearest), unknown),
      proof("residency", intent && [...branchesOutOfBounds(zone, intent), ...wrong(outOfBounds)]),
      proof("steady", simulation.sites.length < 2 ? undefined : wrong(moved)),
      proof(
        "independent",
        errors.filter(({ kind }) => kind === "check-depends-on-its-answer").map(({ message }) => message),
      ),
      proof("recovery", withinSeconds === undefined ? undefined : tooSlow(recovery, withinSeconds), [
        ...unknown,
        ...recovery.flatMap(({ site, detection }) =>
          detection.by === "load balancer"
            ? [`${site}: its load balancer decides when it failed, which the records do not time`]
            : [],
        ),
      ]),
      proof(
        "sound",
        errors.map(({ message }) => message),
      ),
    ],
  };
}

const CLAIMS: Readonly<Record<ProofId, string>> = {
  answered: "Every client is answered, over IPv4 and IPv6 by the same region, whatever fails.",
  healthy: "No client is sent to what failed while something that may answer is healthy.",
  nearest: "The nearest healthy region that the rules allow answers; if none is healthy, the client's own.",
  residency: "No client is ever sent to a region that its rules forbid, not even when all else fails.",
  steady: "The users of a healthy region never move because another region fails.",
  independent: "No health check depends on its own answer.",
  recovery: "Users have left a failed region within the promised time.",
  sound: "The records and checks behind this name have no errors.",
};

/** @param unknown - what the claim assumes, if nothing breaks it */
function proof(id: ProofId, broken: readonly string[] | undefined, unknown: readonly string[] = []): Proof {
  const claim = CLAIMS[id];
  if (broken === undefined) {
    return { id, claim, verdict: "not judged", broken: [] };
  }
  return broken.length === 0 && unknown.length > 0
    ? { id, claim, verdict: "unknown", broken: unknown }
    : { id, claim, verdict: broken.length === 0 ? "holds" : "broken", broken };
}

/** What the health of a name's records depends on, and the document does not tell. */
function unknowns(zone: Zone, name: string): readonly string[] {
  const observers = observersOf(zone);
  const checks = new Set(["A", "AAAA"].flatMap((type) => [...reach(zone, name, type).checks]));
  return [...checks].flatMap((check) => observers.get(check)?.assumption ?? []);
}

/** The records that keep clients at what failed, and why. */
function causes(zone: Zone, name: string, simulation: Simulation, rules: AllowedRegions): readonly string[] {
  const wrong = simulation.outcomes.filter((outcome) => sentToFailed(outcome, rules, simulation));
  return [
    ...new Set(
      [...new Map(wrong.map((outcome) => [[...outcome.failed].join(), outcome])).values()].flatMap(
        (outcome) => {
          const { failed, type, place } = outcome;
          const client = simulation.clients.find((one) => one.place.name === place.name) ?? { place };
          const health = healthWithout(failed, observersOf(zone));
          const { path, trace } = evaluator(zone, health)({ name, type }, { ...client, draw: "every" });
          const records = new RecordHealth(zone, health);
          const stuck = path
            .filter((record) => answering(zone, record.name, record.type).length > 1)
            .filter(({ target }) => finalEndpoints(target).every((endpoint) => isFailed(failed, endpoint)))
            .map((record) => ({ record, ...records.of(record) }))
            .filter(({ healthy }) => healthy)
            .map(({ record, steps }) => `${record.address} is not left: ${steps.at(-1)?.detail}`);
          const together = trace
            .filter(({ rule }) => rule === "all-unhealthy" || rule === "failover-both-unhealthy")
            .map(({ subject, detail }) => `${subject}: ${detail}`);
          return stuck.length > 0 ? stuck.slice(-1) : together;
        },
      ),
    ),
  ];
}

function finalEndpoints(target: Target): readonly Endpoint[] {
  return target.kind === "values" ? target.endpoints : "endpoint" in target ? [target.endpoint] : [];
}

/** The findings about anything that a name's answer depends on. */
function relatedFindings(zone: Zone, name: string, found: readonly Finding[]): readonly Finding[] {
  const reached = ["A", "AAAA"].map((type) => reach(zone, name, type));
  const names = new Set([name, ...reached.flatMap(({ records }) => records.map((record) => record.name))]);
  const records = reached.flatMap((one) => one.records);
  const checks = records.flatMap(({ healthCheck }) =>
    healthCheck === undefined ? [] : withChildren(zone, healthCheck),
  );
  const asked = checks.flatMap((check) => {
    const probe = zone.checks.get(check)?.probe;
    const at =
      probe?.kind === "endpoint" && probe.host.name !== undefined && publicName(zone, probe.host.name);
    return at ? reach(at.zone, at.name, "A").records : [];
  });
  const addresses = new Set([...records, ...asked].map(({ address }) => address).concat(checks));
  const { resources } = zone.document.terraform;
  const mayConcern = (address: string) => {
    const unread = resources.get(address);
    const own =
      unread?.type === "aws_route53_record" ? zone.document.directory.recordName(unread) : undefined;
    return addresses.has(address) || names.has(own ?? "");
  };
  return found.filter((finding) =>
    finding.kind === "unreadable"
      ? finding.addresses.some(mayConcern)
      : finding.addresses.some((address) => addresses.has(address)),
  );
}

type Test = (outcome: Outcome, rules: AllowedRegions, simulation: Simulation) => string | undefined;

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

/** The regions that may answer and still can. */
function healthyAllowed({ failed, place }: Outcome, rules: AllowedRegions, simulation: Simulation): string[] {
  const sites = simulation.sites.filter((site) => !siteFailed(simulation, failed, site));
  const healthy = new Set(sites.map((site) => simulation.regionOf.get(site)));
  return rules.allowed(place).filter((region) => healthy.has(region));
}

function sentToFailed(outcome: Outcome, rules: AllowedRegions, simulation: Simulation): string | undefined {
  const healthy = healthyAllowed(outcome, rules, simulation);
  const failed = outcome.sites.filter((site) => siteFailed(simulation, outcome.failed, site));
  return healthy.length > 0 && failed.length > 0
    ? `is sent to ${failed.join(", ")}, which failed, instead of ${healthy.join(" or ")}`
    : undefined;
}

function notNearest(outcome: Outcome, rules: AllowedRegions, simulation: Simulation): string | undefined {
  const [healthy] = healthyAllowed(outcome, rules, simulation);
  const right = healthy ?? rules.home(outcome.place);
  const regions = regionsOf(outcome, simulation);
  const why =
    healthy === undefined ? "none allowed is healthy, and its own" : "the nearest healthy region allowed";
  return right === undefined || same(regions, [right])
    ? undefined
    : `is sent to ${regions.join(", ") || "nothing"}; ${why} is ${right}`;
}

function outOfBounds(
  outcome: Outcome,
  { allowed }: AllowedRegions,
  simulation: Simulation,
): string | undefined {
  const may = allowed(outcome.place);
  const forbidden = regionsOf(outcome, simulation).filter((region) => !may.includes(region));
  return forbidden.length === 0
    ? undefined
    : `is sent to ${forbidden.join(", ")}; its rules allow ${may.join(", ")} only`;
}

function regionsOf({ sites }: Outcome, { regionOf }: Simulation): readonly string[] {
  return [...new Set(sites.map((site) => regionOf.get(site) ?? site))];
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

/** While one of the sites that a client is usually sent to is healthy, only those answer. */
function moved(outcome: Outcome, rules: AllowedRegions, simulation: Simulation): string | undefined {
  const { failed, place, type, sites } = outcome;
  const stated = rules.home(place);
  const usual =
    stated === undefined
      ? (simulation.usual.get(place.name + type) ?? [])
      : simulation.sites.filter((site) => simulation.regionOf.get(site) === stated);
  const healthy = usual.filter((site) => !siteFailed(simulation, failed, site));
  const isWell =
    stated === undefined ? healthy.length > 0 : healthy.length === usual.length && usual.length > 0;
  return isWell && (sites.length === 0 || sites.some((site) => !usual.includes(site)))
    ? `is sent to ${sites.join(", ") || "nothing"}, though ${healthy.join(" and ")} is healthy`
    : undefined;
}

function tooSlow(recovery: readonly Recovery[], withinSeconds: number): readonly string[] {
  return recovery.flatMap(({ site, detection, ttlSeconds }) => {
    if (detection.by !== "health checks" || detection.seconds + ttlSeconds <= withinSeconds) {
      return [];
    }
    const seconds = detection.seconds + ttlSeconds;
    return [
      `${site}: ${seconds} s (${detection.seconds} + ${ttlSeconds} of TTL) instead of ${withinSeconds} s`,
    ];
  });
}

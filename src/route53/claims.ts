import type { EvacuationFigures } from "./evacuation";
import { evacuationCases } from "./evacuation-claims";
import { evaluator, explained } from "./evaluate";
import { healthWithout, isFailed, observersOf, siteOf } from "./failures";
import type { Finding } from "./finding";
import { ZoneHealth } from "./health";
import { nameChecked, reach, reachOfChecker, withChildren } from "./reach";
import { type Recovery, recoveries } from "./recovery";
import { type Outcome, regionsAt, type Simulation, simulate, siteFailed, situation } from "./simulate";
import { type AllowedRegions, eligibleRegions, type StatedRules, statedRegions } from "./stated-rules";
import { answering, type Zone } from "./zone";

const CLAIMS = {
  answered: "Every client is answered, over IPv4 and IPv6 by the same region, whatever fails.",
  healthy: "No client is sent to a failed site while another allowed site is healthy.",
  nearest: "The nearest healthy region that the rules allow answers; if none is healthy, the client's own.",
  residency: "No client is ever sent to a region that its rules forbid, not even when all else fails.",
  steady: "The users of a healthy region never move because another region fails.",
  independent: "No health check depends on its own answer.",
  recovery: "Users have left a failed region within the promised time.",
  evacuable: "Each region with stand-ins can be evacuated by a marker that does not depend on the region.",
  evacuated: "While one of its markers can be read, an evacuated region serves only users that no other can.",
  unforced: "No failure of any regions, buckets included, evacuates a healthy region.",
  evacuation: "Users have left an evacuated region within 100 s.",
  sound: "The records and checks behind this name have no errors.",
} as const;

export type ProofId = keyof typeof CLAIMS;

/** A claim, and whether it holds in every case. */
export interface Proof {
  readonly id: ProofId;
  readonly claim: string;
  /** Not judged: no rule states what is right. Unknown: the claim depends on something outside of the document. */
  readonly verdict: "holds" | "broken" | "not judged" | "unknown";
  /** Every case that breaks the claim, or what is unknown, in a sentence. */
  readonly broken: readonly string[];
  /** The records at fault. */
  readonly causes?: readonly string[];
}

export interface RoutingProof {
  readonly zone: string;
  readonly name: string;
  readonly rules: StatedRules | undefined;
  readonly simulation: Simulation;
  readonly proofs: readonly Proof[];
  readonly recoveries: readonly Recovery[];
  /** For each region that can be evacuated; none if no health check requests a marker. */
  readonly evacuations: readonly EvacuationFigures[];
  /** The errors and warnings of the records and checks that the name's answer depends on. */
  readonly findings: readonly Finding[];
}

/**
 * Judges every claim about a name's routing.
 *
 * @param found - the zone's findings
 * @param withinSeconds - how long users may be sent to a failed site
 */
export function prove(
  zone: Zone,
  name: string,
  found: readonly Finding[],
  rules: StatedRules | undefined,
  withinSeconds = rules?.withinSeconds,
): RoutingProof {
  const simulation = simulate(zone, name, rules?.failover.keys());
  const recovery = recoveries(simulation);
  const allowed = rules === undefined ? eligibleRegions(simulation) : statedRegions(rules);
  const related = relatedFindings(simulation, found);
  const errors = related.filter(({ severity }) => severity === "error");
  const observers = observersOf(zone);
  const unknown = [...simulation.reached.checks].flatMap((id) => observers.get(id)?.assumption ?? []);
  const untimed = recovery
    .filter(({ detection }) => detection.by === "load balancer")
    .map(({ site }) => `${site}: its load balancer detects the failure, which the records do not time`);
  const tests = testsOf(simulation, allowed);
  const cases = (test: Test) =>
    simulation.outcomes.flatMap((outcome, index) => {
      const wrong = test(outcome, index);
      return wrong ? [`${situation(outcome)}: ${wrong}`] : [];
    });
  const hasChoice = simulation.sites.length > 1;
  const moved = hasChoice ? cases(tests.moved) : undefined;
  const evacuation = evacuationCases(simulation, allowed, moved ?? []);
  const unreachable = [
    ...(rules && zone.isPrivate
      ? [`${zone.id} is a private zone: it answers no client outside of its VPCs`]
      : []),
    ...(simulation.types.length === 0 ? ["the name has no A and no AAAA record"] : []),
  ];
  // The cases that break each claim, and what the claim depends on outside of the document.
  const judged: readonly (readonly [ProofId, readonly string[] | undefined, (readonly string[])?])[] = [
    ["answered", [...unreachable, ...cases(tests.unanswered)]],
    ["healthy", hasChoice ? cases(tests.sentToFailed) : undefined, unknown],
    ["nearest", rules && cases(tests.notNearest), unknown],
    ["residency", rules && [...branchesOutOfBounds(zone, rules), ...cases(tests.outOfBounds)]],
    ["steady", moved],
    [
      "independent",
      errors.flatMap(({ kind, message }) => (kind === "check-depends-on-its-answer" ? message : [])),
    ],
    ["recovery", tooSlow(recovery, withinSeconds), [...unknown, ...untimed]],
    ...(evacuation?.broken ?? []).map(([id, broken]) => [id, rules && broken] as const),
    ["sound", errors.map(({ message }) => message)],
  ];
  return {
    zone: zone.id,
    name,
    rules,
    simulation,
    recoveries: recovery,
    evacuations: evacuation?.figures ?? [],
    findings: related,
    proofs: judged.map(([id, broken, depends = []]) => ({
      id,
      claim: CLAIMS[id],
      verdict: verdictOf(broken, depends),
      broken: broken?.length === 0 ? depends : (broken ?? []),
      ...(id === "healthy" && {
        causes: hasChoice ? causes(simulation, tests.sentToFailed) : [],
      }),
    })),
  };
}

function verdictOf(broken: readonly string[] | undefined, depends: readonly string[]): Proof["verdict"] {
  if (broken === undefined) {
    return "not judged";
  }
  return broken.length > 0 ? "broken" : depends.length > 0 ? "unknown" : "holds";
}

/** Returns the records that keep clients at a failed site, and why. */
function causes({ name, reached, clients, outcomes }: Simulation, test: Test): readonly string[] {
  const { zone } = reached;
  const onePerFailure = new Map(outcomes.filter(test).map((one) => [one.failed, one]));
  const found = [...onePerFailure.values()].flatMap(({ failed, type, place }) => {
    const client = clients.find((one) => one.place.name === place.name) ?? { place };
    const health = healthWithout(zone, failed);
    const zoneHealth = new ZoneHealth(zone, health);
    const { path, trace } = explained(evaluator(zone, health, "every"), { name, type }, client);
    const stuck = path.findLast(
      (record) =>
        answering(zone, record.name, record.type).length > 1 &&
        record.target.endpoints.every((endpoint) => isFailed(failed, endpoint)) &&
        zoneHealth.ofRecord(record),
    );
    return stuck === undefined
      ? trace
          .filter(({ rule }) => rule === "all-unhealthy")
          .map(({ subject, detail }) => `${subject}: ${detail}`)
      : [`${stuck.address} stays in use: ${zoneHealth.stepsOf(stuck).at(-1)?.detail}`];
  });
  return [...new Set(found)];
}

/** Returns the findings of everything that a name's answer depends on. */
function relatedFindings({ name, reached }: Simulation, found: readonly Finding[]): readonly Finding[] {
  const { zone, records } = reached;
  const { index } = zone;
  const names = new Set([name, ...records.map((record) => record.name)]);
  const checks = records.flatMap(({ healthCheck }) => withChildren(zone, healthCheck));
  const requested = checks.flatMap((check) => reachOfChecker(zone, nameChecked(zone, check))?.records ?? []);
  const addresses = new Set([...checks, ...[...records, ...requested].map(({ address }) => address)]);
  const isOfName = (address: string) => {
    const unread = index.resource(address);
    return unread?.type === "aws_route53_record" && names.has(index.recordName(unread) ?? "");
  };
  return found.filter((finding) =>
    finding.addresses.some(
      (address) => addresses.has(address) || (finding.kind === "unreadable" && isOfName(address)),
    ),
  );
}

/** Returns what is wrong with an outcome. */
type Test = (outcome: Outcome, index: number) => string | undefined;

function same(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((site) => b.includes(site)));
}

function testsOf(
  simulation: Simulation,
  { allowed, home }: AllowedRegions,
): Readonly<Record<"unanswered" | "sentToFailed" | "notNearest" | "outOfBounds" | "moved", Test>> {
  const { regionOf, sites: allSites, usual, outcomes, types } = simulation;
  const healthyRegions = new Map(
    simulation.failures.map((failed) => {
      const healthy = allSites.filter((site) => !siteFailed(simulation, failed, site));
      return [failed, new Set(regionsAt(simulation, healthy))];
    }),
  );
  const healthyAllowed = ({ failed, place }: Outcome) =>
    allowed(place).filter((region) => healthyRegions.get(failed)?.has(region));
  const sentTo = (sites: readonly string[]) => `is sent to ${sites.join(", ") || "nothing"}`;
  return {
    unanswered: ({ sites }, index) => {
      // The outcomes of one place and failure are adjacent, one per type.
      const first = outcomes[index - (index % types.length)];
      const isApart = first !== undefined && !same(first.sites, sites);
      const apart = isApart
        ? `${sites.join(", ")}, but ${first.type} is ${first.sites.join(", ")}`
        : undefined;
      return sites.length === 0 ? "no answer" : apart;
    },
    sentToFailed: (outcome) => {
      const failed = outcome.sites.filter((site) => siteFailed(simulation, outcome.failed, site));
      const healthy = failed.length === 0 ? [] : healthyAllowed(outcome);
      return healthy.length > 0
        ? `${sentTo(failed)}, which failed, instead of ${healthy.join(" or ")}`
        : undefined;
    },
    notNearest: (outcome) => {
      const [healthy] = healthyAllowed(outcome);
      const right = healthy ?? home(outcome.place);
      const regions = regionsAt(simulation, outcome.sites);
      const why = healthy
        ? "the nearest healthy region allowed"
        : "no allowed region is healthy, and its own";
      return right === undefined || same(regions, [right])
        ? undefined
        : `${sentTo(regions)}; ${why} is ${right}`;
    },
    outOfBounds: ({ place, sites }) => {
      const may = allowed(place);
      const forbidden = regionsAt(simulation, sites).filter((region) => !may.includes(region));
      return forbidden.length > 0
        ? `${sentTo(forbidden)}; its rules allow ${may.join(", ")} only`
        : undefined;
    },
    // While one of a client's usual sites is healthy, only the usual sites may answer.
    moved: ({ failed, place, type, sites }) => {
      const stated = home(place);
      const own =
        stated === undefined
          ? (usual.get(place.name + type) ?? [])
          : allSites.filter((site) => regionOf.get(site) === stated);
      if (sites.length > 0 && sites.every((site) => own.includes(site))) {
        return undefined;
      }
      const healthy = own.filter((site) => !siteFailed(simulation, failed, site));
      const mustStay = healthy.length > 0 && (stated === undefined || healthy.length === own.length);
      return mustStay ? `${sentTo(sites)}, though ${healthy.join(" and ")} is healthy` : undefined;
    },
  };
}

/** Follows the records of each region, for clients and failures that are not simulated. */
function branchesOutOfBounds(zone: Zone, { name, failover }: StatedRules): readonly string[] {
  return (zone.records.get(name) ?? []).flatMap(({ address, type, policy, target }) => {
    if (policy.kind !== "latency" || target.name === undefined) {
      return [];
    }
    const may = [policy.region, ...(failover.get(policy.region) ?? [])];
    const sites = new Set(reach(zone, target.name, type).endpoints.map(siteOf));
    const forbidden = [...sites].filter((site) => !may.includes(site));
    return forbidden.length > 0
      ? [`${address}: can lead to ${forbidden.join(", ")}; its rules allow ${may.join(", ")} only`]
      : [];
  });
}

/** Not judged if nothing states the seconds. */
function tooSlow(recovery: readonly Recovery[], most: number | undefined): readonly string[] | undefined {
  return most === undefined
    ? undefined
    : recovery.flatMap(({ site, detection, ttlSeconds: ttl }) => {
        const detected = detection.by === "health checks" ? detection.seconds : 0;
        return detected > 0 && detected + ttl > most
          ? [`${site}: ${detected + ttl} s (${detected} + ${ttl} of TTL) instead of ${most} s`]
          : [];
      });
}

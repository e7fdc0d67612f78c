import type { Metric, MetricSource, Sample, Series } from "../../src/alarms";
import { readExpression } from "../../src/local/stack/schedules";

/** How one region does in one minute. */
export interface Condition {
  /** Nothing in the region answers or runs. */
  readonly dark: boolean;
  /** The share of users' requests that are answered with a server error. */
  readonly errors: number;
  /** The share of the health checkers' requests that are answered with a server error. */
  readonly statusErrors: number;
  /** The share of answers over 500 ms. */
  readonly slow: number;
  readonly ingest: "works" | "providers fail" | "providers are stale" | "fails";
  /** Milliseconds until a write arrives in the region. */
  readonly replication: number;
  /** The gateway refuses the canary: a web ACL blocks it, or its key is not valid. */
  readonly refusesCanary: boolean;
  readonly canaryRuns: boolean;
  /** Lambda and DynamoDB refuse requests. */
  readonly throttled: boolean;
  /** Days until the certificate ends. */
  readonly certificateDays: number;
  readonly ratesHeldBack: number;
  /** The region does not exist yet. */
  readonly absent: boolean;
  /** A person has moved the region's users away. */
  readonly evacuated: boolean;
}

const HEALTHY: Condition = {
  dark: false,
  errors: 0,
  statusErrors: 0,
  slow: 0,
  ingest: "works",
  replication: 800,
  refusesCanary: false,
  canaryRuns: true,
  throttled: false,
  certificateDays: 200,
  ratesHeldBack: 0,
  absent: false,
  evacuated: false,
};

export type Conditions = (region: string, minute: number) => Partial<Condition>;

export interface WorldProps {
  readonly regions: readonly string[];
  readonly conditions: Conditions;
  readonly ratesSchedule: string;
  readonly canarySchedule: string;
  readonly providers: number;
}

/** Requests per minute: three regions of health checkers, and users where Route 53 sends them. */
const CHECKS = 20;
const USERS = 100;

/** A Monday, 00:00 UTC. */
const EPOCH = Date.UTC(2026, 5, 1);

/** Publishes the metrics that AWS and the functions would publish under these conditions. */
export function world(props: WorldProps): MetricSource {
  const known = new Map<string, Map<number, Condition>>();
  const at = (region: string, minute: number): Condition => {
    const minutes = known.get(region) ?? new Map<number, Condition>();
    known.set(region, minutes);
    const condition = minutes.get(minute) ?? { ...HEALTHY, ...props.conditions(region, minute) };
    minutes.set(minute, condition);
    return condition;
  };
  const checkFails = (region: string, minute: number) => {
    const { dark, statusErrors } = at(region, minute);
    return dark || statusErrors > 0.82;
  };
  // Three checks, 30 seconds apart.
  const unhealthy = (region: string, minute: number) =>
    checkFails(region, minute - 1) && checkFails(region, minute - 2);
  // A marker is seen, and the answers expire, within two minutes.
  const evacuated = (region: string, minute: number) => at(region, minute - 2).evacuated;
  const isLeft = (region: string, minute: number) => unhealthy(region, minute) || evacuated(region, minute);
  const ingestRuns = runs(props.ratesSchedule);
  const canaryRuns = runs(props.canarySchedule);

  const requests = (region: string, minute: number) => {
    const { dark, errors, statusErrors, absent } = at(region, minute);
    const users = isLeft(region, minute) ? 0 : USERS;
    if (dark || absent) {
      return { total: 0, failed: 0 };
    }
    return { total: CHECKS + users, failed: Math.round(CHECKS * statusErrors + users * errors) };
  };
  const split = (total: number, ones: number): readonly Sample[] =>
    [
      { value: 1, count: ones },
      { value: 0, count: total - ones },
    ].filter(({ count }) => count > 0);
  const one = (value: number): readonly Sample[] => [{ value, count: 1 }];

  const ingest = (region: string, minute: number, name: string): readonly Sample[] => {
    const { dark, absent, ingest: outcome, ratesHeldBack } = at(region, minute);
    if (dark || absent || outcome === "fails" || !ingestRuns(minute)) {
      return [];
    }
    const providersFail = outcome !== "works";
    switch (name) {
      case "ProviderFailures":
        return one(providersFail ? props.providers : 0);
      case "RatesStale":
        return one(outcome === "providers are stale" ? 1 : 0);
      case "SnapshotsStored":
        return outcome === "providers fail" ? [] : one(1);
      case "RatesHeldBack":
        return one(ratesHeldBack);
      default:
        throw new Error(`ingest publishes no metric ${name}`);
    }
  };

  const canary = (region: string, minute: number, name: string, target: string): readonly Sample[] => {
    const own = at(region, minute);
    if (own.dark || own.absent || !own.canaryRuns || !canaryRuns(minute)) {
      return [];
    }
    const asked = target === "shared" ? (isLeft(region, minute) ? undefined : region) : target;
    const { dark, errors, refusesCanary } = asked === undefined ? HEALTHY : at(asked, minute);
    if (name === "CanaryLatency") {
      return dark ? [] : one(120);
    }
    const fails = dark || refusesCanary || Math.abs(minute * 0.618) % 1 < errors;
    return one(fails ? 0 : 1);
  };

  const samplesOf = ({ region, namespace, name, dimensions }: Metric): Series["samplesIn"] => {
    switch (`${namespace} ${name}`) {
      case "AWS/ApiGateway Count":
        return (minute) => split(requests(region, minute).total, requests(region, minute).total);
      case "AWS/ApiGateway 5XXError":
        return (minute) => split(requests(region, minute).total, requests(region, minute).failed);
      case "AWS/ApiGateway Latency":
        return (minute) => {
          const { total } = requests(region, minute);
          return split(total, Math.round(total * at(region, minute).slow)).map(({ value, count }) => ({
            value: value === 1 ? 900 : 40,
            count,
          }));
        };
      case "AWS/Route53 HealthCheckStatus": {
        const checked = /routing_([a-z0-9-]+)\.id/.exec(dimensions["HealthCheckId"] ?? "")?.[1] ?? "";
        // Route 53 publishes the metric of a new check after some minutes.
        return (minute) =>
          at(checked, minute - 5).absent || region !== "us-east-1"
            ? []
            : one(unhealthy(checked, minute) ? 0 : 1);
      }
      case "AWS/Route53 ChildHealthCheckHealthyCount": {
        const of = /routing_([a-z0-9-]+)_evacuation\.id/.exec(dimensions["HealthCheckId"] ?? "")?.[1] ?? "";
        // Of the region's own check and one per marker, as many as another region's bucket can be read.
        return (minute) => {
          const others = props.regions.filter((other) => other !== of).slice(0, 2);
          const seen = others.filter((other) => evacuated(of, minute) && !at(other, minute).dark);
          const healthy = others.length - seen.length + (unhealthy(of, minute) ? 0 : 1);
          return at(of, minute - 5).absent || region !== "us-east-1" ? [] : one(healthy);
        };
      }
      case "AWS/Lambda Throttles":
        return (minute) => (at(region, minute).dark ? [] : one(at(region, minute).throttled ? 30 : 0));
      case "AWS/DynamoDB ReadThrottleEvents":
      case "AWS/DynamoDB WriteThrottleEvents":
        return (minute) => (at(region, minute).throttled ? one(12) : []);
      case "AWS/DynamoDB ReplicationLatency":
        return (minute) =>
          minute % 5 === 0 && !at(region, minute).dark
            ? one(at(dimensions["ReceivingRegion"] ?? "", minute).replication)
            : [];
      case "AWS/CertificateManager DaysToExpiry":
        return (minute) => (minute % 720 === 0 ? one(at(region, minute).certificateDays) : []);
      default:
        break;
    }
    if (namespace.endsWith("/HealthCheckErrors")) {
      return (minute) => {
        const { dark, absent, statusErrors } = at(region, minute);
        return dark || absent ? [] : split(CHECKS, Math.round(CHECKS * statusErrors));
      };
    }
    switch (dimensions["FunctionName"]?.split("-").at(-1)) {
      case "ingest":
        return (minute) => ingest(region, minute, name);
      case "canary":
        return (minute) => canary(region, minute, name, dimensions["target"] ?? "");
      default:
        throw new Error(`nothing publishes ${region} ${namespace} ${name} ${JSON.stringify(dimensions)}`);
    }
  };
  // Log-based metrics arrive a little later.
  return (metric) => ({
    samplesIn: samplesOf(metric),
    delayMinutes: metric.namespace.startsWith("AWS/") ? 1 : 2,
  });
}

/** The minutes in which a schedule runs. */
function runs(expression: string): (minute: number) => boolean {
  const schedule = readExpression(expression, "UTC", expression);
  if (schedule.kind === "rate") {
    const every = schedule.seconds / 60;
    return (minute) => (((minute - 7) % every) + every) % every === 0;
  }
  const due = new Set<number>();
  const [from, to] = [EPOCH - 15 * 86_400_000, EPOCH + 15 * 86_400_000];
  for (let next = schedule.cron.nextRun(new Date(from)); next !== null && next.getTime() < to; ) {
    due.add((next.getTime() - EPOCH) / 60_000);
    next = schedule.cron.nextRun(next);
  }
  return (minute) => due.has(minute);
}

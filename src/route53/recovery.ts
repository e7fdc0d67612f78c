import { RESOURCE_TTL_SECONDS } from "./evaluate";
import type { Probe } from "./health-check";
import { reach } from "./reach";
import type { Simulation } from "./simulate";
import { isFailed, type Observers } from "./sites";
import { answering, type Endpoint, type RoutingRecord, type Zone } from "./zone";

/**
 * How long users may still be sent to a site after it failed, by the figures of its own checks and records.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 */
export interface Recovery {
  readonly site: string;
  readonly detection: Detection;
  /** How long resolvers keep the old answer. */
  readonly ttlSeconds: number;
}

export type Detection =
  | {
      readonly by: "health checks";
      /** Until the slowest check of the site says unhealthy: interval × threshold, or period × periods of an alarm. */
      readonly seconds: number;
      /**
       * What more it takes if the site accepts requests and never answers: the interval starts when a request
       * ends, so each of the failing ones adds its time-out.
       */
      readonly hangingSeconds: number;
    }
  /** Its own checks of its targets decide, which Route 53's records do not state. */
  | { readonly by: "load balancer" }
  /** The document does not tell what decides. */
  | { readonly by: "unknown"; readonly why: string }
  /** It answers only while others fail. */
  | { readonly by: "standby" }
  /** No other site ever answers for its users. */
  | { readonly by: "nothing" };

export function recoveries(
  zone: Zone,
  name: string,
  simulation: Simulation,
  observers: Observers,
): readonly Recovery[] {
  const reached = ["A", "AAAA"].map((type) => reach(zone, name, type));
  const observing = reached.flatMap(({ checks, endpoints }) => [...checks, ...endpoints.map(({ id }) => id)]);
  const records = reached.flatMap((one) => one.records);
  const left = sitesLeft(simulation);
  const homes = new Set([...simulation.usual.values()].flat());
  return simulation.sites.map((site) => {
    const of = (endpoint: Endpoint) => isFailed(new Set([site]), endpoint);
    const seeing = observing.filter((observer) => observers.get(observer)?.endpoints.some(of));
    const decided: Detection = left.has(site) ? detection(zone, seeing, observers) : { by: "nothing" };
    return {
      site,
      detection: homes.has(site) ? decided : { by: "standby" },
      ttlSeconds: Math.max(
        0,
        ...records.map((record) => ttlOf(record, of, answering(zone, record.name, record.type).length > 1)),
      ),
    };
  });
}

/** The sites whose users are sent elsewhere when that site alone fails. */
function sitesLeft({ outcomes, usual }: Simulation): ReadonlySet<string> {
  return new Set(
    outcomes.flatMap(({ failed, place, type, sites }) => {
      const [site, ...others] = failed;
      const gone =
        site !== undefined &&
        others.length === 0 &&
        usual.get(place.name + type)?.includes(site) &&
        !sites.includes(site);
      return gone ? [site] : [];
    }),
  );
}

function detection(zone: Zone, seeing: readonly string[], observers: Observers): Detection {
  const assumption = seeing.map((observer) => observers.get(observer)?.assumption).find(Boolean);
  const timings = seeing.flatMap((observer) => timingOf(zone.checks.get(observer)?.probe));
  if (assumption !== undefined) {
    return { by: "unknown", why: assumption };
  }
  return timings.length === 0
    ? { by: "load balancer" }
    : {
        by: "health checks",
        seconds: Math.max(...timings.map(({ seconds }) => seconds)),
        hangingSeconds: Math.max(...timings.map(({ hangingSeconds }) => hangingSeconds)),
      };
}

/** A CNAME that is the only one of its name stays the same, and delays nothing. */
function ttlOf(
  { type, target }: RoutingRecord,
  of: (endpoint: Endpoint) => boolean,
  isContested: boolean,
): number {
  if (target.kind === "values") {
    return target.endpoints.some(of) || (type === "CNAME" && isContested) ? target.ttlSeconds : 0;
  }
  return target.kind === "alias-to-resource" && of(target.endpoint) ? RESOURCE_TTL_SECONDS : 0;
}

/**
 * 4 s to connect and 2 s to answer over HTTP, 2 s more to read a body that is searched; 10 s to connect over TCP.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
function timingOf(probe: Probe | undefined): readonly { seconds: number; hangingSeconds: number }[] {
  if (probe?.kind === "alarm" && probe.secondsToAlarm !== undefined) {
    return [{ seconds: probe.secondsToAlarm, hangingSeconds: 0 }];
  }
  if (probe?.kind !== "endpoint") {
    return [];
  }
  const { protocol, matchesString, intervalSeconds, failureThreshold } = probe;
  const timeout = protocol === "TCP" ? 10 : matchesString ? 8 : 6;
  return [{ seconds: intervalSeconds * failureThreshold, hangingSeconds: timeout * failureThreshold }];
}

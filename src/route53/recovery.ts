import { RESOURCE_TTL_SECONDS } from "./evaluate";
import { isFailed, type Observers } from "./failures";
import type { Probe } from "./health";
import { reach } from "./reach";
import type { Simulation } from "./simulate";
import { answering, type Endpoint, type RoutingRecord, type Zone } from "./zone";

/**
 * How long users may still be sent to a site after it failed, by the figures of its health checks and records.
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
      /** Until the site's slowest check is unhealthy: interval × threshold, or an alarm's period × periods. */
      readonly seconds: number;
      /**
       * The additional time for a site that accepts requests and never answers. The interval starts when a request
       * ends, so each failing request adds its timeout.
       */
      readonly hangingSeconds: number;
    }
  /** The load balancer's own health checks decide. Route 53's records do not contain them. */
  | { readonly by: "load balancer" }
  /** The document does not contain what decides. */
  | { readonly by: "unknown"; readonly why: string }
  /** The site answers only while others fail. */
  | { readonly by: "standby" }
  /** No other site ever answers for its users. */
  | { readonly by: "nothing" };

export function recoveries(
  zone: Zone,
  name: string,
  simulation: Simulation,
  observers: Observers,
): readonly Recovery[] {
  const { records, endpoints, checks } = reach(zone, name);
  const observing = [...checks, ...endpoints.map(({ id }) => id)];
  const left = sitesLeft(simulation);
  const homes = new Set([...simulation.usual.values()].flat());
  return simulation.sites.map((site) => {
    const of = (endpoint: Endpoint) => isFailed(new Set([site]), endpoint);
    const ownObservers = observing.filter((id) => observers.get(id)?.endpoints.some(of));
    const decided: Detection = left.has(site) ? detection(zone, ownObservers, observers) : { by: "nothing" };
    const ttls = records.map((record) =>
      ttlOf(record, of, answering(zone, record.name, record.type).length > 1),
    );
    return {
      site,
      detection: homes.has(site) ? decided : { by: "standby" },
      ttlSeconds: Math.max(0, ...ttls),
    };
  });
}

/** Returns the sites whose users are sent elsewhere when that site alone fails. */
function sitesLeft({ outcomes, usual }: Simulation): ReadonlySet<string> {
  return new Set(
    outcomes.flatMap(({ failed, place, type, sites }) => {
      const [site] = failed.size === 1 ? failed : [];
      const isLeft =
        site !== undefined && usual.get(place.name + type)?.includes(site) && !sites.includes(site);
      return isLeft ? [site] : [];
    }),
  );
}

function detection(zone: Zone, ids: readonly string[], observers: Observers): Detection {
  const why = ids.map((id) => observers.get(id)?.assumption).find(Boolean);
  const timings = ids.flatMap((id) => timingOf(zone.checks.get(id)?.probe) ?? []);
  if (why !== undefined) {
    return { by: "unknown", why };
  }
  return timings.length === 0
    ? { by: "load balancer" }
    : {
        by: "health checks",
        seconds: Math.max(...timings.map(({ seconds }) => seconds)),
        hangingSeconds: Math.max(...timings.map(({ hangingSeconds }) => hangingSeconds)),
      };
}

/** A CNAME that is the only record of its name stays the same, and delays nothing. */
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
 * Times a probe: HTTP allows 4 s to connect and 2 s to answer, a string match 2 s more to read the body, TCP 10 s to
 * connect.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
function timingOf(probe: Probe | undefined): { seconds: number; hangingSeconds: number } | undefined {
  if (probe?.kind === "alarm" && probe.secondsToAlarm !== undefined) {
    return { seconds: probe.secondsToAlarm, hangingSeconds: 0 };
  }
  if (probe?.kind !== "endpoint") {
    return undefined;
  }
  const { protocol, matchesString, intervalSeconds, failureThreshold } = probe;
  const timeout = protocol === "TCP" ? 10 : matchesString ? 8 : 6;
  return { seconds: intervalSeconds * failureThreshold, hangingSeconds: timeout * failureThreshold };
}

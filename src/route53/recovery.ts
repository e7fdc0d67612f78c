import { isFailed, type Observers, observersOf } from "./failures";
import type { Probe } from "./health";
import type { Simulation } from "./simulate";
import { answering, type Endpoint, type RoutingRecord, type Zone } from "./zone";

/**
 * How long users may still be sent to a site after it failed, according to its health checks and records.
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

interface Timing {
  /** Until the site's slowest check is unhealthy: interval × threshold, or an alarm's period × periods. */
  readonly seconds: number;
  /**
   * The additional time for a site that accepts requests and never answers. The interval starts when a request ends, so
   * each failing request adds its timeout.
   */
  readonly hangingSeconds: number;
}

export type Detection =
  | ({ readonly by: "health checks" } & Timing)
  /** The load balancer's own health checks decide. Route 53's records do not contain them. */
  | { readonly by: "load balancer" }
  /** Something outside of the document decides. */
  | { readonly by: "unknown"; readonly why: string }
  /** The site answers only while others fail. */
  | { readonly by: "standby" }
  /** No other site ever answers for its users. */
  | { readonly by: "nothing" };

export function recoveries(simulation: Simulation): readonly Recovery[] {
  const { zone, records, endpoints, checks } = simulation.reached;
  const observers = observersOf(zone);
  const observing = [...checks, ...endpoints.map(({ id }) => id)];
  const left = sitesLeft(simulation);
  const homes = new Set([...simulation.usual.values()].flat());
  return simulation.sites.map((site) => {
    const of = (endpoint: Endpoint) => isFailed(new Set([site]), endpoint);
    const own = observing.filter((id) => observers.get(id)?.endpoints.some(of));
    const detection: Detection = !homes.has(site)
      ? { by: "standby" }
      : left.has(site)
        ? detectedBy(zone, own, observers)
        : { by: "nothing" };
    return { site, detection, ttlSeconds: Math.max(0, ...records.map((record) => ttlOf(zone, record, of))) };
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

function detectedBy(zone: Zone, ids: readonly string[], observers: Observers): Detection {
  const why = ids.map((id) => observers.get(id)?.assumption).find(Boolean);
  if (why !== undefined) {
    return { by: "unknown", why };
  }
  const timings = ids.flatMap((id) => timingOf(zone.checks.get(id)?.probe) ?? []);
  const longest = (key: keyof Timing) => Math.max(...timings.map((timing) => timing[key]));
  return timings.length === 0
    ? { by: "load balancer" }
    : { by: "health checks", seconds: longest("seconds"), hangingSeconds: longest("hangingSeconds") };
}

/** Returns how long resolvers keep a record's answer. A CNAME that is the only record of its name delays nothing. */
function ttlOf(
  zone: Zone,
  { name, type, target }: RoutingRecord,
  isOfSite: (endpoint: Endpoint) => boolean,
): number {
  const isChosen = type === "CNAME" && answering(zone, name, type).length > 1;
  return isChosen || target.endpoints.some(isOfSite) ? target.ttlSeconds : 0;
}

/**
 * Times a probe: HTTP allows 4 s to connect and 2 s to answer, a string match 2 s more to read the body, TCP 10 s to
 * connect.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
function timingOf(probe: Probe | undefined): Timing | undefined {
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

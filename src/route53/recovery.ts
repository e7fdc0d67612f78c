import { RESOURCE_TTL_SECONDS } from "./evaluate";
import type { Probe } from "./health-check";
import { reach } from "./reach";
import type { Simulation } from "./simulate";
import { type Observers, siteOf } from "./sites";
import type { Target, Zone } from "./zone";

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
      /** Until the slowest check of the site says unhealthy: interval × threshold. */
      readonly seconds: number;
      /**
       * What more it takes if the site accepts requests and never answers: the interval starts when a request
       * ends, so each of the failing ones adds its time-out.
       */
      readonly hangingSeconds: number;
    }
  /** Its own checks of its targets decide, which Route 53's records say nothing of. */
  | { readonly by: "load balancer" }
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
  const targets = reached.flatMap(({ records }) => records.map(({ target }) => target));
  const left = sitesLeft(simulation);
  return simulation.sites.map((site) => ({
    site,
    detection: left.has(site)
      ? detection(
          zone,
          observing.filter((observer) => observers.get(observer)?.has(site)),
        )
      : { by: "nothing" },
    ttlSeconds: Math.max(0, ...targets.map((target) => ttlOf(target, site))),
  }));
}

/** The sites whose users are sent elsewhere when that site alone fails. */
function sitesLeft({ outcomes }: Simulation): ReadonlySet<string> {
  const homes = new Map(
    outcomes
      .filter(({ failed }) => failed.size === 0)
      .map(({ place, type, sites }) => [place.name + type, sites]),
  );
  return new Set(
    outcomes.flatMap(({ failed, place, type, sites }) => {
      const [site, ...others] = failed;
      const gone =
        site !== undefined &&
        others.length === 0 &&
        homes.get(place.name + type)?.includes(site) &&
        !sites.includes(site);
      return gone ? [site] : [];
    }),
  );
}

function detection(zone: Zone, observers: readonly string[]): Detection {
  const probes = observers
    .map((observer) => zone.checks.get(observer)?.probe)
    .filter((probe) => probe?.kind === "endpoint");
  return probes.length === 0
    ? { by: "load balancer" }
    : {
        by: "health checks",
        seconds: Math.max(...probes.map((probe) => probe.intervalSeconds * probe.failureThreshold)),
        hangingSeconds: Math.max(...probes.map((probe) => timeoutSeconds(probe) * probe.failureThreshold)),
      };
}

function ttlOf(target: Target, site: string): number {
  if (target.kind === "values") {
    return target.endpoints.some((endpoint) => siteOf(endpoint) === site) ? target.ttlSeconds : 0;
  }
  return target.kind === "alias-to-resource" && siteOf(target.endpoint) === site ? RESOURCE_TTL_SECONDS : 0;
}

/** 4 s to connect and 2 s to answer over HTTP; 10 s to connect over TCP. */
function timeoutSeconds({ protocol }: Extract<Probe, { kind: "endpoint" }>): number {
  return protocol === "TCP" ? 10 : 6;
}

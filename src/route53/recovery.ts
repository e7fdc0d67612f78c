import { RESOURCE_TTL_SECONDS } from "./evaluate";
import type { Probe } from "./health-check";
import { reach } from "./reach";
import { type Observers, siteOf } from "./sites";
import type { Zone } from "./zone";

/**
 * How long users may still be sent to a site after it failed, by the figures of its own checks and records.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 */
export interface Recovery {
  readonly site: string;
  /** Until the slowest of its checks says unhealthy: interval × threshold. Undefined if no check looks at it. */
  readonly detectionSeconds: number | undefined;
  /**
   * What more it takes if the site accepts requests and never answers: the interval starts when a request ends, so
   * each of the failing ones adds its time-out.
   */
  readonly hangingSeconds: number;
  /** How long resolvers keep the old answer. */
  readonly ttlSeconds: number;
}

export function recoveries(
  zone: Zone,
  name: string,
  sites: readonly string[],
  observers: Observers,
): readonly Recovery[] {
  const reached = ["A", "AAAA"].map((type) => reach(zone, name, type));
  const checks = [...new Set(reached.flatMap((one) => [...one.checks]))];
  const records = reached.flatMap((one) => one.records);
  return sites.map((site) => {
    const probes = checks
      .filter((check) => observers.get(check)?.has(site))
      .map((check) => zone.checks.get(check)?.probe)
      .filter((probe) => probe?.kind === "endpoint");
    const ttls = records.flatMap(({ target }) => {
      if (target.kind === "values") {
        return target.endpoints.some((endpoint) => siteOf(endpoint) === site) ? [target.ttlSeconds] : [];
      }
      return target.kind === "alias-to-resource" && siteOf(target.endpoint) === site
        ? [RESOURCE_TTL_SECONDS]
        : [];
    });
    return {
      site,
      detectionSeconds: greatest(probes.map((probe) => probe.intervalSeconds * probe.failureThreshold)),
      hangingSeconds: greatest(probes.map((probe) => timeoutSeconds(probe) * probe.failureThreshold)) ?? 0,
      ttlSeconds: greatest(ttls) ?? 0,
    };
  });
}

/** 4 s to connect and 2 s to answer over HTTP; 10 s to connect over TCP. */
function timeoutSeconds({ protocol }: Extract<Probe, { kind: "endpoint" }>): number {
  return protocol === "TCP" ? 10 : 6;
}

function greatest(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

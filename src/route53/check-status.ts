import type { Health, HealthCheck } from "./health-check";
import type { Step } from "./trace";
import type { Zone } from "./zone";

export interface Verdict {
  readonly healthy: boolean;
  readonly steps: readonly Step[];
}

/**
 * What a health check says, given what is observed.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 */
export function checkStatus(
  zone: Zone,
  id: string,
  health: Health,
  parents: ReadonlySet<string> = new Set(),
): Verdict {
  const check = zone.checks.get(id);
  if (check === undefined) {
    return verdict(!health.has(id), { rule: "foreign-check", subject: id, detail: "not in this document" });
  }
  if (check.disabled) {
    return invert(check, verdict(true, { rule: "disabled-check", subject: id, detail: "is disabled" }));
  }
  return invert(check, probed(zone, check, health, parents));
}

function probed(zone: Zone, check: HealthCheck, health: Health, parents: ReadonlySet<string>): Verdict {
  const { address: subject, probe } = check;
  const observed = health.get(subject);
  switch (probe.kind) {
    case "endpoint":
      return verdict(observed === undefined, {
        rule: "endpoint-check",
        subject,
        detail: observed === undefined ? "reaches its endpoint" : "does not reach its endpoint",
      });
    case "routing-control":
      return verdict(observed === undefined, {
        rule: "routing-control-check",
        subject,
        detail: observed === undefined ? "is ON" : "is OFF",
      });
    case "alarm":
      if (observed === "insufficient data") {
        return verdict(probe.whenInsufficientData !== "Unhealthy", {
          rule: "alarm-insufficient-data",
          subject,
          detail: `${probe.alarm} has not enough data; set to ${probe.whenInsufficientData}`,
        });
      }
      return verdict(observed === undefined, {
        rule: "alarm-check",
        subject,
        detail: `${probe.alarm} is ${observed === undefined ? "OK" : "in ALARM"}`,
      });
    case "calculated": {
      // A check that counts itself is not foreseen by AWS: it counts as unhealthy.
      const known = new Set([...parents, subject]);
      const children = probe.children.map((child) =>
        known.has(child) ? { healthy: false, steps: [] } : checkStatus(zone, child, health, known),
      );
      const healthy = children.filter((child) => child.healthy).length;
      return verdict(healthy >= probe.threshold, ...children.flatMap(({ steps }) => steps), {
        rule: "calculated-check",
        subject,
        detail: `${healthy} of ${children.length} children are healthy; it needs ${probe.threshold}`,
      });
    }
  }
}

function invert(check: HealthCheck, { healthy, steps }: Verdict): Verdict {
  if (!check.inverted) {
    return { healthy, steps };
  }
  const detail = `is inverted: ${healthy ? "unhealthy" : "healthy"}`;
  return verdict(!healthy, ...steps, { rule: "inverted-check", subject: check.address, detail });
}

function verdict(healthy: boolean, ...steps: readonly Step[]): Verdict {
  return { healthy, steps };
}

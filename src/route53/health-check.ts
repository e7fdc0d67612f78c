import type { Step } from "./rules";
import type { Endpoint, Zone } from "./zone";

/** What a health check asks. */
export type Probe =
  /** Any HTTP, HTTPS or TCP check of a DNS name or an IP address. */
  | {
      readonly kind: "endpoint";
      readonly protocol: "HTTP" | "HTTPS" | "TCP";
      /** The response must contain a string, which takes up to 2 s more to read. */
      readonly matchesString: boolean;
      /** What is asked, by its DNS name if it has one. */
      readonly host: { readonly name: string | undefined; readonly endpoint: Endpoint };
      readonly intervalSeconds: number;
      readonly failureThreshold: number;
      /** Empty: all of Route 53's checker regions. */
      readonly checkerRegions: readonly string[];
    }
  | {
      readonly kind: "calculated";
      readonly children: readonly string[];
      /** How many children must be healthy. */
      readonly threshold: number;
    }
  | {
      readonly kind: "alarm";
      readonly alarm: string;
      readonly region: string | undefined;
      readonly whenInsufficientData: "Healthy" | "Unhealthy" | "LastKnownStatus";
      /** Evaluation periods × period; undefined if the alarm is not in the document. */
      readonly secondsToAlarm: number | undefined;
      /** What the check sees while nothing sends data, as from a region that is gone; undefined: all is well. */
      readonly withoutData: Observation | undefined;
      /** Its metric is kept in one region for all of them. */
      readonly isGlobal: boolean;
    }
  /** A switch of Application Recovery Controller. */
  | { readonly kind: "routing-control"; readonly control: string };

export interface HealthCheck {
  readonly address: string;
  readonly inverted: boolean;
  readonly disabled: boolean;
  readonly probe: Probe;
}

/**
 * What a check or a load balancer sees: that its endpoint fails, its alarm is in ALARM, its switch is off; or that
 * its alarm has not enough data.
 */
export type Observation = "failing" | "insufficient data";

/** What is observed, by the address of the check or the load balancer; everything else is well. */
export type Health = ReadonlyMap<string, Observation>;

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

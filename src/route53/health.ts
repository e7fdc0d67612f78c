import { hasOwnHealth, type RuleId } from "../aws";
import { type Endpoint, type RoutingRecord, recordsAt, type Zone } from "./zone";

/** One step on the way to an answer. */
export interface Step {
  readonly rule: RuleId;
  /** The record, check or name that the rule applies to. */
  readonly subject: string;
  readonly detail: string;
}

/** Records a step. Evaluations without it skip the explanation, and are several times faster. */
export type Note = (rule: RuleId, subject: string, detail: string) => void;

/** The target of a health check. */
export type Probe =
  /** Any HTTP, HTTPS or TCP check of a DNS name or an IP address. */
  | {
      readonly kind: "endpoint";
      readonly protocol: "HTTP" | "HTTPS" | "TCP";
      /** The response must contain a string, which takes up to 2 s more to read. */
      readonly matchesString: boolean;
      /** The requested host, by its DNS name if it has one. */
      readonly host: { readonly name: string | undefined; readonly endpoint: Endpoint };
      readonly intervalSeconds: number;
      readonly failureThreshold: number;
      /** Empty: all of Route 53's checker regions. */
      readonly checkerRegions: readonly string[];
    }
  | {
      readonly kind: "calculated";
      readonly children: readonly string[];
      /** The number of children that must be healthy. */
      readonly threshold: number;
    }
  | {
      readonly kind: "alarm";
      readonly alarm: string;
      readonly region: string | undefined;
      readonly whenInsufficientData: "Healthy" | "Unhealthy" | "LastKnownStatus";
      /** Evaluation periods × period; undefined if the alarm is not in the document. */
      readonly secondsToAlarm: number | undefined;
      /** What the check observes while its region sends no data; undefined if it observes no failure. */
      readonly withoutData: Observation | undefined;
      /** One region stores the metrics of all regions. */
      readonly isGlobal: boolean;
    }
  /** A switch of Application Recovery Controller. */
  | { readonly kind: "routing-control"; readonly control: string };

export type ProbeOf<Kind extends Probe["kind"]> = Extract<Probe, { readonly kind: Kind }>;

export interface HealthCheck {
  readonly address: string;
  readonly inverted: boolean;
  readonly disabled: boolean;
  readonly probe: Probe;
}

/**
 * Whether a check is of an evacuation marker, an object in S3 that takes a region out of service while it exists: an
 * inverted check of a bucket.
 *
 * @see https://aws.amazon.com/blogs/networking-and-content-delivery/creating-disaster-recovery-mechanisms-using-amazon-route-53/
 */
export function isMarker({ inverted, probe }: HealthCheck): boolean {
  return inverted && probe.kind === "endpoint" && /^s3-(object|website)$/.test(probe.host.endpoint.kind);
}

/** A failure that a check or a load balancer observes: of its endpoint, alarm or switch; or an alarm without data. */
export type Observation = "failing" | "insufficient data";

/** Observed failures, by the address of the check or the load balancer. Everything else is healthy. */
export type Health = ReadonlyMap<string, Observation>;

/**
 * The health of a zone's checks and records. It depends on no client, so each record is evaluated once.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html
 */
export class ZoneHealth {
  private readonly known = new Map<RoutingRecord | string, boolean>();
  /** The records and checks that are being evaluated: one that depends on itself is unhealthy. */
  private readonly open = new Set<RoutingRecord | string>();

  constructor(
    private readonly zone: Zone,
    private readonly health: Health,
  ) {}

  /** Whether Route 53 considers a record healthy. */
  ofRecord(record: RoutingRecord, note?: Note): boolean {
    return this.once(record, note, () => this.evaluate(record, note));
  }

  private once(subject: RoutingRecord | string, note: Note | undefined, evaluate: () => boolean): boolean {
    const known = this.known.get(subject);
    if (known !== undefined && note === undefined) {
      return known;
    }
    if (this.open.has(subject)) {
      note?.("loop", typeof subject === "string" ? subject : subject.address, "leads back to itself");
      return false;
    }
    this.open.add(subject);
    const healthy = evaluate();
    this.open.delete(subject);
    this.known.set(subject, healthy);
    return healthy;
  }

  stepsOf(record: RoutingRecord): readonly Step[] {
    const steps: Step[] = [];
    this.ofRecord(record, (rule, subject, detail) => steps.push({ rule, subject, detail }));
    return steps;
  }

  private evaluate(record: RoutingRecord, note?: Note): boolean {
    const { address, healthCheck, target } = record;
    const check = healthCheck === undefined ? undefined : this.ofCheck(healthCheck, note);
    if (healthCheck !== undefined && this.zone.checks.has(healthCheck)) {
      note?.("record-check", address, `${healthCheck} is ${status(check)}`);
    }
    const inherited = this.inherited(record, note);
    const healthy = (check ?? true) && (inherited ?? true);
    if (check !== undefined && inherited !== undefined) {
      note?.(
        "check-and-target",
        address,
        healthy ? "has a healthy check and target" : "has an unhealthy check or target",
      );
    } else if (check === undefined && inherited === undefined) {
      const { isAlias } = target;
      const detail = isAlias ? "has no health check and does not evaluate its target" : "has no health check";
      note?.(isAlias ? "target-not-evaluated" : "no-health-check", address, detail);
    }
    return healthy;
  }

  /** The health that an alias inherits; undefined if it does not evaluate its target. */
  private inherited({ address, type, target }: RoutingRecord, note?: Note): boolean | undefined {
    if (!target.evaluateTargetHealth) {
      return undefined;
    }
    if (target.name !== undefined) {
      const group = recordsAt(this.zone, target.name, type).map((record) => this.ofRecord(record, note));
      const healthy = group.filter(Boolean).length;
      const detail = `${healthy} of ${group.length} records of ${target.name} are healthy`;
      note?.("target-group-of-records", address, detail);
      return healthy > 0;
    }
    const [endpoint] = target.endpoints;
    if (endpoint === undefined || !hasOwnHealth(endpoint.kind)) {
      note?.("target-without-health", address, `${endpoint?.id} is always healthy to Route 53`);
      return true;
    }
    const healthy = !this.health.has(endpoint.id);
    note?.("target-load-balancer", address, `${endpoint.id} is ${status(healthy)}`);
    return healthy;
  }

  /**
   * Whether a health check is healthy.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
   * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
   */
  ofCheck(id: string, note?: Note): boolean {
    return this.once(id, note, () => this.evaluateCheck(id, note));
  }

  private evaluateCheck(id: string, note?: Note): boolean {
    const check = this.zone.checks.get(id);
    if (check === undefined) {
      note?.("foreign-check", id, "is not in this document");
      return !this.health.has(id);
    }
    const reached = check.disabled || this.probe(check, note);
    if (check.disabled) {
      note?.("disabled-check", id, "is disabled");
    }
    if (check.inverted) {
      note?.("inverted-check", id, `is inverted: ${status(!reached)}`);
    }
    return reached !== check.inverted;
  }

  private probe({ address, probe }: HealthCheck, note?: Note): boolean {
    const observed = this.health.get(address);
    const healthy = observed === undefined;
    switch (probe.kind) {
      case "endpoint":
        note?.("endpoint-check", address, healthy ? "reaches its endpoint" : "does not reach its endpoint");
        return healthy;
      case "routing-control":
        note?.("routing-control-check", address, healthy ? "is ON" : "is OFF");
        return healthy;
      case "alarm":
        if (observed === "insufficient data") {
          const detail = `${probe.alarm} has insufficient data; configured status: ${probe.whenInsufficientData}`;
          note?.("alarm-insufficient-data", address, detail);
          return probe.whenInsufficientData !== "Unhealthy";
        }
        note?.("alarm-check", address, `${probe.alarm} is ${healthy ? "OK" : "in ALARM"}`);
        return healthy;
      case "calculated": {
        const counted = probe.children.filter((id) => this.ofCheck(id, note)).length;
        const detail = `${counted} of ${probe.children.length} children are healthy; it needs ${probe.threshold}`;
        note?.("calculated-check", address, detail);
        return counted >= probe.threshold;
      }
    }
  }
}

function status(healthy: boolean | undefined): string {
  return healthy ? "healthy" : "unhealthy";
}

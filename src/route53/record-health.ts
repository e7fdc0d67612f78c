import { checkStatus, type Health, type Verdict } from "./health-check";
import { type RoutingRecord, recordsAt, type Zone } from "./zone";

/**
 * How healthy Route 53 considers each record of a zone. It depends on no client, so it is worked out once a record.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html
 */
export class RecordHealth {
  private readonly known = new Map<RoutingRecord, Verdict>();

  constructor(
    private readonly zone: Zone,
    private readonly health: Health,
  ) {}

  of(record: RoutingRecord): Verdict {
    const known = this.known.get(record);
    if (known !== undefined) {
      return known;
    }
    // A record that leads back to itself finds this, and is no reason to be healthy.
    this.known.set(record, {
      healthy: false,
      steps: [{ rule: "loop", subject: record.address, detail: "leads back to itself" }],
    });
    const verdict = this.judge(record);
    this.known.set(record, verdict);
    return verdict;
  }

  private judge(record: RoutingRecord): Verdict {
    const subject = record.address;
    const check = record.healthCheck === undefined ? undefined : this.checked(subject, record.healthCheck);
    const target = this.evaluated(record);
    if (check !== undefined && target !== undefined) {
      const healthy = check.healthy && target.healthy;
      return {
        healthy,
        steps: [
          ...check.steps,
          ...target.steps,
          {
            rule: "check-and-target",
            subject,
            detail: healthy ? "both are healthy" : "not both are healthy",
          },
        ],
      };
    }
    return (
      check ??
      target ?? {
        healthy: true,
        steps: [
          record.target.kind === "values"
            ? { rule: "no-health-check", subject, detail: "has no health check" }
            : { rule: "target-not-evaluated", subject, detail: "neither a check nor its target is asked" },
        ],
      }
    );
  }

  private checked(subject: string, id: string): Verdict {
    const { healthy, steps } = checkStatus(this.zone, id, this.health);
    if (!this.zone.checks.has(id)) {
      return { healthy, steps };
    }
    const detail = `${id} says ${healthy ? "healthy" : "unhealthy"}`;
    return { healthy, steps: [...steps, { rule: "record-check", subject, detail }] };
  }

  /** The health that an alias inherits; undefined if it does not ask for it. */
  private evaluated({ address: subject, type, target }: RoutingRecord): Verdict | undefined {
    if (target.kind === "values" || !target.evaluateTargetHealth) {
      return undefined;
    }
    if (target.kind === "alias-to-record") {
      const group = recordsAt(this.zone, target.name, type).map((record) => this.of(record));
      const healthy = group.filter((verdict) => verdict.healthy).length;
      const detail = `${healthy} of ${group.length} records of ${target.name} are healthy`;
      return {
        healthy: healthy > 0,
        steps: [...group.flatMap(({ steps }) => steps), { rule: "target-group-of-records", subject, detail }],
      };
    }
    const { id, kind } = target.endpoint;
    if (kind !== "load-balancer") {
      return {
        healthy: true,
        steps: [{ rule: "target-without-health", subject, detail: `${id} is always healthy to Route 53` }],
      };
    }
    const healthy = !this.health.has(id);
    const detail = `${id} is ${healthy ? "healthy" : "unhealthy"}`;
    return { healthy, steps: [{ rule: "target-load-balancer", subject, detail }] };
  }
}

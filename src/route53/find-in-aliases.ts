import { errors, type Finding, warnings } from "./finding";
import { reach } from "./reach";
import { RecordHealth } from "./record-health";
import { answering, type RoutingRecord, recordsAt, type Target, type Zone } from "./zone";

/**
 * What is wrong with where records point to.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
 */
export function findInAliases(zone: Zone): readonly Finding[] {
  return [...zone.records.values()].flat().flatMap((record) => {
    const { target } = record;
    return [
      ...(target.kind === "alias-to-record" ? inZone(zone, record, target) : []),
      ...(target.kind === "alias-to-resource" ? toResource(record, target) : []),
      ...failover(zone, record),
    ];
  });
}

function inZone(
  zone: Zone,
  record: RoutingRecord,
  { name }: Extract<Target, { kind: "alias-to-record" }>,
): readonly Finding[] {
  const { address, type } = record;
  if (answering(zone, name, type).length === 0) {
    const message = `is an alias to ${name}, which has no ${type} record in this zone`;
    // It may be one of the records that could not be read, which are errors of their own.
    return (zone.isComplete ? errors : warnings)(address, { "dangling-alias": message });
  }
  const isLoop = reach(zone, name, type).records.includes(record);
  return errors(address, { "alias-loop": isLoop && `leads back to itself by way of ${name}` });
}

function toResource(
  { address, policy, healthCheck }: RoutingRecord,
  { endpoint, evaluateTargetHealth }: Extract<Target, { kind: "alias-to-resource" }>,
): readonly Finding[] {
  const isAnotherZone = /(^|\.)aws_route53_(record|zone)\./.test(endpoint.id);
  const isBlind = evaluateTargetHealth && endpoint.kind !== "load-balancer" && policy.kind !== "simple";
  return [
    ...errors(address, {
      "alias-to-another-zone":
        isAnotherZone && `points to ${endpoint.id}; an alias can name a record of its own zone only`,
    }),
    ...warnings(address, {
      "evaluates-nothing":
        !isAnotherZone &&
        isBlind &&
        healthCheck === undefined &&
        `${endpoint.id} is always healthy to Route 53; only a health check can tell`,
    }),
  ];
}

/**
 * A failover alias follows its health check, its target's health, or both. A PRIMARY record needs one of them, and a
 * SECONDARY one only where its target's health can tell. Route 53 refuses a PRIMARY that is no alias and has no check
 * ("A non-alias primary ResourceRecordSet must have an associated health check").
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html
 */
function failover(zone: Zone, record: RoutingRecord): readonly Finding[] {
  const { address, name, type, policy, target, healthCheck } = record;
  if (policy.kind !== "failover") {
    return [];
  }
  if (policy.role === "PRIMARY") {
    const isRefused = target.kind === "values" && healthCheck === undefined;
    const isStuck = recordsAt(zone, name, type).length > 1 && neverUnhealthy(zone, record);
    return errors(address, {
      "never-fails-over": isRefused
        ? "Route 53 refuses a PRIMARY record that is no alias and has no health check"
        : isStuck && "is always healthy, so that its SECONDARY never answers; give it a health check",
    });
  }
  const hasHealth =
    target.kind === "alias-to-record" ||
    (target.kind === "alias-to-resource" && target.endpoint.kind === "load-balancer");
  return warnings(address, {
    "unevaluated-failover-alias":
      hasHealth &&
      healthCheck === undefined &&
      !target.evaluateTargetHealth &&
      "answers even while its target is unhealthy; set evaluate_target_health",
  });
}

/** Whether it stays healthy when everything that Route 53 can look at fails. */
function neverUnhealthy(zone: Zone, record: RoutingRecord): boolean {
  const { endpoints, checks } = reach(zone, record.name, record.type);
  const everything = [...checks, ...endpoints.map(({ id }) => id)];
  return new RecordHealth(zone, new Map(everything.map((id) => [id, "failing"]))).of(record).healthy;
}

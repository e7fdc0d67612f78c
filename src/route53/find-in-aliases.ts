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
    if (target.kind === "values") {
      return failover(zone, record);
    }
    if (target.kind === "alias-to-record") {
      return [...inZone(zone, record, target), ...failover(zone, record)];
    }
    return [...toResource(record, target), ...failover(zone, record)];
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
    return (zone.isComplete ? errors : warnings)("dangling-alias", address, message);
  }
  const isLoop = reach(zone, name, type).records.includes(record);
  return errors("alias-loop", address, isLoop && `leads back to itself by way of ${name}`);
}

function toResource(
  { address, policy, healthCheck }: RoutingRecord,
  { endpoint, evaluateTargetHealth }: Extract<Target, { kind: "alias-to-resource" }>,
): readonly Finding[] {
  const isAnotherZone = /(^|\.)aws_route53_(record|zone)\./.test(endpoint.id);
  const isBlind = evaluateTargetHealth && endpoint.kind !== "load-balancer" && policy.kind !== "simple";
  return [
    ...errors(
      "alias-to-another-zone",
      address,
      isAnotherZone && `points to ${endpoint.id}; an alias can name a record of its own zone only`,
    ),
    ...warnings(
      "evaluates-nothing",
      address,
      !isAnotherZone &&
        isBlind &&
        healthCheck === undefined &&
        `${endpoint.id} is always healthy to Route 53; only a health check can tell`,
    ),
  ];
}

function failover(zone: Zone, record: RoutingRecord): readonly Finding[] {
  const { address, name, type, policy, target } = record;
  if (policy.kind !== "failover") {
    return [];
  }
  // CloudFront refuses what other targets of a failover alias need.
  const isCloudFront = target.kind === "alias-to-resource" && /cloudfront/.test(target.endpoint.id);
  if (target.kind !== "values" && !target.evaluateTargetHealth && !isCloudFront) {
    return errors(
      "unevaluated-failover-alias",
      address,
      "evaluate_target_health must be true on a failover alias",
    );
  }
  const isContested = policy.role === "PRIMARY" && recordsAt(zone, name, type).length > 1;
  const message = "is always healthy, so that its SECONDARY never answers; give it a health check";
  return errors("never-fails-over", address, isContested && neverUnhealthy(zone, record) && message);
}

/** Whether it stays healthy when everything that Route 53 can look at fails. */
function neverUnhealthy(zone: Zone, record: RoutingRecord): boolean {
  const { endpoints, checks } = reach(zone, record.name, record.type);
  const everything = [...checks, ...endpoints.map(({ id }) => id)];
  return new RecordHealth(zone, new Map(everything.map((id) => [id, "failing"]))).of(record).healthy;
}

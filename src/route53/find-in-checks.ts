import { type Finding, finding } from "./finding";
import type { HealthCheck } from "./health-check";
import { isWithin } from "./names";
import { reach } from "./reach";
import { recordsAt, type Zone } from "./zone";

/** Route 53 checks from at least this many regions. */
const FEWEST_CHECKER_REGIONS = 3;

/**
 * What is wrong with health checks and with who uses them.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 */
export function findInChecks(zone: Zone): readonly Finding[] {
  return [
    ...[...zone.records.values()]
      .flat()
      .flatMap(({ address, healthCheck }) =>
        healthCheck?.includes("aws_route53_health_check.") && !zone.checks.has(healthCheck)
          ? [
              finding(
                "dangling-health-check",
                "error",
                [address],
                `${address}: its health check ${healthCheck} is not there`,
              ),
            ]
          : [],
      ),
    ...[...zone.checks.values()].flatMap((check) => [...ofOneCheck(check), ...ofItsHost(zone, check)]),
  ];
}

function ofOneCheck({ address, disabled, inverted, probe }: HealthCheck): readonly Finding[] {
  const found: Finding[] = [];
  if (disabled) {
    const message = `${address}: is disabled, and so always healthy; to stop traffic, invert it`;
    found.push(finding("disabled-health-check", "warning", [address], message));
  }
  if (inverted) {
    const message = `${address}: is inverted: a working endpoint gets no traffic`;
    found.push(finding("inverted-health-check", "warning", [address], message));
  }
  if (probe.kind === "calculated" && probe.threshold > probe.children.length) {
    const message = `${address}: needs ${probe.threshold} healthy children and has ${probe.children.length}: always unhealthy`;
    found.push(finding("calculated-check-impossible", "error", [address], message));
  }
  if (
    probe.kind === "endpoint" &&
    probe.checkerRegions.length > 0 &&
    probe.checkerRegions.length < FEWEST_CHECKER_REGIONS
  ) {
    const message = `${address}: ${probe.checkerRegions.length} checker regions; Route 53 wants at least ${FEWEST_CHECKER_REGIONS}, or none named for all`;
    found.push(finding("too-few-checkers", "error", [address], message));
  }
  return found;
}

/**
 * A check that asks a name whose answer it controls finds whatever region is healthy: AWS calls the result
 * unpredictable.
 */
function ofItsHost(zone: Zone, { address, probe }: HealthCheck): readonly Finding[] {
  const name = probe.kind === "endpoint" ? probe.host.name : undefined;
  if (name === undefined) {
    return [];
  }
  const inZone = zone.name !== undefined && isWithin(name, zone.name);
  if (inZone && recordsAt(zone, name, "A").length === 0 && recordsAt(zone, name, "CNAME").length === 0) {
    const message = `${address}: asks ${name}, which has no A record: it fails for ever`;
    return [finding("check-of-missing-name", "error", [address], message)];
  }
  const message = `${address}: asks ${name}, whose answer it controls; ask a name that always reaches one endpoint`;
  return dependsOn(zone, name).has(address)
    ? [finding("check-depends-on-its-answer", "error", [address], message)]
    : [];
}

/** The checks that a name's answer depends on, also by way of what those checks ask. */
function dependsOn(zone: Zone, name: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  for (const check of reach(zone, name, "A").checks) {
    if (!seen.has(check)) {
      seen.add(check);
      const probe = zone.checks.get(check)?.probe;
      if (probe?.kind === "endpoint" && probe.host.name !== undefined) {
        dependsOn(zone, probe.host.name, seen);
      }
    }
  }
  return seen;
}

import { isIP } from "node:net";
import { hasOwnHealth, isRegion } from "../aws";
import { type Text, Unresolved } from "../terraform";
import { type Finding, findingsAbout } from "./finding";
import { ZoneHealth } from "./health";
import { reach } from "./reach";
import type { ResourceIndex } from "./resource-index";
import { targetMessages } from "./target-findings";
import { allRecords, type Location, type RoutingRecord, recordsAt, type Zone } from "./zone";

/**
 * Finds mistakes in single records: values that Route 53 rejects, and aliases and health checks that can't work.
 *
 * A failover alias follows its health check, its target's health, or both. A PRIMARY record needs one of them, a
 * SECONDARY record only where its target has health. Route 53 rejects a PRIMARY record that is no alias and has no
 * check ("A non-alias primary ResourceRecordSet must have an associated health check").
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_GeoLocation.html
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_GeoProximityLocation.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html
 */
export function recordFindings(zone: Zone): readonly Finding[] {
  return allRecords(zone).flatMap((record) => ofRecord(zone, record));
}

function ofRecord(zone: Zone, record: RoutingRecord): readonly Finding[] {
  const { address, name, type, policy, target, setIdentifier, healthCheck } = record;
  const { index } = zone;
  const attributes = index.attributesOf(address);
  const ttl = attributes.number("ttl");
  const values = attributes.list("records");
  const family = type === "A" ? 4 : 6;
  const isOther = (value: unknown) =>
    typeof value === "string" && /[.:]/.test(value) && isIP(value) !== family;
  const isSimple = policy.kind === "simple";
  const isMultivalue = policy.kind === "multivalue";
  const { continent, country, subdivision }: Location = policy.kind === "geolocation" ? policy.location : {};
  const at = policy.kind === "geoproximity" ? policy.at : policy;
  const region = "region" in at ? at.region : undefined;
  const isOutside = "latitude" in at && (Math.abs(at.latitude) > 90 || Math.abs(at.longitude) > 180);
  const lacks = (path: string) => attributes.text(path) === undefined;
  const { isAlias, evaluateTargetHealth: evaluates, name: to } = target;
  const endpoint = isAlias ? target.endpoints[0] : undefined;
  const isOtherZone = /(^|\.)aws_route53_(record|zone)\./.test(endpoint?.id ?? "");
  const hasHealth = to !== undefined || (endpoint !== undefined && hasOwnHealth(endpoint.kind));
  const isChecked = hasHealth || healthCheck !== undefined;
  const isPrimary = policy.kind === "failover" && policy.role === "PRIMARY";
  const isSecondary = policy.kind === "failover" && !isPrimary;
  const isContested = recordsAt(zone, name, type).length > 1;
  const isGone =
    healthCheck?.includes("aws_route53_health_check.") && index.resource(healthCheck) === undefined;
  const found = findingsAbout(address, {
    ...targetMessages(zone, record),
    "missing-set-identifier": !isSimple && setIdentifier === undefined && "set_identifier is missing",
    "multivalue-alias": isMultivalue && isAlias && "a multivalue record can't be an alias",
    "cname-not-possible": type === "CNAME" && [
      isMultivalue && "a multivalue record can't be a CNAME record",
      name === zone.name && `${name} is the zone's own name, which can't have a CNAME record`,
      !isAlias && target.endpoints.length > 1 && "a CNAME record has one value",
    ],
    "unknown-region": region !== undefined && !isRegion(region) && `"${region}" is not a known AWS region`,
    "invalid-value": [
      isSimple && setIdentifier !== undefined && "a record without a routing policy has no set_identifier",
      (setIdentifier?.length ?? 0) > 128 && "set_identifier has at most 128 characters",
      !isSimple && /^(NS|SOA)$/.test(type) && `${type} records can't have a routing policy`,
      !RECORD_TYPES.test(type) && `"${type}" is not a record type`,
      lacks("zone_id") && "zone_id is missing",
      ...["alias[0].zone_id", "alias[0].evaluate_target_health"].map(
        (path) => isAlias && lacks(path) && `${path} is missing`,
      ),
      isAlias && Number(ttl ?? 0) > 0 && "an alias has no ttl",
      Number(ttl ?? 0) > LONGEST_TTL_SECONDS && `a ttl is at most ${LONGEST_TTL_SECONDS}`,
      isAlias && values.length > 0 && "an alias has no records",
      !isAlias &&
        /^A(AAA)?$/.test(type) &&
        values.some(isOther) &&
        `${type} records contain IPv${family} addresses`,
      !isAlias && target.endpoints.length === 0 && "a record needs an alias, or records and a ttl",
      !isAlias && ttl === undefined && "a record that is not an alias needs a ttl",
      policy.kind === "weighted" && (policy.weight < 0 || policy.weight > 255) && "a weight is 0 to 255",
      policy.kind === "geoproximity" && Math.abs(policy.bias) > 99 && "a bias is -99 to 99",
      isOutside && "a latitude is -90 to 90, a longitude -180 to 180",
      continent && country && "a geolocation is a continent or a country, not both",
      continent && !/^(AF|AN|AS|EU|NA|OC|SA)$/.test(continent) && `"${continent}" is not a continent code`,
      country && !isCountry(country) && `"${country}" is not a country code`,
      subdivision && !/^(US|UA)$/.test(country ?? "") && "only US and UA have subdivisions",
    ],
    "alias-to-another-zone":
      isOtherZone && `points to ${endpoint?.id}; an alias can only name a record of its own zone`,
    "alias-loop":
      to !== undefined &&
      reach(zone, to, type).records.includes(record) &&
      `leads back to itself through ${to}`,
    "dangling-alias":
      to !== undefined &&
      recordsAt(zone, to, type).length === 0 &&
      `alias target ${to} has no ${type} record in this zone`,
    "evaluates-nothing":
      evaluates &&
      !isChecked &&
      !isSimple &&
      !isOtherZone &&
      `${endpoint?.id} is always healthy to Route 53; add a health check`,
    "never-fails-over":
      isPrimary && !isAlias && healthCheck === undefined
        ? "Route 53 rejects a PRIMARY record that is not an alias and has no health check"
        : isPrimary &&
          isContested &&
          isNeverUnhealthy(zone, record) &&
          "is always healthy, so its SECONDARY record never answers; add a health check",
    "unevaluated-failover-alias":
      isSecondary &&
      isAlias &&
      hasHealth &&
      healthCheck === undefined &&
      !evaluates &&
      "answers even while its target is unhealthy; set evaluate_target_health",
    "health-check-id-of-another-kind":
      isOtherId(index, attributes.text("health_check_id") ?? "") &&
      "health_check_id is not the id of a health check",
    "dangling-health-check": isGone && `its health check ${healthCheck} is not in this document`,
  });
  // The target may be a record that could not be read, which is an error of its own.
  return found.map((one) =>
    one.kind === "dangling-alias" && !zone.isComplete ? { ...one, severity: "warning" } : one,
  );
}

/** Whether a `health_check_id` can't be the id of a health check. */
function isOtherId(index: ResourceIndex, id: Text): boolean {
  const origin = index.origin(id);
  const path = id instanceof Unresolved ? (id.reference?.path ?? "") : "";
  return origin === undefined
    ? typeof id === "string" && (id.startsWith("arn:") || id.length > 64)
    : origin.type !== "aws_route53_health_check" || !/^(\[\*\]\.)?(id)?$/.test(path);
}

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html */
const RECORD_TYPES = /^(A|AAAA|CAA|CNAME|DS|HTTPS|MX|NAPTR|NS|PTR|SOA|SPF|SRV|SSHFP|SVCB|TLSA|TXT)$/;

const LONGEST_TTL_SECONDS = 2 ** 31 - 1;

const COUNTRIES = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** Whether a code is one of ISO 3166-1: `GB`, not `UK`. */
function isCountry(code: string): boolean {
  return (
    /^[A-Z]{2}$/.test(code) &&
    new Intl.Locale(`und-${code}`).region === code &&
    COUNTRIES.of(code) !== undefined
  );
}

/** Whether a record stays healthy when everything that Route 53 observes fails. */
function isNeverUnhealthy(zone: Zone, record: RoutingRecord): boolean {
  const { endpoints, checks } = reach(zone, record.name, record.type);
  const everything = [...checks, ...endpoints.map(({ id }) => id)];
  return new ZoneHealth(zone, new Map(everything.map((id) => [id, "failing"]))).ofRecord(record);
}

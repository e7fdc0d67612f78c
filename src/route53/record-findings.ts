import { isIP } from "node:net";
import { hasOwnHealth, isRegion } from "../aws";
import { groupBy } from "../terraform";
import { isWithin } from "./dns-names";
import { type Finding, findingsAbout } from "./finding";
import { ZoneHealth } from "./health";
import { reach } from "./reach";
import { allRecords, endpointsOf, type Policy, type RoutingRecord, recordsAt, type Zone } from "./zone";

/**
 * Finds mistakes in single records and among the records of one name.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
 */
export function recordFindings(zone: Zone): readonly Finding[] {
  return [
    ...[...zone.records].flatMap(([name, records]) => [
      ...ofName(zone, name, records),
      ...[...groupBy(records, ({ type }) => type)].flatMap(([type, set]) =>
        ofSet(zone, `${name} ${type}`, set),
      ),
    ]),
    ...allRecords(zone).flatMap((record) => [
      ...ofValues(zone, record),
      ...ofAlias(zone, record),
      ...ofFailover(zone, record),
    ]),
  ];
}

function ofName(zone: Zone, name: string, records: readonly RoutingRecord[]): readonly Finding[] {
  const types = new Set(records.map(({ type }) => type));
  const isMixed = types.has("CNAME") && types.size > 1;
  const ns = name === zone.name ? undefined : records.find(({ type }) => type === "NS");
  return [
    ...findingsAbout(
      name,
      { "cname-beside-others": isMixed && "a name with a CNAME record can't have records of other types" },
      records,
    ),
    ...(ns === undefined ? [] : ofDelegation(zone, name, ns)),
  ];
}

function ofDelegation(zone: Zone, name: string, ns: RoutingRecord): readonly Finding[] {
  const hidden = allRecords(zone).filter((one) => isWithin(one.name, name) && !/^(NS|DS)$/.test(one.type));
  const names = hidden.map(({ address }) => address).join(", ");
  const delegation = `delegates ${name} to other name servers, so ${names} never answer`;
  return findingsAbout(ns.address, { "delegated-name": hidden.length > 0 && delegation }, [ns, ...hidden]);
}

/** Finds mistakes among the records of one name and type. */
function ofSet(zone: Zone, subject: string, set: readonly RoutingRecord[]): readonly Finding[] {
  const policies = set.map(({ policy }) => policy);
  const kinds = [...new Set(policies.map(({ kind }) => kind))];
  const roles = policies.flatMap((policy) => (policy.kind === "failover" ? policy.role : []));
  const networks = policies.filter((policy) => policy.kind === "ip-based");
  const locations = policies.filter((policy) => policy.kind === "geolocation");
  const distributions = new Set(
    set.flatMap(endpointsOf).flatMap(({ id, kind }) => (kind === "cloudfront" ? id : [])),
  );
  const hasNoDefault =
    (locations.length > 0 && locations.every(({ location }) => location.kind !== "default")) ||
    (networks.length > 0 && networks.every(({ blocks }) => blocks !== undefined));
  if (kinds.length > 1) {
    const message = `${kinds.join(" and ")} records; all must have the same policy`;
    return findingsAbout(subject, { "mixed-policies": message }, set);
  }
  return [
    ...duplicates(subject, set),
    ...findingsAbout(
      subject,
      {
        "duplicate-record":
          kinds[0] === "simple" &&
          set.length > 1 &&
          `${set.length} simple records; give them a routing policy, or put all values into one record`,
        "missing-secondary":
          roles.length > 0 &&
          !roles.includes("SECONDARY") &&
          "the PRIMARY record has no SECONDARY record to fail over to",
        "missing-primary":
          roles.length > 0 && !roles.includes("PRIMARY") && "the SECONDARY record needs a PRIMARY record",
        "missing-default-location":
          hasNoDefault &&
          'clients that match no record get no answer; add a record for the default location, "*"',
        "domain-of-another-name":
          distributions.size > 1 &&
          `${[...distributions].join(" and ")} can't both have the alternate domain name ${set[0]?.name}`,
        "ip-based-not-possible": [
          networks.length > 0 && zone.isPrivate && "private zones can't have IP-based records",
          new Set(networks.map(({ collection }) => collection)).size > 1 &&
            "all records must take their locations from one CIDR collection",
        ],
      },
      set,
    ),
  ];
}

/** Finds records of one set that have the same identifier, or that no client can tell apart. */
function duplicates(subject: string, set: readonly RoutingRecord[]): readonly Finding[] {
  const repeated = (keyOf: (record: RoutingRecord) => string | undefined) =>
    [...groupBy(set, (record) => keyOf(record) ?? "")].filter(
      ([key, { length }]) => key !== "" && length > 1,
    );
  const what = (records: readonly RoutingRecord[], key: string) =>
    `${records.length} records for ${key}; only one is possible`;
  return [
    ...repeated(({ setIdentifier }) => setIdentifier).flatMap(([id, same]) =>
      findingsAbout(subject, { "duplicate-set-identifier": what(same, `the set_identifier "${id}"`) }, same),
    ),
    ...repeated(({ policy }) => routingValue(policy)).flatMap(([value, same]) =>
      findingsAbout(subject, { "duplicate-routing-value": what(same, value) }, same),
    ),
  ];
}

function routingValue(policy: Policy): string | undefined {
  switch (policy.kind) {
    case "latency":
      return policy.region;
    case "failover":
      return policy.role;
    case "geolocation":
      return Object.values(policy.location).join(" ");
    case "ip-based":
      return policy.location;
    default:
      return undefined;
  }
}

/**
 * Finds values that Route 53 rejects.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_GeoLocation.html
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_GeoProximityLocation.html
 */
function ofValues(zone: Zone, record: RoutingRecord): readonly Finding[] {
  const { address, type, policy, target, setIdentifier } = record;
  const attributes = zone.document.terraform.resources.get(address)?.attributes;
  const family = type === "A" ? 4 : 6;
  const addresses = /^A(AAA)?$/.test(type) ? (attributes?.texts("records") ?? []) : [];
  const places = attributes?.block("geolocation_routing_policy");
  const hasBoth = Boolean(places?.knownText("continent") && places.knownText("country"));
  const isSimple = policy.kind === "simple";
  const isMultivalue = policy.kind === "multivalue";
  const isAlias = target.kind !== "values";
  const location = policy.kind === "geolocation" ? policy.location : undefined;
  const at = policy.kind === "geoproximity" ? policy.at : policy;
  const region = "region" in at ? at.region : undefined;
  return findingsAbout(address, {
    "missing-set-identifier": !isSimple && setIdentifier === undefined && "set_identifier is missing",
    "multivalue-alias": isMultivalue && isAlias && "a multivalue record can't be an alias",
    "cname-not-possible": [
      isMultivalue && type === "CNAME" && "a multivalue record can't be a CNAME record",
      record.name === zone.name &&
        type === "CNAME" &&
        `${zone.name} is the zone's own name, which can't have a CNAME record`,
      type === "CNAME" && !isAlias && target.endpoints.length > 1 && "a CNAME record has one value",
    ],
    "unknown-region": region !== undefined && !isRegion(region) && `"${region}" is not a known AWS region`,
    "invalid-value": [
      isSimple && setIdentifier !== undefined && "a record without a routing policy has no set_identifier",
      (setIdentifier?.length ?? 0) > 128 && "set_identifier has at most 128 characters",
      !isSimple && /^(NS|SOA)$/.test(type) && `${type} records can't have a routing policy`,
      isAlias && Number(attributes?.number("ttl") ?? 0) > 0 && "an alias has no ttl",
      isAlias && (attributes?.list("records").length ?? 0) > 0 && "an alias has no records",
      !isAlias &&
        addresses.some((one) => /[.:]/.test(one) && isIP(one) !== family) &&
        `${type} records contain IPv${family} addresses`,
      hasBoth && "a geolocation is a continent or a country, not both",
      !isAlias && target.endpoints.length === 0 && "a record needs an alias, or records and a ttl",
      !isAlias && attributes?.number("ttl") === undefined && "a record that is not an alias needs a ttl",
      policy.kind === "weighted" && (policy.weight < 0 || policy.weight > 255) && "a weight is 0 to 255",
      policy.kind === "geoproximity" && Math.abs(policy.bias) > 99 && "a bias is -99 to 99",
      location?.kind === "continent" &&
        !/^(AF|AN|AS|EU|NA|OC|SA)$/.test(location.continent) &&
        `"${location.continent}" is not a continent code`,
      location?.kind === "country" &&
        !isCountry(location.country) &&
        `"${location.country}" is not a country code`,
      location?.kind === "subdivision" &&
        !/^(US|UA)$/.test(location.country) &&
        "only US and UA have subdivisions",
    ],
  });
}

const COUNTRIES = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** Whether a code is one of ISO 3166-1: `GB`, not `UK`. */
function isCountry(code: string): boolean {
  return (
    /^[A-Z]{2}$/.test(code) &&
    new Intl.Locale(`und-${code}`).region === code &&
    COUNTRIES.of(code) !== undefined
  );
}

function ofAlias(zone: Zone, record: RoutingRecord): readonly Finding[] {
  const { address, type, policy, target, healthCheck } = record;
  if (target.kind === "values") {
    return [];
  }
  if (target.kind === "alias-to-resource") {
    const { id, kind } = target.endpoint;
    const isOtherZone = /(^|\.)aws_route53_(record|zone)\./.test(id);
    const isChecked = hasOwnHealth(kind) || healthCheck !== undefined || policy.kind === "simple";
    const evaluatesNothing = target.evaluateTargetHealth && !isChecked && !isOtherZone;
    return findingsAbout(address, {
      "alias-to-another-zone":
        isOtherZone && `points to ${id}; an alias can only name a record of its own zone`,
      "evaluates-nothing": evaluatesNothing && `${id} is always healthy to Route 53; add a health check`,
    });
  }
  const isDangling = recordsAt(zone, target.name, type).length === 0;
  const isLoop = reach(zone, target.name, type).records.includes(record);
  const found = findingsAbout(address, {
    "dangling-alias": isDangling && `alias target ${target.name} has no ${type} record in this zone`,
    "alias-loop": isLoop && `leads back to itself through ${target.name}`,
  });
  // The target may be one of the records that could not be read, which are errors of their own.
  return zone.isComplete || isLoop ? found : found.map((one) => ({ ...one, severity: "warning" }));
}

/**
 * A failover alias follows its health check, its target's health, or both. A PRIMARY record needs one of them, a
 * SECONDARY record only where its target has health. Route 53 rejects a PRIMARY record that is no alias and has no
 * check ("A non-alias primary ResourceRecordSet must have an associated health check").
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html
 */
function ofFailover(zone: Zone, record: RoutingRecord): readonly Finding[] {
  const { address, name, type, policy, target, healthCheck } = record;
  if (policy.kind !== "failover") {
    return [];
  }
  const isPrimary = policy.role === "PRIMARY";
  const isRejected = isPrimary && target.kind === "values" && healthCheck === undefined;
  const isStuck = isPrimary && recordsAt(zone, name, type).length > 1 && isNeverUnhealthy(zone, record);
  const hasHealth =
    target.kind === "alias-to-record" ||
    (target.kind === "alias-to-resource" && hasOwnHealth(target.endpoint.kind));
  const ignoresHealth = hasHealth && healthCheck === undefined && !target.evaluateTargetHealth;
  return findingsAbout(address, {
    "never-fails-over": isRejected
      ? "Route 53 rejects a PRIMARY record that is not an alias and has no health check"
      : isStuck && "is always healthy, so its SECONDARY record never answers; add a health check",
    "unevaluated-failover-alias":
      !isPrimary && ignoresHealth && "answers even while its target is unhealthy; set evaluate_target_health",
  });
}

/** Whether a record stays healthy when everything that Route 53 observes fails. */
function isNeverUnhealthy(zone: Zone, record: RoutingRecord): boolean {
  const { endpoints, checks } = reach(zone, record.name, record.type);
  const everything = [...checks, ...endpoints.map(({ id }) => id)];
  return new ZoneHealth(zone, new Map(everything.map((id) => [id, "failing"]))).ofRecord(record);
}

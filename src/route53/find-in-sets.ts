import { errorOf, errors, type Finding, finding } from "./finding";
import { isWithin } from "./names";
import { isRegion } from "./regions";
import type { Policy, RoutingRecord, Zone } from "./zone";

/**
 * What is wrong among the records of one name.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 */
export function findInSets(zone: Zone): readonly Finding[] {
  return [...zone.records].flatMap(([name, records]) => [
    ...cnameBesideOthers(name, records),
    ...records
      .filter(({ type }) => type === "CNAME")
      .flatMap(({ address, target }) =>
        errors(address, {
          "cname-not-possible": [
            name === zone.name && `${name} is its zone's own name, which can't be a CNAME`,
            target.kind === "values" && target.endpoints.length > 1 && "a CNAME record has one value",
          ],
        }),
      ),
    ...delegated(zone, name, records),
    ...groups(records, ({ type }) => type).flatMap((set) => findInSet(zone, `${name} ${set[0]?.type}`, set)),
  ]);
}

function findInSet(zone: Zone, subject: string, set: readonly RoutingRecord[]): readonly Finding[] {
  const kinds = [...new Set(set.map(({ policy }) => policy.kind))];
  if (kinds.length > 1) {
    const message = `${subject}: ${kinds.join(" and ")} records under one name and type; all must have one policy`;
    return [errorOf("mixed-policies", set, message)];
  }
  if (kinds[0] === "simple") {
    const message = `${subject}: ${set.length} simple records; give them a policy, or one record all the values`;
    return set.length === 1 ? [] : [errorOf("duplicate-record", set, message)];
  }
  return [
    ...setIdentifiers(subject, set),
    ...routingValues(subject, set),
    ...missingHalves(subject, set),
    ...notPossible(zone, subject, set),
  ];
}

function setIdentifiers(subject: string, set: readonly RoutingRecord[]): readonly Finding[] {
  const missing = set.filter(({ setIdentifier }) => setIdentifier === undefined);
  const named = set.filter(({ setIdentifier }) => setIdentifier !== undefined);
  return [
    ...missing.flatMap(({ address }) =>
      errors(address, { "missing-set-identifier": "set_identifier is missing" }),
    ),
    ...groups(named, ({ setIdentifier }) => setIdentifier)
      .filter((same) => same.length > 1)
      .map((same) =>
        errorOf(
          "duplicate-set-identifier",
          same,
          `${subject}: set_identifier "${same[0]?.setIdentifier}" stands ${same.length} times; each must be unique`,
        ),
      ),
  ];
}

/** Two records of one set that no client could tell apart. */
function routingValues(subject: string, set: readonly RoutingRecord[]): readonly Finding[] {
  return groups(set, ({ policy }) => routingValue(policy))
    .filter((same) => same.length > 1)
    .flatMap((same) => {
      const [first] = same;
      const value = first === undefined ? undefined : routingValue(first.policy);
      const message = `${subject}: ${same.length} records for ${value}; there can be one`;
      return value === undefined ? [] : [errorOf("duplicate-routing-value", same, message)];
    });
}

function routingValue(policy: Policy): string | undefined {
  switch (policy.kind) {
    case "latency":
      return policy.region;
    case "failover":
      return policy.role;
    case "geolocation":
      return Object.values(policy.location).join(" ");
    default:
      return undefined;
  }
}

function missingHalves(subject: string, set: readonly RoutingRecord[]): readonly Finding[] {
  const policies = set.map(({ policy }) => policy);
  const failover = policies.filter((policy) => policy.kind === "failover");
  const places = policies.filter((policy) => policy.kind === "geolocation");
  const networks = policies.filter((policy) => policy.kind === "ip-based");
  const found: Finding[] = [];
  if (failover.length > 0 && failover.every(({ role }) => role === "PRIMARY")) {
    const message = `${subject}: a PRIMARY record without a SECONDARY one fails over to nothing`;
    found.push(finding("missing-secondary", "warning", addresses(set), message));
  }
  if (failover.length > 0 && failover.every(({ role }) => role === "SECONDARY")) {
    found.push(errorOf("missing-primary", set, `${subject}: a SECONDARY record needs a PRIMARY one`));
  }
  if (
    (places.length > 0 && places.every(({ location }) => location.kind !== "default")) ||
    (networks.length > 0 && networks.every(({ blocks }) => blocks !== undefined))
  ) {
    const message = `${subject}: clients whom no record fits get no answer; add a record for the default location "*"`;
    found.push(finding("missing-default-location", "warning", addresses(set), message));
  }
  return found;
}

/**
 * What Route 53 refuses for single records and their zones.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-ipbased.html
 */
function notPossible(zone: Zone, subject: string, set: readonly RoutingRecord[]): readonly Finding[] {
  const networks = set.filter(({ policy }) => policy.kind === "ip-based");
  const collections = new Set(
    networks.map(({ policy }) => (policy.kind === "ip-based" ? policy.collection : "")),
  );
  const ipBased = [
    ...(networks.length > 0 && zone.isPrivate ? ["a private zone has no IP-based records"] : []),
    ...(collections.size > 1 ? ["all records must take their locations from one CIDR collection"] : []),
  ];
  return [
    ...ipBased.map((why) => errorOf("ip-based-not-possible", set, `${subject}: ${why}`)),
    ...set.flatMap(({ address, type, policy, target, setIdentifier = "" }) => {
      const isMultivalue = policy.kind === "multivalue";
      const isAlias = isMultivalue && target.kind !== "values";
      const isCname = isMultivalue && type === "CNAME";
      const isLong = setIdentifier.length > 128 && "set_identifier has at most 128 characters";
      const at = policy.kind === "geoproximity" ? policy.at : policy.kind === "latency" ? policy : undefined;
      return errors(address, {
        "multivalue-alias": isAlias && "a multivalue answer record can't be an alias",
        "cname-not-possible": isCname && "a multivalue answer record can't be a CNAME",
        "invalid-value": [whyInvalid(policy), isLong],
        "unknown-region":
          at && "region" in at && !isRegion(at.region) && `"${at.region}" is no AWS region known here`,
      });
    }),
  ];
}

const CONTINENTS = new Set(["AF", "AN", "AS", "EU", "NA", "OC", "SA"]);

/**
 * Why Route 53 refuses a routing value.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_GeoLocation.html
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_GeoProximityLocation.html
 */
function whyInvalid(policy: Policy): string | false {
  if (policy.kind === "weighted") {
    return (policy.weight < 0 || policy.weight > 255) && "a weight is 0 to 255";
  }
  if (policy.kind === "geoproximity") {
    return Math.abs(policy.bias) > 99 && "a bias is -99 to 99";
  }
  if (policy.kind !== "geolocation") {
    return false;
  }
  const { location } = policy;
  switch (location.kind) {
    case "continent":
      return !CONTINENTS.has(location.continent) && `"${location.continent}" is no continent's code`;
    case "subdivision":
      return !/^(US|UA)$/.test(location.country) && "only US and UA have subdivisions";
    case "country":
      return !/^[A-Z]{2}$/.test(location.country) && `"${location.country}" is no country's code`;
    case "default":
      return false;
  }
}

/** Records at or under a name that NS records delegate: the other zone's servers answer instead. */
function delegated(zone: Zone, name: string, records: readonly RoutingRecord[]): readonly Finding[] {
  const [ns] = name === zone.name ? [] : records.filter(({ type }) => type === "NS");
  const hidden = [...zone.records.values()]
    .flat()
    .filter((one) => isWithin(one.name, name) && one.type !== "NS" && one.type !== "DS");
  const message = `${ns?.address}: delegates ${name} to other name servers, so that ${addresses(hidden).join(", ")} never answer`;
  return ns === undefined || hidden.length === 0 ? [] : [errorOf("delegated-name", [ns, ...hidden], message)];
}

function cnameBesideOthers(name: string, records: readonly RoutingRecord[]): readonly Finding[] {
  const types = new Set(records.map(({ type }) => type));
  const message = `${name}: a CNAME record can't stand beside records of other types`;
  return types.has("CNAME") && types.size > 1 ? [errorOf("cname-beside-others", records, message)] : [];
}

function addresses(records: readonly RoutingRecord[]): readonly string[] {
  return records.map(({ address }) => address);
}

function groups(
  records: readonly RoutingRecord[],
  key: (record: RoutingRecord) => string | undefined,
): readonly (readonly RoutingRecord[])[] {
  const byKey = new Map<string | undefined, RoutingRecord[]>();
  for (const record of records) {
    byKey.set(key(record), [...(byKey.get(key(record)) ?? []), record]);
  }
  return [...byKey.values()];
}

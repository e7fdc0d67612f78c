import { groupBy } from "../terraform";
import { isWithin } from "./dns-names";
import { type Finding, findingsAbout } from "./finding";
import { allRecords, type RoutingRecord, type Zone } from "./zone";

const DEFAULT_LOCATION = "the default location";

/**
 * Finds mistakes among the records of one name, and of one name and type.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 */
export function setFindings(zone: Zone): readonly Finding[] {
  return [...zone.records].flatMap(([name, records]) => [
    ...ofName(zone, name, records),
    ...[...groupBy(records, ({ type }) => type)].flatMap(([type, set]) =>
      ofSet(zone, `${name} ${type}`, set),
    ),
  ]);
}

function ofName(zone: Zone, name: string, records: readonly RoutingRecord[]): readonly Finding[] {
  const types = new Set(records.map(({ type }) => type));
  const isMixed = types.has("CNAME") && types.size > 1;
  const delegation = name === zone.name ? undefined : records.find(({ type }) => type === "NS");
  return [
    ...findingsAbout(
      name,
      { "cname-beside-others": isMixed && "a name with a CNAME record can't have records of other types" },
      records,
    ),
    ...(delegation === undefined ? [] : ofDelegation(zone, delegation)),
  ];
}

function ofDelegation(zone: Zone, record: RoutingRecord): readonly Finding[] {
  const { address, name } = record;
  const hidden = allRecords(zone).filter((one) => isWithin(one.name, name) && !/^(NS|DS)$/.test(one.type));
  const names = hidden.map((one) => one.address).join(", ");
  const delegated = `delegates ${name} to other name servers, so ${names} never answer`;
  return findingsAbout(address, { "delegated-name": names !== "" && delegated }, [record, ...hidden]);
}

/** Finds mistakes among the records of one name and type. */
function ofSet(zone: Zone, subject: string, set: readonly RoutingRecord[]): readonly Finding[] {
  const policies = set.map(({ policy }) => policy);
  const kinds = [...new Set(policies.map(({ kind }) => kind))];
  const roles = policies.flatMap((policy) => (policy.kind === "failover" ? policy.role : []));
  const collections = policies.flatMap((policy) => (policy.kind === "ip-based" ? policy.collection : []));
  const isByLocation = kinds[0] === "geolocation" || kinds[0] === "ip-based";
  const distributions = new Set(
    set.flatMap(({ target }) =>
      target.endpoints.flatMap(({ id, kind }) => (kind === "cloudfront" ? id : [])),
    ),
  );
  if (kinds.length > 1) {
    const message = `${kinds.join(" and ")} records; all must have the same policy`;
    return findingsAbout(subject, { "mixed-policies": message }, set);
  }
  return [
    ...repeated(subject, "duplicate-set-identifier", set, ({ setIdentifier }) =>
      setIdentifier === undefined ? undefined : `the set_identifier "${setIdentifier}"`,
    ),
    ...repeated(subject, "duplicate-routing-value", set, routingValue),
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
          isByLocation &&
          !set.some((record) => routingValue(record) === DEFAULT_LOCATION) &&
          'clients that match no record get no answer; add a record for the default location, "*"',
        "domain-of-another-name":
          distributions.size > 1 &&
          `${[...distributions].join(" and ")} can't both have the alternate domain name ${set[0]?.name}`,
        "ip-based-not-possible": [
          collections.length > 0 && zone.isPrivate && "private zones can't have IP-based records",
          new Set(collections).size > 1 && "all records must take their locations from one CIDR collection",
        ],
      },
      set,
    ),
  ];
}

/** Finds the records of one set that have the same key. */
function repeated(
  subject: string,
  kind: "duplicate-set-identifier" | "duplicate-routing-value",
  set: readonly RoutingRecord[],
  keyOf: (record: RoutingRecord) => string | undefined,
): readonly Finding[] {
  return [...groupBy(set, (record) => keyOf(record) ?? "")].flatMap(([key, same]) => {
    const message = `${same.length} records for ${key}; only one is possible`;
    return findingsAbout(subject, { [kind]: key !== "" && same.length > 1 && message }, same);
  });
}

/** Returns the value that identifies a record among those of its policy. */
function routingValue({ policy }: RoutingRecord): string | undefined {
  switch (policy.kind) {
    case "latency":
      return policy.region;
    case "failover":
      return policy.role;
    case "geolocation":
      return Object.entries(policy.location).flat().join(" ") || DEFAULT_LOCATION;
    case "ip-based":
      return policy.blocks === undefined ? DEFAULT_LOCATION : policy.location;
    default:
      return undefined;
  }
}

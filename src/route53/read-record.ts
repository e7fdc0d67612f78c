import { kindOfHost } from "../aws";
import { type Attributes, type Resource, type Terraform, Unresolved } from "../terraform";
import { normalName, qualified } from "./dns-names";
import type { ResourceIndex } from "./resource-index";
import { known, Unreadable } from "./unreadable";
import type { Endpoint, Location, Policy, RoutingRecord, Target } from "./zone";

/**
 * Reads an `aws_route53_record`.
 *
 * @throws Unreadable if the document does not state how it routes
 */
export function readRecord(
  resource: Resource,
  zone: { readonly key: string; readonly name: string | undefined },
  terraform: Terraform,
  index: ResourceIndex,
): RoutingRecord {
  const { address, attributes } = resource;
  if (resource.repeated || attributes.get("dynamic") !== undefined) {
    throw new Unreadable("only Terraform can expand its count, for_each or dynamic blocks; use the plan");
  }
  const unknown = "its name or type is not known before apply";
  const name = known(attributes.text("name") ?? "", unknown);
  const type = known(attributes.text("type"), unknown).toUpperCase();
  const policy = readPolicy(attributes, terraform);
  const target = readTarget(resource, type, zone.key, index);
  const healthCheckId = attributes.text("health_check_id");
  const [healthCheck, ...otherChecks] = healthCheckId ? index.checkKeys(healthCheckId) : [];
  if (otherChecks.length > 0) {
    throw new Unreadable(
      `which of several health checks it has is not known before apply (${healthCheckId})`,
    );
  }
  return {
    address,
    name: qualified(normalName(name), zone.name),
    type,
    setIdentifier: attributes.text("set_identifier")?.toString() || undefined,
    policy,
    healthCheck,
    target,
  };
}

function readTarget(
  { address, attributes }: Resource,
  type: string,
  zone: string,
  index: ResourceIndex,
): Target {
  const alias = attributes.block("alias");
  if (alias === undefined) {
    const ttlSeconds = known(attributes.number("ttl") ?? 0, "its TTL is not known before apply");
    const values = attributes
      .list("records")
      .filter((value) => typeof value === "string" || value instanceof Unresolved);
    const unclear = values.map((value) => type === "CNAME" && index.ambiguity(value)).find(Boolean);
    if (unclear) {
      throw new Unreadable(`which of several resources it names ${unclear}`);
    }
    return { kind: "values", endpoints: values.map((value) => readValue(value, index)), ttlSeconds };
  }
  const unknown = "its alias has no name, or evaluate_target_health is not known before apply";
  const evaluateTargetHealth = known(alias.flag("evaluate_target_health") ?? false, unknown);
  const name = alias.text("name");
  if (name === undefined) {
    throw new Unreadable(unknown);
  }
  if (name instanceof Unresolved && index.origin(name)?.address === address) {
    throw new Unreadable("where its alias points to is not known before apply");
  }
  const zoneId = alias.text("zone_id");
  const recordName = nameInZone(name, zoneId, zone, index);
  if (recordName !== undefined) {
    return { kind: "alias-to-record", name: recordName, evaluateTargetHealth };
  }
  const unclear = index.ambiguity(name);
  if (unclear !== undefined) {
    throw new Unreadable(`which of several resources its alias points to ${unclear}`);
  }
  // AWS rejects an alias to another hosted zone of the document, and the findings name it.
  const other = zoneId === undefined ? zone : index.zoneKey(zoneId);
  const isOtherZone = other !== zone && index.zoneName(other) !== undefined;
  const endpoint = isOtherZone
    ? { id: other, kind: "other" as const, region: undefined }
    : index.endpoint(name);
  return { kind: "alias-to-resource", endpoint, evaluateTargetHealth };
}

/** Reads a value, where a CNAME may name a record by reference. */
function readValue(value: string | Unresolved, index: ResourceIndex): Endpoint {
  const resource = index.resourceNamed(value);
  const name = resource?.type === "aws_route53_record" ? index.recordName(resource) : undefined;
  return index.endpoint(name ?? value);
}

/** Returns the name of the record in the same zone that an alias points to; undefined if it points out of the zone. */
function nameInZone(
  name: string | Unresolved,
  zoneId: string | Unresolved | undefined,
  zone: string,
  index: ResourceIndex,
): string | undefined {
  const resource = index.resourceNamed(name);
  if (name instanceof Unresolved) {
    return resource?.type === "aws_route53_record" && index.zoneKeyOf(resource) === zone
      ? index.recordName(resource)
      : undefined;
  }
  const isOwnZone = zoneId !== undefined && index.zoneKey(zoneId) === zone;
  return isOwnZone && resource === undefined && kindOfHost(normalName(name)) === "other"
    ? normalName(name)
    : undefined;
}

/** Reads each routing policy's block. */
const POLICIES: readonly (readonly [string, (block: Attributes, terraform: Terraform) => Policy])[] = [
  [
    "weighted_routing_policy",
    (block) => ({ kind: "weighted", weight: known(block.number("weight"), "its weight is not known") }),
  ],
  [
    "latency_routing_policy",
    (block) => ({ kind: "latency", region: known(block.text("region"), "its latency region is not known") }),
  ],
  ["failover_routing_policy", (block) => ({ kind: "failover", role: readRole(block.text("type")) })],
  ["geolocation_routing_policy", (block) => ({ kind: "geolocation", location: readLocation(block) })],
  ["geoproximity_routing_policy", readGeoproximity],
  ["cidr_routing_policy", readIpBased],
];

function readPolicy(attributes: Attributes, terraform: Terraform): Policy {
  const stated = POLICIES.flatMap(([name, read]) => {
    const block = attributes.block(name);
    return block === undefined ? [] : [{ block, read }];
  });
  const [policy, ...others] = stated;
  if (others.length > 0) {
    throw new Unreadable("it has several routing policies; a record has one");
  }
  const isMultivalue = attributes.flag("multivalue_answer_routing_policy") === true;
  return policy?.read(policy.block, terraform) ?? { kind: isMultivalue ? "multivalue" : "simple" };
}

function readRole(role: string | Unresolved | undefined): "PRIMARY" | "SECONDARY" {
  if (role !== "PRIMARY" && role !== "SECONDARY") {
    throw new Unreadable(`its failover type "${role}" is neither PRIMARY nor SECONDARY`);
  }
  return role;
}

function readLocation(block: Attributes): Location {
  const [country, subdivision] = [block.knownText("country"), block.knownText("subdivision")];
  if (country === "*") {
    return { kind: "default" };
  }
  if (country) {
    return subdivision ? { kind: "subdivision", country, subdivision } : { kind: "country", country };
  }
  return { kind: "continent", continent: known(block.text("continent"), "its geolocation is not known") };
}

function readGeoproximity(block: Attributes): Policy {
  const bias = known(block.number("bias") ?? 0, "its bias is not known");
  const region = block.knownText("aws_region");
  if (region) {
    return { kind: "geoproximity", at: { region }, bias };
  }
  const unknown =
    block.text("local_zone_group") === undefined
      ? "its location is not known"
      : "the location of its local zone group is unknown to this tool; use aws_region or coordinates";
  const coordinates = block.block("coordinates");
  const latitude = known(coordinates?.number("latitude"), unknown);
  return {
    kind: "geoproximity",
    at: { latitude, longitude: known(coordinates?.number("longitude"), unknown) },
    bias,
  };
}

/** Reads an IP-based policy. The CIDR blocks of its location are resources of their own. */
function readIpBased(block: Attributes, terraform: Terraform): Policy {
  const collection = block.text("collection_id");
  const location = block.text("location_name");
  if (collection === undefined || location === undefined) {
    throw new Unreadable("its CIDR collection or location is missing");
  }
  if (location === "*") {
    return { kind: "ip-based", blocks: undefined, collection: collection.toString() };
  }
  const same = (a: string | Unresolved | undefined, b: string | Unresolved) => String(a) === String(b);
  const matching = [...terraform.resources.values()].filter(
    ({ type, attributes, address }) =>
      type === "aws_route53_cidr_location" &&
      same(attributes.text("cidr_collection_id"), collection) &&
      (same(attributes.text("name"), location) ||
        (location instanceof Unresolved && location.reference?.address === address)),
  );
  if (matching.length === 0) {
    throw new Unreadable(`its CIDR location "${location}" is not in this document`);
  }
  const blocks = matching.flatMap(({ attributes }) => attributes.texts("cidr_blocks"));
  return { kind: "ip-based", blocks, collection: collection.toString() };
}

import { kindOfHost } from "../aws";
import { type Attributes, type Resource, type Text, Unresolved } from "../terraform";
import { normalName, qualified } from "./dns-names";
import { known, oneOf, Unreadable } from "./finding";
import type { ResourceIndex } from "./resource-index";
import { AREAS, type Policy, RESOURCE_TTL_SECONDS, type RoutingRecord, type Target } from "./zone";

/**
 * Reads an `aws_route53_record`.
 *
 * @throws Unreadable if the document does not state how it routes
 */
export function readRecord(
  resource: Resource,
  zone: { readonly key: string; readonly name: string | undefined },
  index: ResourceIndex,
): RoutingRecord {
  const { address, attributes } = resource;
  if (resource.repeated || attributes.get("dynamic") !== undefined) {
    throw new Unreadable("only Terraform can expand its count, for_each or dynamic blocks; use the plan");
  }
  const unknown = "its name or type is not known before apply";
  const name = known(attributes.text("name") ?? "", unknown);
  const type = known(attributes.text("type"), unknown).toUpperCase();
  const policy = readPolicy(attributes, index);
  const target = readTarget(resource, type, zone.key, index);
  const healthCheckId = attributes.text("health_check_id");
  const [healthCheck, ...otherChecks] = healthCheckId ? index.checkKeys(healthCheckId) : [];
  if (otherChecks.length > 0 || (healthCheckId instanceof Unresolved && healthCheckId.isConditional)) {
    throw new Unreadable(`which health check it has is not known before apply (${healthCheckId})`);
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
  const refuseUnclear = (value: Text, what: string) => {
    const why = index.ambiguity(value);
    if (why !== undefined) {
      throw new Unreadable(`which of several resources ${what} ${why}`);
    }
  };
  if (alias === undefined) {
    const values = attributes
      .list("records")
      .filter((value) => typeof value === "string" || value instanceof Unresolved);
    for (const value of type === "CNAME" ? values : []) {
      refuseUnclear(value, "it names");
    }
    return {
      isAlias: false,
      name: undefined,
      endpoints: values.map((value) => index.endpoint(recordNamed(value, index) ?? value)),
      ttlSeconds: known(attributes.number("ttl") ?? 0, "its TTL is not known before apply"),
      evaluateTargetHealth: false,
    };
  }
  const unknown = "its alias has no name, or evaluate_target_health is not known before apply";
  const evaluateTargetHealth = known(alias.flag("evaluate_target_health") ?? false, unknown);
  const [name, zoneId] = [alias.text("name"), alias.text("zone_id")];
  if (name === undefined) {
    throw new Unreadable(unknown);
  }
  if (index.origin(name)?.address === address) {
    throw new Unreadable("where its alias points to is not known before apply");
  }
  const within = zoneId === undefined ? zone : index.zoneKey(zoneId);
  const isPlain = typeof name === "string" && zoneId !== undefined && within === zone;
  const isRecord =
    isPlain && index.resourceNamed(name) === undefined && kindOfHost(normalName(name)) === "other";
  const recordName = isRecord ? normalName(name) : recordNamed(name, index, zone);
  const common = { isAlias: true, ttlSeconds: RESOURCE_TTL_SECONDS, evaluateTargetHealth };
  if (recordName !== undefined) {
    return { ...common, name: recordName, endpoints: [] };
  }
  refuseUnclear(name, "its alias points to");
  // AWS rejects an alias to another hosted zone of the document, and the findings name it.
  const endpoint =
    within !== zone && index.zoneName(within) !== undefined
      ? { id: within, kind: "other" as const, region: undefined }
      : index.endpoint(name);
  return { ...common, name: undefined, endpoints: [endpoint] };
}

/**
 * Returns the name of the record that a value refers to.
 *
 * @param zone - the key of the zone that must contain the record
 */
function recordNamed(value: Text, index: ResourceIndex, zone?: string): string | undefined {
  const record = index.resourceNamed(value);
  return record?.type === "aws_route53_record" &&
    (zone ?? index.zoneKeyOf(record)) === index.zoneKeyOf(record)
    ? index.recordName(record)
    : undefined;
}

/** Reads each routing policy's block. */
const POLICIES: Readonly<Record<string, (block: Attributes, index: ResourceIndex) => Policy>> = {
  weighted_routing_policy: (block) => ({
    kind: "weighted",
    weight: known(block.number("weight"), "its weight is not known"),
  }),
  latency_routing_policy: (block) => ({
    kind: "latency",
    region: known(block.text("region"), "its latency region is not known"),
  }),
  failover_routing_policy: (block) => ({
    kind: "failover",
    role: oneOf(block.text("type"), ["PRIMARY", "SECONDARY"], "failover type"),
  }),
  geolocation_routing_policy: readGeolocation,
  geoproximity_routing_policy: readGeoproximity,
  cidr_routing_policy: readIpBased,
};

function readPolicy(attributes: Attributes, index: ResourceIndex): Policy {
  const [policy, ...others] = Object.entries(POLICIES).flatMap(([name, read]) =>
    attributes.blocks(name).map((block) => ({ block, read })),
  );
  if (others.length > 0) {
    throw new Unreadable("it has several routing policies; a record has one");
  }
  const isMultivalue = attributes.flag("multivalue_answer_routing_policy") === true;
  return policy?.read(policy.block, index) ?? { kind: isMultivalue ? "multivalue" : "simple" };
}

function readGeolocation(block: Attributes): Policy {
  const unknown = "its geolocation is not known";
  const stated = AREAS.map((area) => [area, block.text(area)] as const).filter(([, code]) => code);
  known(stated[0], unknown);
  const location = Object.fromEntries(stated.map(([area, code]) => [area, known(code, unknown)]));
  return { kind: "geolocation", location: location["country"] === "*" ? {} : location };
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
  const degrees = (path: string) => known(block.number(`coordinates[0].${path}`), unknown);
  return {
    kind: "geoproximity",
    at: { latitude: degrees("latitude"), longitude: degrees("longitude") },
    bias,
  };
}

/** Reads an IP-based policy. The CIDR blocks of its location are resources of their own. */
function readIpBased(block: Attributes, index: ResourceIndex): Policy {
  const [collection, location] = [block.text("collection_id"), block.text("location_name")];
  if (collection === undefined || location === undefined) {
    throw new Unreadable("its CIDR collection or location is missing");
  }
  const matching = index
    .ofType("aws_route53_cidr_location")
    .filter(
      (one) =>
        String(one.attributes.text("cidr_collection_id")) === String(collection) &&
        index.isOf(location, one, "name"),
    );
  if (location !== "*" && matching.length === 0) {
    throw new Unreadable(`its CIDR location "${location}" is not in this document`);
  }
  const blocks = matching.flatMap(({ attributes }) => attributes.texts("cidr_blocks"));
  return {
    kind: "ip-based",
    location: String(location),
    blocks: location === "*" ? undefined : blocks,
    collection: String(collection),
  };
}

import { type Resource, type Terraform, Unresolved } from "../terraform";
import type { Directory } from "./directory";
import { normalName, qualified } from "./names";
import { readPolicy } from "./read-policy";
import type { Endpoint, RoutingRecord, Target } from "./zone";

/** Reads an `aws_route53_record`; answers with a sentence if it says too little to know how it routes. */
export function readRecord(
  resource: Resource,
  zone: { readonly key: string; readonly name: string | undefined },
  terraform: Terraform,
  directory: Directory,
): RoutingRecord | string {
  const { address, attributes } = resource;
  if (resource.repeated || attributes.get("dynamic") !== undefined) {
    return "only Terraform can expand its count, for_each or dynamic blocks; hand over a plan instead";
  }
  const name = attributes.text("name") ?? "";
  const type = attributes.text("type");
  if (typeof name !== "string" || typeof type !== "string") {
    return "its name or type is not known before apply";
  }
  const policy = readPolicy(attributes, terraform);
  if (typeof policy === "string") {
    return policy;
  }
  const target = readTarget(resource, type, zone.key, directory);
  if (typeof target === "string") {
    return target;
  }
  const healthCheckId = attributes.text("health_check_id");
  const [healthCheck, ...otherChecks] = healthCheckId ? directory.checkKeys(healthCheckId) : [];
  if (otherChecks.length > 0) {
    return `which of several health checks it has is not known before apply (${healthCheckId})`;
  }
  return {
    address,
    name: qualified(normalName(name), zone.name),
    type: type.toUpperCase(),
    setIdentifier: attributes.text("set_identifier")?.toString() || undefined,
    policy,
    healthCheck,
    target,
  };
}

/** A CNAME may name a record by reference. */
function readValue(value: string | Unresolved, directory: Directory): Endpoint {
  const resource = directory.resourceNamed(value);
  const name = resource?.type === "aws_route53_record" ? directory.recordName(resource) : undefined;
  return directory.endpoint(name ?? value);
}

function readTarget(
  { address, attributes }: Resource,
  type: string,
  zone: string,
  directory: Directory,
): Target | string {
  const alias = attributes.block("alias");
  if (alias === undefined) {
    const ttlSeconds = attributes.number("ttl") ?? 0;
    if (typeof ttlSeconds !== "number") {
      return "its TTL is not known before apply";
    }
    const values = attributes
      .list("records")
      .filter((value) => typeof value === "string" || value instanceof Unresolved);
    const unclear =
      type === "CNAME" ? values.map((value) => directory.ambiguity(value)).find(Boolean) : undefined;
    return unclear === undefined
      ? { kind: "values", endpoints: values.map((value) => readValue(value, directory)), ttlSeconds }
      : `which of several things it names ${unclear}`;
  }
  const name = alias.text("name");
  const evaluateTargetHealth = alias.flag("evaluate_target_health") ?? false;
  if (name === undefined || evaluateTargetHealth instanceof Unresolved) {
    return "its alias has no name, or whether it evaluates its target is not known before apply";
  }
  if (name instanceof Unresolved && directory.origin(name)?.address === address) {
    return "where its alias points to is not known before apply";
  }
  const recordName = nameInZone(name, alias.text("zone_id"), zone, directory);
  if (recordName !== undefined) {
    return { kind: "alias-to-record", name: recordName, evaluateTargetHealth };
  }
  const unclear = directory.ambiguity(name);
  if (unclear !== undefined) {
    return `which of several things its alias points to ${unclear}`;
  }
  return {
    kind: "alias-to-resource",
    endpoint: otherZone(alias.text("zone_id"), zone, directory) ?? directory.endpoint(name),
    evaluateTargetHealth,
  };
}

/** Another hosted zone of the document, if the alias points there: AWS refuses it, and the findings name it. */
function otherZone(
  aliasZone: string | Unresolved | undefined,
  zone: string,
  directory: Directory,
): Endpoint | undefined {
  const key = aliasZone === undefined ? zone : directory.zoneKey(aliasZone);
  return key === zone || directory.zoneName(key) === undefined
    ? undefined
    : { id: key, kind: "other", region: undefined };
}

/** The name of the record in the same zone that an alias points to; undefined if it points out of the zone. */
function nameInZone(
  name: string | Unresolved,
  aliasZone: string | Unresolved | undefined,
  zone: string,
  directory: Directory,
): string | undefined {
  const resource = directory.resourceNamed(name);
  if (name instanceof Unresolved) {
    return resource?.type === "aws_route53_record" && directory.zoneKeyOf(resource) === zone
      ? directory.recordName(resource)
      : undefined;
  }
  const sameZone = aliasZone !== undefined && directory.zoneKey(aliasZone) === zone;
  return sameZone && resource === undefined ? normalName(name) : undefined;
}

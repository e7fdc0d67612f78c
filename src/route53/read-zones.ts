import { type Resource, type Terraform, Unresolved } from "../terraform";
import { Directory } from "./directory";
import type { Finding } from "./finding";
import { readCheck } from "./read-check";
import { readRecord } from "./read-record";
import type { RoutingRecord, Zone } from "./zone";

/** Every hosted zone that a Terraform document describes, with its records and the document's health checks. */
export function readZones(terraform: Terraform): readonly Zone[] {
  const directory = new Directory(terraform);
  const managed = [...terraform.resources.values()].filter(({ mode }) => mode === "managed");
  const checks = read(managed, "aws_route53_health_check", (resource) => readCheck(resource, directory));
  const byZone = new Map<string, Resource[]>();
  for (const resource of managed) {
    if (resource.type === "aws_route53_zone") {
      byZone.set(resource.address, byZone.get(resource.address) ?? []);
    } else if (resource.type === "aws_route53_record" && !validatesCertificate(resource)) {
      const key = directory.zoneKeyOf(resource);
      byZone.set(key, [...(byZone.get(key) ?? []), resource]);
    }
  }
  const zones: Zone[] = [];
  for (const [key, resources] of byZone) {
    const zone = { key, name: directory.zoneName(key) };
    const records = read(resources, "aws_route53_record", (resource) =>
      readRecord(resource, zone, terraform, directory),
    );
    const resource = terraform.resources.get(key);
    const unread = [...checks.unread, ...records.unread];
    zones.push({
      id: key,
      name: zone.name,
      records: byName(records.read),
      checks: new Map(checks.read.map((check) => [check.address, check])),
      unread,
      isPrivate:
        resource?.attributes.flag("private_zone") === true || resource?.attributes.block("vpc") !== undefined,
      isComplete: resource?.mode === "managed" && unread.length === 0,
      document: { terraform, directory, zones },
    });
  }
  return zones;
}

function read<T extends object>(
  resources: readonly Resource[],
  type: string,
  reader: (resource: Resource) => T | string,
): { read: readonly T[]; unread: readonly Finding[] } {
  const results = resources
    .filter((resource) => resource.type === type)
    .map((resource) => ({ address: resource.address, result: reader(resource) }));
  return {
    read: results.flatMap(({ result }) => (typeof result === "string" ? [] : [result])),
    unread: results.flatMap(({ address, result }) =>
      typeof result === "string"
        ? [{ kind: "unreadable", severity: "error", addresses: [address], message: `${address}: ${result}` }]
        : [],
    ),
  };
}

function byName(records: readonly RoutingRecord[]): Zone["records"] {
  const names = new Map<string, RoutingRecord[]>();
  for (const record of records) {
    names.set(record.name, [...(names.get(record.name) ?? []), record]);
  }
  return names;
}

/** A record that only proves to a certificate authority whose the domain is: it sends nobody anywhere. */
export function validatesCertificate({ attributes }: Resource): boolean {
  const name = attributes.text("name");
  return (
    name instanceof Unresolved &&
    name.references.length > 0 &&
    name.references.every(({ address }) => /(^|\.)aws_acm_certificate\./.test(address))
  );
}

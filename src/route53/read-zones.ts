import { groupBy, type Resource, type Terraform, Unresolved } from "../terraform";
import { type Finding, findingsAbout, Unreadable } from "./finding";
import { readHealthCheck } from "./read-health-check";
import { readRecord } from "./read-record";
import { ResourceIndex } from "./resource-index";
import type { Zone } from "./zone";

/** Reads every hosted zone that a Terraform document describes, with its records and the document's health checks. */
export function readZones(terraform: Terraform): readonly Zone[] {
  const index = new ResourceIndex(terraform);
  const managed = (type: string) => index.ofType(type).filter(({ mode }) => mode === "managed");
  const checks = readAll(managed("aws_route53_health_check"), (one) => readHealthCheck(one, index));
  const routing = managed("aws_route53_record").filter((one) => !validatesCertificate(one));
  const byZone = groupBy(routing, (record) => index.zoneKeyOf(record));
  const own = managed("aws_route53_zone").map(({ address }) => address);
  const zones: Zone[] = [];
  for (const id of new Set([...own, ...byZone.keys()])) {
    const zone = { key: id, name: index.zoneName(id) };
    const records = readAll(byZone.get(id) ?? [], (one) => readRecord(one, zone, index));
    const resource = terraform.resources.get(id);
    const unread = [...checks.unread, ...records.unread];
    zones.push({
      id,
      name: zone.name,
      records: groupBy(records.read, ({ name }) => name),
      checks: new Map(checks.read.map((check) => [check.address, check])),
      unread,
      isPrivate:
        resource?.attributes.flag("private_zone") === true || resource?.attributes.block("vpc") !== undefined,
      isComplete: resource?.mode === "managed" && unread.length === 0,
      index,
      zones,
    });
  }
  return zones;
}

function readAll<T>(
  resources: readonly Resource[],
  reader: (resource: Resource) => T,
): { read: readonly T[]; unread: readonly Finding[] } {
  const read: T[] = [];
  const unread: Finding[] = [];
  for (const resource of resources) {
    try {
      read.push(reader(resource));
    } catch (error) {
      if (!(error instanceof Unreadable)) {
        throw error;
      }
      unread.push(...findingsAbout(resource.address, { unreadable: error.message }));
    }
  }
  return { read, unread };
}

/** Whether a record only validates a certificate, and sends clients nowhere. */
export function validatesCertificate({ attributes }: Resource): boolean {
  const name = attributes.text("name");
  return (
    name instanceof Unresolved &&
    name.references.length > 0 &&
    name.references.every(({ address }) => /(^|\.)aws_acm_certificate\./.test(address))
  );
}

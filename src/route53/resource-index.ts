import { isGlobal, isRegion, kindOfHost, kindOfType, nameAttributes, type TargetKind } from "../aws";
import {
  isValueList,
  moduleOf,
  References,
  type Resource,
  type Terraform,
  Unresolved,
  type Value,
} from "../terraform";
import { isWithin, normalName, qualified } from "./dns-names";
import type { Endpoint } from "./zone";

/** Finds the resources that the names, addresses and ids in records stand for, by value or by reference. */
export class ResourceIndex extends References {
  private readonly byDnsName: ReadonlyMap<string, readonly Resource[]>;
  private readonly zones: readonly Resource[];
  private readonly zonesById: ReadonlyMap<string, readonly Resource[]>;
  private readonly checksById: ReadonlyMap<string, readonly Resource[]>;

  constructor(terraform: Terraform) {
    super(terraform);
    const all = [...terraform.resources.values()];
    const ofType = (type: string) => all.filter((resource) => resource.type === type);
    const named = all.filter(({ type }) => nameAttributes(type).length > 0);
    this.zones = ofType("aws_route53_zone");
    this.byDnsName = index(named, ({ type, attributes }) =>
      nameAttributes(type).flatMap((path) => texts(attributes.get(path)).map(normalName)),
    );
    this.zonesById = index(this.zones, ({ attributes }) => texts(attributes.get("zone_id")));
    this.checksById = index(ofType("aws_route53_health_check"), ({ attributes }) =>
      texts(attributes.get("id")),
    );
  }

  /** Returns the resource with a DNS name or an address; undefined if it is not in this document. */
  resourceNamed(value: string | Unresolved): Resource | undefined {
    return value instanceof Unresolved ? this.origin(value) : preferred(this.byDnsName, hostName(value));
  }

  endpoint(value: string | Unresolved): Endpoint {
    const resource = this.resourceNamed(value);
    if (resource === undefined) {
      const id = value instanceof Unresolved ? value.toString() : hostName(value);
      return { id, kind: kindOfHost(id), region: regionIn(id) };
    }
    const region = this.regionOf(resource) ?? regionIn(value);
    const kind = kindOf(resource);
    return { id: resource.address, kind, region: isGlobal(resource.type) ? undefined : region };
  }

  /** Returns the region that a resource states (AWS provider 6), or that its provider or its ARN names. */
  regionOf({ region, attributes }: Resource): string | undefined {
    const stated = attributes.knownText("region") ?? "";
    return isRegion(stated) ? stated : (region ?? regionIn(attributes.knownText("arn")));
  }

  /** Returns the full name of an `aws_route53_record`, whose own name may be relative to its zone. */
  recordName(record: Resource): string | undefined {
    const name = record.attributes.knownText("name");
    return name === undefined
      ? undefined
      : qualified(normalName(name), this.zoneName(this.zoneKeyOf(record)));
  }

  /** Returns the address of a record's zone, or the zone's id if the document has no resource for it. */
  zoneKeyOf({ address, attributes }: Resource): string {
    const id = attributes.text("zone_id") ?? "";
    const key = this.zoneKey(id);
    if (this.zoneName(key) !== undefined || !(id instanceof Unresolved)) {
      return key;
    }
    // A plan does not state what a local value stands for, but the record's name and its module may.
    const name = normalName(attributes.knownText("name") ?? "");
    const module = moduleOf(address);
    const beside = this.zones.filter((zone) => zone.mode === "managed" && moduleOf(zone.address) === module);
    const parents = this.zones.filter((zone) => {
      const zoneName = this.zoneName(zone.address);
      return zoneName !== undefined && isWithin(name, zoneName);
    });
    const [only, ...others] = module !== "" && beside.length === 1 ? beside : parents;
    return others.length === 0 ? (only?.address ?? key) : key;
  }

  zoneKey(id: string | Unresolved): string {
    const resource =
      id instanceof Unresolved ? this.origin(id) : preferred(this.zonesById, id.replace("/hostedzone/", ""));
    return resource?.type === "aws_route53_record"
      ? this.zoneKeyOf(resource)
      : (resource?.address ?? id.toString());
  }

  zoneName(key: string): string | undefined {
    const zone = this.terraform.resources.get(key);
    const name = zone?.type === "aws_route53_zone" ? zone.attributes.knownText("name") : undefined;
    return name === undefined ? undefined : normalName(name);
  }

  /** Returns the addresses of health checks, or their ids if the document has no resources: several for a `[*]`. */
  checkKeys(id: string | Unresolved): readonly string[] {
    if (!(id instanceof Unresolved)) {
      return [preferred(this.checksById, id)?.address ?? id];
    }
    const checks = this.origins(id).filter(({ type }) => type === "aws_route53_health_check");
    const [address, ...others] = new Set(id.references.map((reference) => reference.address));
    return checks.length > 0
      ? checks.map((check) => check.address)
      : [address !== undefined && others.length === 0 ? address : id.toString()];
  }

  /** Returns the metric or composite alarm of a name. */
  alarm(name: string | Unresolved): Resource | undefined {
    const isNamed = ({ type, attributes }: Resource) =>
      /^aws_cloudwatch_(metric|composite)_alarm$/.test(type) &&
      attributes.text("alarm_name")?.toString() === name.toString();
    return this.origin(name) ?? [...this.terraform.resources.values()].find(isNamed);
  }
}

function index(
  resources: readonly Resource[],
  keys: (resource: Resource) => readonly string[],
): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const key of keys(resource)) {
      found.set(key, [...(found.get(key) ?? []), resource]);
    }
  }
  return found;
}

/** A data source may have read what the document manages. */
function preferred(found: ReadonlyMap<string, readonly Resource[]>, key: string): Resource | undefined {
  const resources = found.get(key) ?? [];
  return resources.findLast(({ mode }) => mode === "managed") ?? resources[0];
}

/** Returns what a resource is to Route 53, by the attribute that names it. */
export function kindOf({ type, attributes }: Resource, path?: string): TargetKind {
  const isNetwork = attributes.text("load_balancer_type") === "network";
  return isNetwork ? "network-load-balancer" : kindOfType(type, path);
}

/** The console puts `dualstack.` before a load balancer's name. */
export function hostName(name: string): string {
  return normalName(name).replace(/^dualstack\./, "");
}

/** Returns the region in an ARN or in a DNS name of AWS. */
function regionIn(text: string | Unresolved | undefined): string | undefined {
  return typeof text === "string" && /amazonaws|elasticbeanstalk|awsapprunner|^arn:/.test(text)
    ? text.match(/[a-z]{2}(?:-gov)?-[a-z]+-\d/g)?.find(isRegion)
    : undefined;
}

function texts(value: Value | undefined): readonly string[] {
  return (isValueList(value) ? value : [value]).filter((item) => typeof item === "string");
}

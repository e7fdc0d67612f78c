import { isGlobal, isRegion, kindOfHost, kindOfType, nameAttributes, type TargetKind } from "../aws";
import {
  groupBy,
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
  private readonly byType: ReadonlyMap<string, readonly Resource[]>;
  private readonly byDnsName = new Map<string, Resource[]>();

  constructor(terraform: Terraform) {
    super(terraform);
    this.byType = groupBy([...terraform.resources.values()], ({ type }) => type);
    for (const [type, resources] of this.byType) {
      for (const path of nameAttributes(type)) {
        for (const resource of resources) {
          for (const name of texts(resource.attributes.get(path)).map(normalName)) {
            this.byDnsName.set(name, [...(this.byDnsName.get(name) ?? []), resource]);
          }
        }
      }
    }
  }

  ofType(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** Whether a value refers to a resource or equals one of its attributes. */
  isOf(
    value: string | Unresolved | undefined,
    { address, attributes }: Resource,
    attribute: string,
  ): boolean {
    return value instanceof Unresolved
      ? this.origin(value)?.address === address
      : value !== undefined && value === attributes.knownText(attribute);
  }

  /** Returns the resource with a DNS name or an address; undefined if it is not in this document. */
  resourceNamed(value: string | Unresolved): Resource | undefined {
    return value instanceof Unresolved ? this.origin(value) : preferred(this.byDnsName.get(hostName(value)));
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
    const zones = this.ofType("aws_route53_zone");
    const beside = zones.filter((zone) => zone.mode === "managed" && moduleOf(zone.address) === module);
    const parents = zones.filter((zone) => {
      const zoneName = this.zoneName(zone.address);
      return zoneName !== undefined && isWithin(name, zoneName);
    });
    const [only, ...others] = module !== "" && beside.length === 1 ? beside : parents;
    return others.length === 0 ? (only?.address ?? key) : key;
  }

  zoneKey(id: string | Unresolved): string {
    const resource = this.identified(id, "aws_route53_zone", "zone_id");
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
      return [this.identified(id, "aws_route53_health_check", "id")?.address ?? id];
    }
    const checks = this.origins(id).filter(({ type }) => type === "aws_route53_health_check");
    const [address, ...others] = new Set(id.references.map((reference) => reference.address));
    return checks.length > 0
      ? checks.map((check) => check.address)
      : [address !== undefined && others.length === 0 ? address : id.toString()];
  }

  /** Returns the metric or composite alarm of a name. */
  alarm(name: string | Unresolved): Resource | undefined {
    const isNamed = ({ attributes }: Resource) =>
      attributes.text("alarm_name")?.toString() === name.toString();
    return (
      this.origin(name) ??
      this.ofType("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm").find(isNamed)
    );
  }

  private identified(id: string | Unresolved, type: string, attribute: string): Resource | undefined {
    return id instanceof Unresolved
      ? this.origin(id)
      : preferred(
          this.ofType(type).filter((one) => one.attributes.get(attribute) === id.replace("/hostedzone/", "")),
        );
  }
}

/** A data source may have read what the document manages. */
function preferred(resources: readonly Resource[] = []): Resource | undefined {
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

import { isGlobal, isRegion, kindOfHost, kindOfType, nameAttributes, type TargetKind } from "../aws";
import {
  Attributes,
  groupBy,
  moduleOf,
  References,
  type Resource,
  regionOfArn,
  type Terraform,
  type Text,
  Unresolved,
} from "../terraform";
import { isWithin, normalName, qualified } from "./dns-names";
import type { Endpoint } from "./zone";

/** Finds the resources that the names, addresses and ids in records stand for, by value or by reference. */
export class ResourceIndex extends References {
  private readonly byType: ReadonlyMap<string, readonly Resource[]>;
  private readonly byDnsName: ReadonlyMap<string, readonly { readonly resource: Resource }[]>;

  constructor(terraform: Terraform) {
    super(terraform);
    this.byType = groupBy([...terraform.resources.values()], ({ type }) => type);
    const named = [...this.byType].flatMap(([type, resources]) =>
      nameAttributes(type).flatMap((path) =>
        resources.flatMap((resource) =>
          [resource.attributes.texts(path), resource.attributes.knownText(path) ?? []]
            .flat()
            .map((name) => ({ name: normalName(name), resource })),
        ),
      ),
    );
    this.byDnsName = groupBy(named, ({ name }) => name);
  }

  resource(address: string): Resource | undefined {
    return this.terraform.resources.get(address);
  }

  attributesOf(address: string): Attributes {
    return this.resource(address)?.attributes ?? new Attributes(() => ({}));
  }

  ofType(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** Whether a value refers to a resource or equals one of its attributes. */
  isOf(value: Text | undefined, resource: Resource, attribute: string): boolean {
    return (
      value !== undefined &&
      (this.origin(value)?.address === resource.address ||
        String(value) === String(resource.attributes.text(attribute)))
    );
  }

  /** Returns the resource of these types that a value refers to, or whose attribute it equals. */
  find(value: Text | undefined, attribute: string, ...types: readonly string[]): Resource | undefined {
    const isNamed = (one: Resource) => this.isOf(value, one, attribute);
    return this.origin(value) ?? preferred(this.ofType(...types).filter(isNamed));
  }

  /** Returns the resources of these types with an argument that names a resource by an attribute. */
  naming(
    resource: Resource,
    attribute: string,
    argument: string,
    ...types: readonly string[]
  ): readonly Resource[] {
    return this.ofType(...types).filter((one) =>
      this.isOf(one.attributes.text(argument), resource, attribute),
    );
  }

  /** Returns the resource with a DNS name or an address; undefined if it is not in this document. */
  resourceNamed(value: Text): Resource | undefined {
    return value instanceof Unresolved
      ? this.origin(value)
      : preferred(this.byDnsName.get(hostName(value))?.map(({ resource }) => resource));
  }

  endpoint(value: Text): Endpoint {
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
    return isRegion(stated) ? stated : (region ?? regionOfArn(attributes.knownText("arn")));
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
    // A plan does not resolve local values, but the record's name or module may identify the zone.
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

  zoneKey(id: Text): string {
    const value = id instanceof Unresolved ? id : id.replace("/hostedzone/", "");
    const resource = this.find(value, "zone_id", "aws_route53_zone");
    return resource?.type === "aws_route53_record"
      ? this.zoneKeyOf(resource)
      : (resource?.address ?? id.toString());
  }

  zoneName(key: string): string | undefined {
    const zone = this.resource(key);
    const name = zone?.type === "aws_route53_zone" ? zone.attributes.knownText("name") : undefined;
    return name === undefined ? undefined : normalName(name);
  }

  /** Returns the addresses of health checks, or their ids if the document has no resources: several for a `[*]`. */
  checkKeys(id: Text): readonly string[] {
    if (!(id instanceof Unresolved)) {
      return [this.find(id, "id", "aws_route53_health_check")?.address ?? id];
    }
    const checks = this.origins(id).filter(({ type }) => type === "aws_route53_health_check");
    const [address, ...others] = new Set(id.references.map((reference) => reference.address));
    return checks.length > 0
      ? checks.map((check) => check.address)
      : [address !== undefined && others.length === 0 ? address : id.toString()];
  }

  /** Returns the metric or composite alarm of a health check. Another region may have an alarm of the same name. */
  alarmOf(check: Attributes): Resource | undefined {
    const [name, region] = [check.text("cloudwatch_alarm_name"), check.text("cloudwatch_alarm_region")];
    const named = this.ofType("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm").filter((one) =>
      this.isOf(name, one, "alarm_name"),
    );
    const there = named.filter((one) => this.regionOf(one) === region);
    return this.origin(name) ?? preferred(there.length > 0 ? there : named);
  }
}

/** Prefers a managed resource to a data source, which may have read it. */
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

/** Returns the region in a DNS name of AWS, which follows the resource's own name. That may contain another region. */
function regionIn(host: Text): string | undefined {
  return typeof host === "string" && /amazonaws|elasticbeanstalk|awsapprunner/.test(host)
    ? host.match(/[a-z]{2}(?:-gov)?-[a-z]+-\d/g)?.findLast(isRegion)
    : undefined;
}

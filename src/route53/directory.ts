import { isValueList, type Resource, type Terraform, Unresolved, type Value } from "../terraform";
import { isWithin, normalName, qualified } from "./names";
import { isRegion } from "./regions";
import type { Endpoint } from "./zone";

/** Where resources keep the names and addresses that records point to. */
const DNS_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ["aws_alb", ["dns_name"]],
  ["aws_api_gateway_domain_name", ["regional_domain_name", "cloudfront_domain_name"]],
  ["aws_apigatewayv2_domain_name", ["domain_name_configuration[0].target_domain_name"]],
  ["aws_appsync_domain_name", ["appsync_domain_name"]],
  ["aws_cloudfront_distribution", ["domain_name"]],
  ["aws_cognito_user_pool_domain", ["cloudfront_distribution"]],
  ["aws_eip", ["public_ip", "public_dns"]],
  ["aws_elastic_beanstalk_environment", ["cname"]],
  ["aws_elb", ["dns_name"]],
  ["aws_globalaccelerator_accelerator", ["dns_name", "dual_stack_dns_name"]],
  ["aws_instance", ["public_ip", "public_dns", "ipv6_addresses"]],
  ["aws_lb", ["dns_name"]],
  ["aws_s3_bucket", ["bucket_regional_domain_name", "bucket_domain_name"]],
  ["aws_s3_bucket_website_configuration", ["website_endpoint"]],
  ["aws_vpc_endpoint", ["dns_entry[0].dns_name", "dns_entry[1].dns_name"]],
]);

const LOAD_BALANCERS = new Set(["aws_alb", "aws_elastic_beanstalk_environment", "aws_elb", "aws_lb"]);

/** Served from everywhere, wherever their provider is. */
const GLOBAL = new Set([
  "aws_cloudfront_distribution",
  "aws_cognito_user_pool_domain",
  "aws_globalaccelerator_accelerator",
]);

/** Tells what the names, addresses and ids in records stand for, known already or only by reference. */
export class Directory {
  private readonly byDnsName: ReadonlyMap<string, Resource>;
  private readonly byBareAddress: ReadonlyMap<string, readonly Resource[]>;
  private readonly zones: readonly Resource[];
  private readonly zonesById: ReadonlyMap<string, Resource>;
  private readonly checksById: ReadonlyMap<string, Resource>;

  constructor(private readonly terraform: Terraform) {
    this.byDnsName = this.index((resource) =>
      (DNS_ATTRIBUTES.get(resource.type) ?? [])
        .flatMap((path) => texts(resource.attributes.get(path)))
        .map(normalName),
    );
    this.zones = [...terraform.resources.values()].filter(({ type }) => type === "aws_route53_zone");
    this.zonesById = this.index((resource) =>
      resource.type === "aws_route53_zone" ? texts(resource.attributes.get("zone_id")) : [],
    );
    this.checksById = this.index((resource) =>
      resource.type === "aws_route53_health_check" ? texts(resource.attributes.get("id")) : [],
    );
    const instances = new Map<string, Resource[]>();
    for (const resource of terraform.resources.values()) {
      const bare = bareAddress(resource.address);
      const known = instances.get(bare);
      if (known === undefined) {
        instances.set(bare, [resource]);
      } else {
        known.push(resource);
      }
    }
    this.byBareAddress = instances;
  }

  /** The resource that has the name or address; undefined for one that is not in this document. */
  resourceNamed(value: string | Unresolved): Resource | undefined {
    return value instanceof Unresolved ? this.origin(value) : this.byDnsName.get(plainName(value));
  }

  /** Why the document does not say which of several things a value comes from; undefined if it does. */
  ambiguity(value: string | Unresolved): string | undefined {
    if (!(value instanceof Unresolved)) {
      return undefined;
    }
    const origins = this.origins(value);
    const [one] = origins;
    if (one !== undefined && origins.length === 1 && !one.repeated) {
      return undefined;
    }
    const [address, ...others] = new Set(value.references.map((reference) => reference.address));
    return origins.length === 0 && others.length === 0 && address !== undefined && isResource(address)
      ? undefined
      : `is not known before apply (${origins.length > 1 ? `one of ${origins.map((origin) => origin.address).join(", ")}` : value})`;
  }

  endpoint(value: string | Unresolved): Endpoint {
    const resource = this.resourceNamed(value);
    if (resource !== undefined) {
      return {
        id: resource.address,
        kind: LOAD_BALANCERS.has(resource.type) ? "load-balancer" : "other",
        region: GLOBAL.has(resource.type) ? undefined : (this.regionOf(resource) ?? regionIn(value)),
      };
    }
    const name = value instanceof Unresolved ? value.toString() : plainName(value);
    return {
      id: name,
      kind: /\.elb\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/.test(name) ? "load-balancer" : "other",
      region: regionIn(name),
    };
  }

  /** The region that a resource states (as AWS provider 6 allows), or that its provider or its ARN tells. */
  regionOf({ region, attributes }: Resource): string | undefined {
    const stated = attributes.knownText("region") ?? "";
    return isRegion(stated) ? stated : (region ?? regionIn(attributes.knownText("arn")));
  }

  /** The full name of an `aws_route53_record`, whose own may be relative to its zone. */
  recordName(record: Resource): string | undefined {
    const name = record.attributes.knownText("name");
    return name === undefined
      ? undefined
      : qualified(normalName(name), this.zoneName(this.zoneKeyOf(record)));
  }

  /** What a record's zone goes by: the address of its resource, else its id. */
  zoneKeyOf({ address, attributes }: Resource): string {
    const id = attributes.text("zone_id") ?? "";
    const key = this.zoneKey(id);
    if (this.zoneName(key) !== undefined || !(id instanceof Unresolved)) {
      return key;
    }
    // A plan does not say what a local value stands for, but the record's name and its module may.
    const name = normalName(attributes.knownText("name") ?? "");
    const module = moduleOf(address);
    const beside = this.zones.filter((zone) => zone.mode === "managed" && moduleOf(zone.address) === module);
    const named = this.zones.filter((zone) => {
      const zoneName = this.zoneName(zone.address);
      return zoneName !== undefined && isWithin(name, zoneName);
    });
    const candidates = module !== "" && beside.length === 1 ? beside : named;
    return candidates.length === 1 ? (candidates[0]?.address ?? key) : key;
  }

  zoneKey(id: string | Unresolved): string {
    const resource =
      id instanceof Unresolved ? this.origin(id) : this.zonesById.get(id.replace("/hostedzone/", ""));
    return resource?.type === "aws_route53_record"
      ? this.zoneKeyOf(resource)
      : (resource?.address ?? id.toString());
  }

  zoneName(key: string): string | undefined {
    const zone = this.terraform.resources.get(key);
    const name = zone?.type === "aws_route53_zone" ? zone.attributes.knownText("name") : undefined;
    return name === undefined ? undefined : normalName(name);
  }

  /** What health checks go by, the addresses of their resources or else their ids: several for a `[*]`. */
  checkKeys(id: string | Unresolved): readonly string[] {
    if (!(id instanceof Unresolved)) {
      return [this.checksById.get(id)?.address ?? id];
    }
    const checks = this.origins(id).filter(({ type }) => type === "aws_route53_health_check");
    const [address, ...others] = new Set(id.references.map((reference) => reference.address));
    return checks.length > 0
      ? checks.map((check) => check.address)
      : [address !== undefined && others.length === 0 ? address : id.toString()];
  }

  /** The metric or composite alarm of this name. */
  alarm(name: string | Unresolved): Resource | undefined {
    const named = (alarm: Resource) => alarm.attributes.text("alarm_name")?.toString() === name.toString();
    return (
      this.origin(name) ??
      [...this.terraform.resources.values()].find(
        (one) => /^aws_cloudwatch_(metric|composite)_alarm$/.test(one.type) && named(one),
      )
    );
  }

  /** The resources that a value may come from; of a condition, the branches' rather than what it tests. */
  private origins(value: Unresolved): readonly Resource[] {
    return [...new Set(value.references.flatMap(({ address }) => this.instancesAt(address)))];
  }

  origin(value: string | Unresolved | undefined): Resource | undefined {
    const [resource, ...others] = value instanceof Unresolved ? this.origins(value) : [];
    return others.length === 0 ? resource : undefined;
  }

  /** The resource at an address; every instance of it, if which one is meant is not known. */
  private instancesAt(address: string): readonly Resource[] {
    const exact = this.terraform.resources.get(address);
    return exact === undefined ? (this.byBareAddress.get(bareAddress(address)) ?? []) : [exact];
  }

  private index(keys: (resource: Resource) => readonly string[]): ReadonlyMap<string, Resource> {
    const index = new Map<string, Resource>();
    for (const resource of this.terraform.resources.values()) {
      for (const key of keys(resource)) {
        // A data source may have read what the document manages.
        if (resource.mode === "managed" || !index.has(key)) {
          index.set(key, resource);
        }
      }
    }
    return index;
  }
}

/** An address of a resource rather than of a variable, a local value, or what an instance provides. */
function isResource(address: string): boolean {
  return !/^(each|count|local|var)\./.test(address);
}

/** Without the key of the instance: `aws_lb.web["a"]` is an `aws_lb.web`. */
function bareAddress(address: string): string {
  return address.replace(/\[[^\]]*\]$/, "");
}

/** `module.edge.` of `module.edge.aws_lb.web`. */
function moduleOf(address: string): string {
  return /^(?:module\.[\w-]+(?:\[[^\]]*\])?\.)*/.exec(address)?.[0] ?? "";
}

/** The console puts `dualstack.` before a load balancer's name. */
function plainName(name: string): string {
  return normalName(name).replace(/^dualstack\./, "");
}

/** The region in an ARN or in a DNS name of AWS. */
function regionIn(text: string | Unresolved | undefined): string | undefined {
  return typeof text === "string" && /amazonaws|^arn:/.test(text)
    ? text.match(/\b[a-z]{2}(?:-gov)?-[a-z]+-\d\b/g)?.find(isRegion)
    : undefined;
}

function texts(value: Value | undefined): readonly string[] {
  return (isValueList(value) ? value : [value]).filter((item) => typeof item === "string");
}

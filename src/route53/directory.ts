import { isValueList, type Resource, type Terraform, Unresolved, type Value } from "../terraform";
import { normalName } from "./names";
import { isRegion } from "./regions";
import type { Endpoint } from "./zone";

/** Where resources keep the names and addresses that records point to. */
const DNS_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  aws_alb: ["dns_name"],
  aws_api_gateway_domain_name: ["regional_domain_name", "cloudfront_domain_name"],
  aws_apigatewayv2_domain_name: ["domain_name_configuration[0].target_domain_name"],
  aws_appsync_domain_name: ["appsync_domain_name"],
  aws_cloudfront_distribution: ["domain_name"],
  aws_cognito_user_pool_domain: ["cloudfront_distribution"],
  aws_eip: ["public_ip", "public_dns"],
  aws_elastic_beanstalk_environment: ["cname"],
  aws_elb: ["dns_name"],
  aws_globalaccelerator_accelerator: ["dns_name", "dual_stack_dns_name"],
  aws_instance: ["public_ip", "public_dns", "ipv6_addresses"],
  aws_lb: ["dns_name"],
  aws_s3_bucket_website_configuration: ["website_endpoint"],
  aws_vpc_endpoint: ["dns_entry[0].dns_name", "dns_entry[1].dns_name"],
};

const LOAD_BALANCERS = new Set(["aws_alb", "aws_elastic_beanstalk_environment", "aws_elb", "aws_lb"]);

/** Tells what the names, addresses and ids in records stand for, known already or only by reference. */
export class Directory {
  private readonly byDnsName: ReadonlyMap<string, Resource>;
  private readonly zones: ReadonlyMap<string, Resource>;
  private readonly checks: ReadonlyMap<string, Resource>;

  constructor(private readonly terraform: Terraform) {
    this.byDnsName = this.index(({ type, attributes }) =>
      (DNS_ATTRIBUTES[type] ?? []).flatMap((path) => texts(attributes.get(path))).map(normalName),
    );
    this.zones = this.index(({ type, attributes }) =>
      type === "aws_route53_zone" ? texts(attributes.get("zone_id")) : [],
    );
    this.checks = this.index(({ type, attributes }) =>
      type === "aws_route53_health_check" ? texts(attributes.get("id")) : [],
    );
  }

  /** The resource that has the name or address; undefined for one that is nobody's in this document. */
  resourceNamed(value: string | Unresolved): Resource | undefined {
    return value instanceof Unresolved ? this.origin(value) : this.byDnsName.get(plainName(value));
  }

  endpoint(value: string | Unresolved): Endpoint {
    const resource = this.resourceNamed(value);
    if (resource !== undefined) {
      return {
        id: resource.address,
        kind: LOAD_BALANCERS.has(resource.type) ? "load-balancer" : "other",
        region: resource.region ?? regionIn(resource.attributes.knownText("arn")) ?? regionIn(value),
      };
    }
    const name = value instanceof Unresolved ? value.toString() : plainName(value);
    return {
      id: name,
      kind: /\.elb\.([a-z0-9-]+\.)?amazonaws\.com$/.test(name) ? "load-balancer" : "other",
      region: regionIn(name),
    };
  }

  /** What a zone goes by: its resource's address, else its id. */
  zoneKey(id: string | Unresolved): string {
    const resource =
      id instanceof Unresolved ? this.origin(id) : this.zones.get(id.replace("/hostedzone/", ""));
    const zoneOfRecord =
      resource?.type === "aws_route53_record" ? resource.attributes.text("zone_id") : undefined;
    return zoneOfRecord === undefined ? (resource?.address ?? id.toString()) : this.zoneKey(zoneOfRecord);
  }

  zoneName(key: string): string | undefined {
    const zone = this.terraform.resources.get(key);
    const name = zone?.type === "aws_route53_zone" ? zone.attributes.knownText("name") : undefined;
    return name === undefined ? undefined : normalName(name);
  }

  /** What a health check goes by: its resource's address, else its id. */
  checkKey(id: string | Unresolved): string {
    if (id instanceof Unresolved) {
      return originAddress(id) ?? id.toString();
    }
    return this.checks.get(id)?.address ?? id;
  }

  private origin(value: Unresolved): Resource | undefined {
    return this.terraform.resources.get(originAddress(value) ?? "");
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

/** The one thing that everything unresolved in a value comes from. */
function originAddress(value: Unresolved): string | undefined {
  const [address, ...others] = new Set(value.references.map((reference) => reference.address));
  return others.length === 0 ? address : undefined;
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

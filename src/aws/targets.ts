import { type AliasService, aliasZoneId } from "./alias-zone-ids";

/** The target of a record or a health check. */
export type TargetKind =
  | AliasService
  | "cloudfront"
  | "global-accelerator"
  | "vpc-endpoint"
  | "s3-object"
  | "other";

/** The DNS names that AWS gives to resources. */
const HOSTS: readonly (readonly [TargetKind, RegExp])[] = [
  ["load-balancer", /\.elb\.amazonaws\.com(\.cn)?$/],
  ["network-load-balancer", /\.elb\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/],
  ["api-gateway", /\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/],
  ["cloudfront", /\.cloudfront\.(net|cn)$/],
  ["global-accelerator", /\.awsglobalaccelerator\.com$/],
  ["s3-website", /(^|\.)s3-website[.-][a-z0-9-]+\.amazonaws\.com(\.cn)?$/],
  ["s3-object", /(^|\.)s3[.-]([a-z0-9-]+\.)*amazonaws\.com(\.cn)?$/],
  ["elastic-beanstalk", /\.elasticbeanstalk\.com(\.cn)?$/],
  ["vpc-endpoint", /\.vpce\.amazonaws\.com(\.cn)?$/],
  ["app-runner", /\.awsapprunner\.com$/],
];

const V2 = "domain_name_configuration[0]";

/** Resource types with their DNS name attributes, and for each the attribute with the zone id for an alias. */
const RESOURCES: readonly (readonly [string, TargetKind, Readonly<Record<string, string>>])[] = [
  ["aws_lb", "load-balancer", { dns_name: "zone_id" }],
  ["aws_alb", "load-balancer", { dns_name: "zone_id" }],
  ["aws_elb", "load-balancer", { dns_name: "zone_id" }],
  ["aws_api_gateway_domain_name", "api-gateway", { regional_domain_name: "regional_zone_id" }],
  ["aws_api_gateway_rest_api", "api-gateway", {}],
  ["aws_apigatewayv2_api", "api-gateway", {}],
  ["aws_api_gateway_domain_name", "cloudfront", { cloudfront_domain_name: "cloudfront_zone_id" }],
  ["aws_apigatewayv2_domain_name", "api-gateway", { [`${V2}.target_domain_name`]: `${V2}.hosted_zone_id` }],
  ["aws_cloudfront_distribution", "cloudfront", { domain_name: "hosted_zone_id" }],
  [
    "aws_cognito_user_pool_domain",
    "cloudfront",
    { cloudfront_distribution: "cloudfront_distribution_zone_id" },
  ],
  ["aws_appsync_domain_name", "cloudfront", { appsync_domain_name: "hosted_zone_id" }],
  ["aws_globalaccelerator_accelerator", "global-accelerator", { dns_name: "hosted_zone_id" }],
  ["aws_globalaccelerator_accelerator", "global-accelerator", { dual_stack_dns_name: "hosted_zone_id" }],
  ["aws_s3_bucket_website_configuration", "s3-website", { website_domain: "", website_endpoint: "" }],
  ["aws_s3_bucket", "s3-object", { bucket_regional_domain_name: "", bucket_domain_name: "" }],
  ["aws_elastic_beanstalk_environment", "elastic-beanstalk", { cname: "" }],
  ["aws_vpc_endpoint", "vpc-endpoint", { "dns_entry[0].dns_name": "dns_entry[0].hosted_zone_id" }],
  ["aws_vpc_endpoint", "vpc-endpoint", { "dns_entry[1].dns_name": "dns_entry[1].hosted_zone_id" }],
  ["aws_apprunner_custom_domain_association", "app-runner", { dns_target: "" }],
  ["aws_eip", "other", { public_ip: "", public_dns: "" }],
  ["aws_instance", "other", { public_ip: "", public_dns: "", ipv6_addresses: "" }],
];

/** Services with one zone id for all aliases. */
const GLOBAL_ZONE_IDS: ReadonlyMap<TargetKind, string> = new Map([
  ["cloudfront", "Z2FDTNDATAQYW2"],
  ["global-accelerator", "Z2BJ6XQ5FK7U4H"],
]);

/** Route 53 knows the health of these targets without a health check. */
const WITH_HEALTH: ReadonlySet<TargetKind> = new Set([
  "load-balancer",
  "network-load-balancer",
  "elastic-beanstalk",
]);

const HTTP = { port: 80, tls: false };
const HTTPS = { port: 443, tls: true };
const PORTS: ReadonlyMap<TargetKind, readonly { port: number; tls: boolean }[]> = new Map([
  ["api-gateway", [HTTPS]],
  ["app-runner", [HTTPS]],
  ["cloudfront", [HTTP, HTTPS]],
  ["s3-object", [HTTP, HTTPS]],
  ["s3-website", [HTTP]],
]);

/** Returns whether a resource type serves from all locations, independently of its provider's region. */
export function isGlobal(type: string): boolean {
  return /^aws_(cloudfront_distribution|cognito_user_pool_domain|globalaccelerator_accelerator)$/.test(type);
}

export function hasOwnHealth(kind: TargetKind): boolean {
  return WITH_HEALTH.has(kind);
}

/** Returns the ports of all resources of a service; undefined if they depend on the resource. */
export function portsOf(kind: TargetKind): readonly { port: number; tls: boolean }[] | undefined {
  return PORTS.get(kind);
}

/** The attributes of a resource with its DNS names and addresses. */
export function nameAttributes(type: string): readonly string[] {
  return RESOURCES.filter(([one]) => one === type).flatMap(([, , names]) => Object.keys(names));
}

/** The attribute with the zone id that belongs to a DNS name's attribute. */
export function zoneIdAttribute(type: string, path: string): string | undefined {
  return RESOURCES.find(([one, , names]) => one === type && path in names)?.[2][path] || undefined;
}

/** Returns the kind of a DNS name. */
export function kindOfHost(host: string): TargetKind {
  return HOSTS.find(([, pattern]) => pattern.test(host))?.[0] ?? "other";
}

/**
 * Returns the kind of a Terraform resource by its type.
 *
 * @param path - the attribute that names the resource, where a type has several kinds
 */
export function kindOfType(type: string, path?: string): TargetKind {
  const [own, ...others] = RESOURCES.filter(([one]) => one === type);
  return (others.find(([, , names]) => path !== undefined && path in names) ?? own)?.[1] ?? "other";
}

/** Returns the zone id that AWS publishes for aliases to a service in a region. */
export function publishedZoneId(kind: TargetKind, region: string | undefined): string | undefined {
  return GLOBAL_ZONE_IDS.get(kind) ?? (region === undefined ? undefined : aliasZoneId(kind, region));
}

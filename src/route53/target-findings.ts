import { nameAttributes, publishedZoneId, serviceOfZoneId, type TargetKind, zoneIdAttribute } from "../aws";
import { type Resource, type Text, Unresolved } from "../terraform";
import { domainOf, whyForbidden, whyNoApi } from "./custom-domains";
import { covers, normalName } from "./dns-names";
import { type Finding, findingsAbout, type Messages } from "./finding";
import { reach } from "./reach";
import { hostName, kindOf, type ResourceIndex } from "./resource-index";
import { type Endpoint, type RoutingRecord, rootNames, type Zone } from "./zone";

/** Returns the mistakes between an alias and the resource that it names. */
export function targetMessages(zone: Zone, { address, name, type, target }: RoutingRecord): Messages {
  const { index } = zone;
  const alias = index.attributesOf(address).block("alias");
  const [endpoint] = target.endpoints;
  if (endpoint === undefined || alias === undefined) {
    return {};
  }
  const resource = index.resource(endpoint.id);
  const path = resource && attributeNamed(resource, alias.text("name"), nameAttributes(resource.type));
  const edge = resource && isEdge(resource);
  const isWrongName = edge !== undefined && path !== undefined && path.startsWith("cloudfront") !== edge;
  const isCloudFront = endpoint.kind === "cloudfront";
  const aliases = isCloudFront ? (resource?.attributes.texts("aliases") ?? []) : [];
  const isUnnamed = aliases.length > 0 && !aliases.some((one) => covers(normalName(one), name));
  return {
    "alias-evaluates-cloudfront":
      isCloudFront &&
      target.evaluateTargetHealth &&
      "an alias to CloudFront can't evaluate its target's health; add a health check",
    "domain-of-another-name":
      isUnnamed && `${endpoint.id} has no alternate domain name ${name} (${aliases.join(", ")})`,
    "wrong-alias-name":
      isWrongName && `${endpoint.id} is ${edge ? "edge-optimized" : "regional"} and has no ${path}`,
    "wrong-alias-zone": isWrongName ? undefined : wrongZoneId(zone, endpoint, path, alias.text("zone_id")),
    "no-ipv6":
      type === "AAAA" &&
      (endpoint.kind === "s3-website" || (resource !== undefined && isIpv4Only(resource))) &&
      `${endpoint.id} answers over IPv4 only; make it dual-stack, or remove the AAAA record`,
  };
}

/**
 * Compares an alias's zone id with the one that its target's service has in the target's region.
 *
 * @param path - the attribute that the alias names the resource by
 */
function wrongZoneId(
  zone: Zone,
  endpoint: Endpoint,
  path: string | undefined,
  zoneId: Text | undefined,
): string | undefined {
  const { index } = zone;
  const resource = index.resource(endpoint.id);
  const attribute = resource && path && zoneIdAttribute(resource.type, path);
  const kind = resource === undefined ? endpoint.kind : kindOf(resource, path);
  const stated = attribute ? resource.attributes.knownText(attribute) : undefined;
  // A data source may be any type of load balancer.
  const type = resource?.mode === "data" ? resource.attributes.knownText("load_balancer_type") : "";
  const right =
    stated ??
    (type === undefined && family(kind) === "load-balancer"
      ? undefined
      : publishedZoneId(kind, endpoint.region));
  if (typeof zoneId === "string") {
    // AWS's ids have at least 12 characters. A shorter one is a placeholder.
    const service = serviceOfZoneId(zoneId);
    const isOther =
      right === undefined
        ? service !== undefined && kind !== "other" && family(service) !== family(kind)
        : zoneId !== right && zoneId.length >= 12;
    return isOther || zoneId === zone.id ? wrong(zoneId, right) : undefined;
  }
  const origin = index.origin(zoneId);
  if (zoneId === undefined || origin === undefined || origin.mode !== "managed") {
    return undefined;
  }
  if (origin.address === resource?.address) {
    const others = nameAttributes(origin.type).flatMap((one) => zoneIdAttribute(origin.type, one) ?? []);
    const used = attributeNamed(origin, zoneId, others);
    return used !== undefined && attribute !== undefined && used !== attribute
      ? wrong(`${origin.address}.${used}`, right)
      : undefined;
  }
  // A bucket's zone id belongs to its website.
  const originKind = origin.type === "aws_s3_bucket" ? "s3-website" : kindOf(origin);
  const used = publishedZoneId(originKind, index.regionOf(origin));
  const isKnown = right !== undefined && used !== undefined;
  const isOther = isKnown ? used !== right : originKind !== kind || kind === "vpc-endpoint";
  return isOther && kind !== "other" ? wrong(origin.address, right) : undefined;

  function wrong(other: string, expected: string | undefined): string {
    const hint = expected === undefined ? "" : ` (${expected})`;
    return `its zone_id is ${other}'s; use the zone id of ${endpoint.id}${hint}`;
  }
}

/** Application and network load balancers have different zone ids, and one resource type. */
function family(kind: TargetKind): string {
  return kind.replace("network-", "");
}

/** Returns the attribute of a resource that a value refers to or equals. */
function attributeNamed(
  { address, attributes }: Resource,
  value: Text | undefined,
  paths: readonly string[],
): string | undefined {
  if (value instanceof Unresolved) {
    const bare = address.replace(/\[.*/, "");
    const used = value.references.find((reference) => reference.address.startsWith(bare))?.path;
    return paths.find((path) => path === used);
  }
  return value === undefined
    ? undefined
    : paths.find((path) => normalName(attributes.knownText(path) ?? "") === hostName(value));
}

/** Whether a custom domain is edge-optimized; undefined for anything else. */
function isEdge({ type, attributes }: Resource): boolean | undefined {
  const types = attributes.block("endpoint_configuration")?.texts("types") ?? [];
  return type === "aws_api_gateway_domain_name" && types.length > 0 ? types.includes("EDGE") : undefined;
}

/** The argument that enables IPv6, and its default, which disables IPv6. */
const IPV4_ONLY: Readonly<Record<string, readonly [path: string, value: string]>> = {
  aws_alb: ["ip_address_type", "ipv4"],
  aws_api_gateway_domain_name: ["endpoint_configuration[0].ip_address_type", "ipv4"],
  aws_apigatewayv2_domain_name: ["domain_name_configuration[0].ip_address_type", "ipv4"],
  aws_cloudfront_distribution: ["is_ipv6_enabled", "false"],
  aws_globalaccelerator_accelerator: ["ip_address_type", "IPV4"],
  aws_lb: ["ip_address_type", "ipv4"],
};

/**
 * Whether a resource answers over IPv4 only. Websites of S3 always do.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-custom-domain-ip-address-type.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/dual-stack-endpoints.html
 */
function isIpv4Only(resource: Resource): boolean {
  const { address, type, attributes, assigned, mode } = resource;
  const [path, ipv4] = IPV4_ONLY[type] ?? [];
  const isRegional = type !== "aws_api_gateway_domain_name" || isEdge(resource) === false;
  if (path === undefined || !isRegional) {
    return false;
  }
  // An argument that nothing assigns is missing in a configuration, and refers to its own resource in a plan.
  const value = attributes.text(path);
  const isOwn = value instanceof Unresolved && value.reference?.address === address;
  const isDefault = mode === "managed" && assigned !== undefined && (value === undefined || isOwn);
  return value === ipv4 || isDefault;
}

/** Finds mistakes that affect requests for a name: custom domains and buckets of another name, and domains without an API. */
export function hostFindings(zone: Zone): readonly Finding[] {
  return rootNames(zone)
    .filter((name) => !name.startsWith("*."))
    .flatMap((name) => ofHost(zone, name));
}

function ofHost(zone: Zone, name: string): readonly Finding[] {
  const { endpoints, records } = reach(zone, name);
  return [...new Set(endpoints.map(({ id }) => id))].flatMap((id) => {
    const resource = zone.index.resource(id);
    const by =
      records.find(({ target }) => target.isAlias && target.endpoints[0]?.id === id)?.address ?? name;
    const domain = resource && domainOf(resource);
    return domain === undefined
      ? findingsAbout(by, { "domain-of-another-name": resource && otherBucket(zone.index, resource, name) })
      : findingsAbout(by, {
          "domain-of-another-name": whyForbidden(domain, name),
          "domain-without-mapping": whyNoApi(zone.index, domain),
          "certificate-of-another-name": wrongCertificate(zone.index, domain),
        });
  });
}

/**
 * S3 finds a website's bucket by the requested name.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/website-hosting-custom-domain-walkthrough.html
 */
function otherBucket(
  index: ResourceIndex,
  { type, address, attributes }: Resource,
  name: string,
): string | false {
  const value = type === "aws_s3_bucket_website_configuration" ? attributes.text("bucket") : undefined;
  const bucket = value instanceof Unresolved ? index.origin(value)?.attributes.knownText("bucket") : value;
  return (
    bucket !== undefined &&
    normalName(bucket) !== name &&
    `${address} is the website of the bucket ${bucket}; S3 needs a bucket named ${name}`
  );
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-specify-certificate-for-custom-domain-name.html */
function wrongCertificate(index: ResourceIndex, domain: Resource): string | undefined {
  const { address, attributes } = domain;
  const from = index.origin(
    attributes.text("regional_certificate_arn") ??
      attributes.text("domain_name_configuration[0].certificate_arn"),
  );
  const isValidation = from?.type === "aws_acm_certificate_validation";
  const certificate = isValidation ? index.origin(from.attributes.text("certificate_arn")) : from;
  const name = normalName(attributes.knownText("domain_name") ?? "");
  const common = certificate?.attributes.knownText("domain_name");
  if (certificate === undefined || common === undefined || name === "") {
    return undefined;
  }
  const names = [common, ...certificate.attributes.texts("subject_alternative_names")].map(normalName);
  if (!names.some((one) => covers(one, name))) {
    return `${certificate.address} is for ${names.join(", ")}, not for ${name} of ${address}`;
  }
  const [here, there] = [index.regionOf(domain), index.regionOf(certificate)];
  return here !== undefined && there !== undefined && here !== there
    ? `${certificate.address} is in ${there}; the certificate of ${address} must be in ${here}`
    : undefined;
}

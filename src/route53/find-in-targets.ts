import { type Resource, Unresolved } from "../terraform";
import { errors, type Finding } from "./finding";
import { covers, domainOf, mappingsOf, whyForbidden } from "./gateway";
import { normalName } from "./names";
import { reach } from "./reach";
import { type RoutingRecord, rootNames, type Zone } from "./zone";

const V2 = "domain_name_configuration[0]";

/** Where a resource keeps the zone id that an alias to one of its names needs. S3 keeps it in another resource. */
const ZONE_IDS: ReadonlyMap<string, string> = new Map([
  ["appsync_domain_name", "hosted_zone_id"],
  ["cloudfront_domain_name", "cloudfront_zone_id"],
  ["cloudfront_distribution", "cloudfront_distribution_zone_id"],
  ["dns_name", "zone_id"],
  ["domain_name", "hosted_zone_id"],
  ["regional_domain_name", "regional_zone_id"],
  [`${V2}.target_domain_name`, `${V2}.hosted_zone_id`],
]);

/** Services whose names all have one zone id. */
const FIXED_ZONE_IDS: readonly (readonly [RegExp, string])[] = [
  [/^aws_cloudfront_distribution\.|\.cloudfront\.net$/, "Z2FDTNDATAQYW2"],
  [/^aws_globalaccelerator_accelerator\.|\.awsglobalaccelerator\.com$/, "Z2BJ6XQ5FK7U4H"],
];

/**
 * What is wrong between aliases and the resources that they name.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
 */
export function findInTargets(zone: Zone): readonly Finding[] {
  const records = [...zone.records.values()].flat();
  return [
    ...records.flatMap((record) => ofAlias(zone, record)),
    ...rootNames(zone)
      .filter((name) => !name.startsWith("*."))
      .flatMap((name) => ofHost(zone, name)),
  ];
}

function ofAlias(zone: Zone, record: RoutingRecord): readonly Finding[] {
  const { address, name, type, target } = record;
  const { resources } = zone.document.terraform;
  const alias = resources.get(address)?.attributes.block("alias");
  if (target.kind !== "alias-to-resource" || alias === undefined) {
    return [];
  }
  const { endpoint, evaluateTargetHealth } = target;
  const resource = resources.get(endpoint.id);
  const isCloudFront =
    resource?.type === "aws_cloudfront_distribution" || /\.cloudfront\.net$/.test(endpoint.id);
  const aliases = isCloudFront ? (resource?.attributes.texts("aliases") ?? []) : [];
  const isUnnamed = aliases.length > 0 && !aliases.some((one) => covers(normalName(one), name));
  const path = resource && referenceTo(resource, alias.text("name"));
  const edge = resource && isEdge(resource);
  const isOther = edge !== undefined && path !== undefined && path.startsWith("cloudfront") !== edge;
  const zoneId = alias.text("zone_id");
  const zoneIdPath = ZONE_IDS.get(path ?? "");
  const right =
    FIXED_ZONE_IDS.find(([names]) => names.test(endpoint.id))?.[1] ??
    (zoneIdPath === undefined ? undefined : resource?.attributes.knownText(zoneIdPath));
  const origin = zone.document.directory.origin(zoneId);
  const isAnother =
    origin === undefined
      ? right !== undefined && typeof zoneId === "string" && zoneId !== right
      : zoneIdPath !== undefined && origin.address !== resource?.address && origin.mode === "managed";
  const lacksIpv6 = type === "AAAA" && resource !== undefined && isIpv4Only(resource);
  return errors(address, {
    "alias-evaluates-cloudfront":
      isCloudFront &&
      evaluateTargetHealth &&
      "an alias to CloudFront can't evaluate its target's health; give it a health check",
    "domain-of-another-name":
      isUnnamed && `${endpoint.id} has no alternate domain name ${name} (${aliases.join(", ")})`,
    "wrong-alias-name":
      isOther && `${endpoint.id} is ${edge ? "edge-optimized" : "regional"} and has no ${path}`,
    "wrong-alias-zone":
      isAnother && `its alias names ${endpoint.id}, but its zone_id is ${origin?.address ?? zoneId}'s`,
    "no-ipv6":
      lacksIpv6 && `${endpoint.id} answers over IPv4 only; make it dual-stack, or remove the AAAA record`,
  });
}

/** The attribute that a value refers to. */
function referenceTo(
  { address, attributes }: Resource,
  value: string | Unresolved | undefined,
): string | undefined {
  if (value instanceof Unresolved) {
    return value.references.find((reference) => reference.address.startsWith(address.replace(/\[.*/, "")))
      ?.path;
  }
  return [...ZONE_IDS.keys()].find(
    (path) =>
      value !== undefined &&
      normalName(attributes.knownText(path) ?? "") === normalName(value).replace(/^dualstack\./, ""),
  );
}

/** Whether a custom domain is edge-optimized; undefined for anything else. */
function isEdge({ type, attributes }: Pick<Resource, "type" | "attributes">): boolean | undefined {
  const types = attributes.block("endpoint_configuration")?.texts("types") ?? [];
  return type === "aws_api_gateway_domain_name" && types.length > 0 ? types.includes("EDGE") : undefined;
}

/**
 * Whether a resource answers over IPv4 only, as these do by default.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-custom-domain-ip-address-type.html
 */
function isIpv4Only({ address, type, attributes, assigned, mode }: Resource): boolean {
  // What nothing assigns is missing in a configuration, and the resource's own to tell in a plan.
  const isDefault = (path: string, standard: string) => {
    const value = attributes.text(path);
    const isOwn = value instanceof Unresolved && value.reference?.address === address;
    return (
      value === standard || (mode === "managed" && assigned !== undefined && (value === undefined || isOwn))
    );
  };
  switch (type) {
    case "aws_api_gateway_domain_name":
      return (
        isEdge({ type, attributes }) === false &&
        isDefault("endpoint_configuration[0].ip_address_type", "ipv4")
      );
    case "aws_apigatewayv2_domain_name":
      return isDefault(`${V2}.ip_address_type`, "ipv4");
    case "aws_alb":
    case "aws_lb":
      return isDefault("ip_address_type", "ipv4");
    case "aws_cloudfront_distribution":
      return isDefault("is_ipv6_enabled", "false");
    default:
      return false;
  }
}

/** Whether every custom domain that a name leads to answers for the name, and with an API. */
function ofHost(zone: Zone, name: string): readonly Finding[] {
  const endpoints = ["A", "AAAA"].flatMap((type) => reach(zone, name, type).endpoints);
  const domains = new Map(
    endpoints.flatMap((one) => domainOf(zone, one) ?? []).map((one) => [one.address, one]),
  );
  const records = ["A", "AAAA"].flatMap((type) => reach(zone, name, type).records);
  return [...domains.values()].flatMap((domain) => {
    const by = records.find(({ target }) => "endpoint" in target && target.endpoint.id === domain.address);
    const address = by?.address ?? name;
    const isUnmapped = mappingsOf(zone, domain)?.length === 0;
    return errors(address, {
      "domain-of-another-name": whyForbidden(domain, name),
      "domain-without-mapping": isUnmapped && `${domain.address} is mapped to no API and answers 403`,
      "certificate-of-another-name": wrongCertificate(zone, domain),
    });
  });
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-specify-certificate-for-custom-domain-name.html */
function wrongCertificate({ document: { directory } }: Zone, domain: Resource): string | undefined {
  const { attributes } = domain;
  const from = directory.origin(
    attributes.text("regional_certificate_arn") ??
      attributes.text("domain_name_configuration[0].certificate_arn"),
  );
  const isIssued = from?.type === "aws_acm_certificate_validation";
  const certificate = isIssued ? directory.origin(from.attributes.text("certificate_arn")) : from;
  const name = normalName(attributes.knownText("domain_name") ?? "");
  const common = certificate?.attributes.knownText("domain_name");
  if (certificate === undefined || common === undefined || name === "") {
    return undefined;
  }
  const names = [common, ...certificate.attributes.texts("subject_alternative_names")].map(normalName);
  const [here, there] = [directory.regionOf(domain), directory.regionOf(certificate)];
  if (!names.some((one) => covers(one, name))) {
    return `${domain.address} (${name}): ${certificate.address} is for ${names.join(", ")}`;
  }
  return here !== undefined && there !== undefined && here !== there
    ? `${domain.address}: ${certificate.address} is in ${there}; it must be in ${here}`
    : undefined;
}

import { type Resource, Unresolved } from "../terraform";
import { error, type Finding } from "./finding";
import { covers, domainOf, mappingsOf, whyForbidden } from "./gateway";
import { normalName } from "./names";
import { reach } from "./reach";
import { type RoutingRecord, referredTo, type Zone } from "./zone";

/** Where a resource keeps the zone id that an alias to one of its names needs. */
const ZONE_IDS: ReadonlyMap<string, string> = new Map([
  ["cloudfront_domain_name", "cloudfront_zone_id"],
  ["cloudfront_distribution", "cloudfront_distribution_zone_id"],
  ["cname", ""],
  ["dns_name", "zone_id"],
  ["domain_name", "hosted_zone_id"],
  ["regional_domain_name", "regional_zone_id"],
]);

/**
 * What is wrong between aliases and the resources that they name.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
 */
export function findInTargets(zone: Zone): readonly Finding[] {
  const records = [...zone.records.values()].flat();
  return [
    ...records.flatMap((record) => ofAlias(zone, record)),
    ...clientNames(zone, records).flatMap((name) => ofHost(zone, name)),
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
  const found: Finding[] = [];
  if (isCloudFront && evaluateTargetHealth) {
    const message = "an alias to CloudFront can't evaluate its target's health; give it a health check";
    found.push(error("alias-evaluates-cloudfront", address, message));
  }
  const aliases = resource?.attributes.texts("aliases") ?? [];
  if (isCloudFront && aliases.length > 0 && !aliases.some((one) => covers(normalName(one), name))) {
    const message = `${endpoint.id} has no alternate domain name ${name} (${aliases.join(", ")})`;
    found.push(error("domain-of-another-name", address, message));
  }
  if (resource === undefined) {
    return found;
  }
  const path = referenceTo(resource, alias.text("name"));
  const edge = isEdge(resource);
  if (edge !== undefined && path !== undefined && path.startsWith("cloudfront") !== edge) {
    const message = `${resource.address} is ${edge ? "edge-optimized" : "regional"} and has no ${path}`;
    found.push(error("wrong-alias-name", address, message));
  }
  const zoneIdPath = ZONE_IDS.get(path ?? "") ?? "";
  const zoneId = alias.text("zone_id");
  const right = zoneIdPath === "" ? undefined : resource.attributes.knownText(zoneIdPath);
  const origin = zone.document.directory.origin(zoneId);
  const isAnother =
    origin === undefined
      ? right !== undefined && typeof zoneId === "string" && zoneId !== right
      : origin.address !== resource.address && origin.mode === "managed";
  if (isAnother) {
    const message = `its alias names ${resource.address}, but its zone_id is ${origin?.address ?? zoneId}'s`;
    found.push(error("wrong-alias-zone", address, message));
  }
  if (type === "AAAA" && hasIpv6(resource) === false) {
    const message = `${resource.address} answers over IPv4 only; make it dual-stack, or remove the AAAA record`;
    found.push(error("no-ipv6", address, message));
  }
  return found;
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
function isEdge({ type, attributes }: Resource): boolean | undefined {
  const types = attributes.block("endpoint_configuration")?.texts("types") ?? [];
  return type === "aws_api_gateway_domain_name" && types.length > 0 ? types.includes("EDGE") : undefined;
}

/**
 * Whether a resource answers over IPv6; undefined if the document does not tell. API Gateway and load balancers
 * answer over IPv4 by default.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-custom-domain-ip-address-type.html
 */
function hasIpv6({ type, attributes, assigned }: Resource): boolean | undefined {
  const stated = (value: string | Unresolved | undefined) =>
    typeof value === "string"
      ? value.startsWith("dualstack")
      : value === undefined && assigned
        ? false
        : undefined;
  switch (type) {
    case "aws_api_gateway_domain_name": {
      const endpoint = attributes.block("endpoint_configuration");
      return endpoint === undefined || isEdge({ type, attributes } as Resource)
        ? undefined
        : stated(endpoint.text("ip_address_type"));
    }
    case "aws_alb":
    case "aws_lb":
      return attributes.text("ip_address_type") === "ipv4" ? false : undefined;
    case "aws_cloudfront_distribution":
      return attributes.flag("is_ipv6_enabled") === false ? false : undefined;
    default:
      return undefined;
  }
}

/** The names that clients ask for: those that no other record leads to. */
function clientNames(zone: Zone, records: readonly RoutingRecord[]): readonly string[] {
  const led = new Set(
    records.flatMap((record) => {
      const name = referredTo(zone, record, "A")?.name;
      return name === undefined || name === record.name ? [] : [name];
    }),
  );
  return [...zone.records.keys()].filter((name) => !led.has(name) && !name.startsWith("*."));
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
    const forbidden = whyForbidden(domain, name);
    return [
      ...(forbidden === undefined ? [] : [error("domain-of-another-name", address, forbidden)]),
      ...(mappingsOf(zone, domain)?.length === 0
        ? [error("domain-without-mapping", address, `${domain.address} is mapped to no API and answers 403`)]
        : []),
      ...ofCertificate(zone, domain, address),
    ];
  });
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-specify-certificate-for-custom-domain-name.html */
function ofCertificate(
  { document: { directory } }: Zone,
  domain: Resource,
  address: string,
): readonly Finding[] {
  const { attributes } = domain;
  const arn =
    attributes.text("regional_certificate_arn") ??
    attributes.text("domain_name_configuration[0].certificate_arn");
  const from = directory.origin(arn);
  const certificate =
    from?.type === "aws_acm_certificate_validation"
      ? directory.origin(from.attributes.text("certificate_arn"))
      : from;
  const name = normalName(attributes.knownText("domain_name") ?? "");
  const common = certificate?.attributes.knownText("domain_name");
  if (certificate === undefined || common === undefined || name === "") {
    return [];
  }
  const names = [common, ...certificate.attributes.texts("subject_alternative_names")].map(normalName);
  const [here, there] = [directory.regionOf(domain), directory.regionOf(certificate)];
  const why = !names.some((one) => covers(one, name))
    ? `is for ${names.join(", ")}`
    : here !== undefined && there !== undefined && here !== there
      ? `is in ${there}; it must be in ${here}`
      : undefined;
  return why === undefined
    ? []
    : [
        error(
          "certificate-of-another-name",
          address,
          `${domain.address} (${name}): ${certificate.address} ${why}`,
        ),
      ];
}

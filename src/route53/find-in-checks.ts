import { BlockList, isIP } from "node:net";
import { type Resource, Unresolved } from "../terraform";
import { isMarker } from "./evacuation";
import { errors, type Finding, warnings } from "./finding";
import { domainOf, whyForbidden, whyNoPath } from "./gateway";
import type { HealthCheck, Probe } from "./health-check";
import { reach, withChildren } from "./reach";
import { publicName, requested } from "./sites";
import type { Endpoint, Zone } from "./zone";

type ProbeOf<Kind extends Probe["kind"]> = Extract<Probe, { kind: Kind }>;

/** Route 53 checks from at least this many of these regions. */
const FEWEST_CHECKER_REGIONS = 3;
const CHECKER_REGIONS = new Set([
  "ap-northeast-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "eu-west-1",
  "sa-east-1",
  "us-east-1",
  "us-west-1",
  "us-west-2",
]);

/**
 * What is wrong with health checks and with the records that use them.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 */
export function findInChecks(zone: Zone): readonly Finding[] {
  const { terraform, zones } = zone.document;
  const usedBy = (one: Zone) =>
    [...one.records.values()]
      .flat()
      .flatMap(({ healthCheck }) => (healthCheck === undefined ? [] : withChildren(one, healthCheck)));
  const used = new Set(usedBy(zone));
  // Checks that no record uses are told once, with the first zone.
  const elsewhere = new Set(zones.flatMap((one) => (one.id === zone.id ? [] : usedBy(one))));
  const isFirst = zones[0]?.id === zone.id;
  const own = [...zone.checks.values()].filter(
    ({ address }) => used.has(address) || (isFirst && !elsewhere.has(address)),
  );
  return [
    ...[...zone.records.values()].flat().flatMap(({ address, healthCheck }) => {
      const id = terraform.resources.get(address)?.attributes.text("health_check_id") ?? "";
      const isArn =
        id instanceof Unresolved
          ? id.references.some(({ path }) => path === "arn")
          : id.startsWith("arn:") || id.length > 64;
      const isGone =
        healthCheck?.includes("aws_route53_health_check.") && !terraform.resources.has(healthCheck);
      return errors(address, {
        "health-check-id-of-another-kind": isArn && "health_check_id is no check's id",
        "dangling-health-check": isGone && `its health check ${healthCheck} is not in this document`,
      });
    }),
    ...own.flatMap((check) => {
      const resource = terraform.resources.get(check.address);
      return resource === undefined
        ? []
        : [
            ...ofOneCheck(zone, check, resource),
            ...ofItsHost(zone, check),
            ...ofItsRequest(zone, check, resource),
          ];
    }),
  ];
}

function ofOneCheck(zone: Zone, check: HealthCheck, resource: Resource): readonly Finding[] {
  const { address, disabled, inverted, probe } = check;
  return [
    ...warnings(address, {
      "disabled-health-check": disabled && "is disabled, and so always healthy; to stop traffic, invert it",
      "inverted-health-check":
        inverted && !isMarker(zone, check) && "is inverted: a working endpoint gets no traffic",
    }),
    ...(probe.kind === "calculated" ? ofItsChildren(zone, address, probe) : []),
    ...(probe.kind === "endpoint" ? ofItsValues(address, probe, resource) : []),
    ...(probe.kind === "alarm" ? ofItsAlarm(zone, address, probe, resource) : []),
  ];
}

function ofItsChildren(
  zone: Zone,
  address: string,
  { threshold, children }: ProbeOf<"calculated">,
): readonly Finding[] {
  const nested = children.filter((child) => zone.checks.get(child)?.probe.kind === "calculated");
  const missing = `needs ${threshold} healthy children and has ${children.length}: always unhealthy`;
  const counted = `counts ${nested.join(", ")}; a calculated check can't count calculated checks`;
  return errors(address, {
    "calculated-check-impossible": threshold > children.length && missing,
    "calculated-of-calculated": nested.length > 0 && counted,
  });
}

function ofItsValues(
  address: string,
  probe: ProbeOf<"endpoint">,
  { attributes }: Resource,
): readonly Finding[] {
  const { matchesString, intervalSeconds, failureThreshold, checkerRegions } = probe;
  const text = attributes.text("search_string") ?? "";
  const isLong = (path: string) => (attributes.knownText(path)?.length ?? 0) > 255;
  const few = checkerRegions.length > 0 && checkerRegions.length < FEWEST_CHECKER_REGIONS;
  const others = checkerRegions.filter((region) => !CHECKER_REGIONS.has(region));
  const port = attributes.number("port");
  const has = (path: string) => (attributes.text(path) ?? "") !== "";
  const isTcp = probe.protocol === "TCP";
  return errors(address, {
    "too-few-checkers":
      few &&
      `${checkerRegions.length} checker regions; Route 53 needs at least ${FEWEST_CHECKER_REGIONS}, or none named for all`,
    "invalid-value": [
      matchesString && text === "" && "a string match needs a search_string",
      !matchesString && text !== "" && "only a string match has a search_string",
      isLong("search_string") && "search_string has at most 255 characters",
      isLong("resource_path") && "resource_path has at most 255 characters",
      others.length > 0 && `no checkers are in ${others.join(", ")}`,
      typeof port === "number" && (port < 1 || port > 65535) && "port is 1 to 65535",
      isTcp && port === undefined && "a TCP check needs a port",
      isTcp && has("resource_path") && "a TCP check has no resource_path",
      isTcp &&
        has("ip_address") &&
        attributes.knownText("fqdn") &&
        "a TCP check of an ip_address has no fqdn",
      ![10, 30].includes(intervalSeconds) && "request_interval is 10 or 30",
      (failureThreshold < 1 || failureThreshold > 10) && "failure_threshold is 1 to 10",
    ],
  });
}

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html */
function ofItsAlarm(
  { document: { directory } }: Zone,
  address: string,
  { region, withoutData, whenInsufficientData }: ProbeOf<"alarm">,
  { attributes: check }: Resource,
): readonly Finding[] {
  const alarm = directory.alarm(check.text("cloudwatch_alarm_name") ?? "");
  const number = (path: string) => Number(alarm?.attributes.number(path) ?? Number.NaN);
  const [needed, periods] = [number("datapoints_to_alarm"), number("evaluation_periods")];
  const there = alarm && directory.regionOf(alarm);
  const wrong = [
    alarm?.type === "aws_cloudwatch_composite_alarm" && "is a composite alarm",
    needed < periods && `needs ${needed} of ${periods} data points`,
    number("period") < 60 && "has a high-resolution metric",
    alarm?.attributes.get("extended_statistic") !== undefined && "has an extended statistic",
    (alarm?.attributes.blocks("metric_query").length ?? 0) > 0 && "has metric math",
    region !== undefined && there !== undefined && region !== there && `is in ${there}, not in ${region}`,
  ];
  const stays =
    withoutData === undefined || (withoutData !== "failing" && whenInsufficientData !== "Unhealthy");
  return errors(address, {
    "alarm-not-usable": wrong.map(
      (what) => what && `${alarm?.address} ${what}, which no health check can follow`,
    ),
    "alarm-hides-dead-region":
      stays &&
      `stays healthy when a dead region sends no data (${whenInsufficientData}); set insufficient_data_health_status to Unhealthy`,
  });
}

/**
 * A check that asks a name whose answer it controls finds whatever region is healthy: AWS calls the result
 * unpredictable.
 */
function ofItsHost(zone: Zone, { address, probe }: HealthCheck): readonly Finding[] {
  const name = probe.kind === "endpoint" ? probe.host.name : undefined;
  const asked = name === undefined ? undefined : publicName(zone, name);
  if (name === undefined || asked === undefined) {
    return [];
  }
  const isMissing = asked.zone.isComplete && reach(asked.zone, name, "A").records.length === 0;
  const controlled = dependsOn(zone, name).has(address);
  return errors(address, {
    "check-of-missing-name": isMissing && `requests ${name}, which has no A record: it always fails`,
    "check-depends-on-its-answer":
      controlled &&
      `requests ${name}, whose answer it controls; check a name that always reaches one endpoint`,
  });
}

/** The checks that a name's answer depends on, also by way of what those checks request. */
function dependsOn(zone: Zone, name: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  const asked = publicName(zone, name);
  for (const check of asked === undefined ? [] : reach(asked.zone, asked.name, "A").checks) {
    if (!seen.has(check)) {
      seen.add(check);
      const probe = zone.checks.get(check)?.probe;
      if (probe?.kind === "endpoint" && probe.host.name !== undefined) {
        dependsOn(zone, probe.host.name, seen);
      }
    }
  }
  return seen;
}

/** Local, private, non-routable, and multicast addresses, which Route 53 refuses to check. */
const UNREACHABLE = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  UNREACHABLE.addSubnet(network, prefix, network.includes(":") ? "ipv6" : "ipv4");
}

/** Whether what the check requests is what its endpoints answer with success. */
function ofItsRequest(
  zone: Zone,
  { address, probe }: HealthCheck,
  { attributes }: Resource,
): readonly Finding[] {
  if (probe.kind !== "endpoint") {
    return [];
  }
  const port = attributes.number("port") ?? (probe.protocol === "HTTPS" ? 443 : 80);
  const path = attributes.text("resource_path") ?? "/";
  return (requested(zone, probe.host) ?? [probe.host.endpoint]).flatMap((endpoint) => {
    const { id } = endpoint;
    const resource = zone.document.terraform.resources.get(id);
    const open = opened(zone, endpoint, resource);
    const isTls = isGateway(endpoint, resource) || isCloudFront(endpoint, resource);
    const family = isIP(id) === 6 ? "ipv6" : "ipv4";
    const isPrivate =
      (isIP(id) > 0 && UNREACHABLE.check(id, family)) ||
      (resource?.type === "aws_lb" && resource.attributes.flag("internal") === true);
    const fits = open?.some(
      (one) =>
        one.port === port &&
        (probe.protocol === "TCP" || one.tls === undefined || one.tls === (probe.protocol === "HTTPS")),
    );
    const forbidden = probe.protocol === "TCP" ? undefined : whyRefused(zone, probe, endpoint, path);
    const needsSni = isTls && probe.protocol === "HTTPS" && attributes.flag("enable_sni") === false;
    const isClosed = fits === false && typeof port === "number";
    const listens = `${open?.map((one) => one.port).join(", ")}${isTls ? " with TLS" : ""}`;
    return errors(address, {
      "check-of-private-address": isPrivate && `${id} is private; health checkers are on the internet`,
      "check-of-closed-port":
        isClosed && `requests ${probe.protocol} on port ${port} of ${id}, which listens to ${listens}`,
      "check-without-sni": needsSni && `${id} needs the host name in the TLS handshake; set enable_sni`,
      "check-answers-403": forbidden,
    });
  });
}

/** Why API Gateway refuses the request. */
function whyRefused(
  zone: Zone,
  { host }: ProbeOf<"endpoint">,
  endpoint: Endpoint,
  path: string | Unresolved,
): string | undefined {
  const { terraform, directory } = zone.document;
  const named =
    host.name === undefined ? terraform.resources.get(host.endpoint.id) : directory.resourceNamed(host.name);
  const isOwnName = named !== undefined && domainOf(zone, { ...endpoint, id: named.address }) !== undefined;
  if (isOwnName || /^d-[a-z0-9]+\.execute-api\./.test(host.name ?? "")) {
    return `requests API Gateway by its own name (${host.name ?? host.endpoint.id}), which is no custom domain: it answers 403`;
  }
  if (named?.attributes.flag("disable_execute_api_endpoint") === true) {
    return `requests ${named.address} at its default endpoint, which is disabled: it answers 403`;
  }
  const domain = domainOf(zone, endpoint);
  return domain === undefined || host.name === undefined
    ? undefined
    : (whyForbidden(domain, host.name) ??
        (typeof path === "string" ? whyNoPath(zone, domain, path) : undefined));
}

function isGateway({ id }: Endpoint, resource: Resource | undefined): boolean {
  return resource === undefined ? /\.execute-api\./.test(id) : /^aws_api_gateway/.test(resource.type);
}

function isCloudFront({ id }: Endpoint, resource: Resource | undefined): boolean {
  return resource?.type === "aws_cloudfront_distribution" || /\.cloudfront\.net$/.test(id);
}

/** The ports that an endpoint listens to; undefined if the document does not tell. */
function opened(
  { document: { terraform, directory } }: Zone,
  endpoint: Endpoint,
  resource: Resource | undefined,
): readonly { port: number; tls: boolean | undefined }[] | undefined {
  if (isGateway(endpoint, resource)) {
    return [{ port: 443, tls: true }];
  }
  if (isCloudFront(endpoint, resource)) {
    return [
      { port: 80, tls: false },
      { port: 443, tls: true },
    ];
  }
  if (/(^|\.)s3-website[.-]/.test(endpoint.id) || resource?.type === "aws_s3_bucket_website_configuration") {
    return [{ port: 80, tls: false }];
  }
  const listeners = [...terraform.resources.values()].filter(({ type, attributes }) => {
    const arn = attributes.text("load_balancer_arn");
    return (
      /^aws_a?lb_listener$/.test(type) &&
      resource !== undefined &&
      (directory.origin(arn)?.address === resource.address ||
        (typeof arn === "string" && arn === resource.attributes.text("arn")))
    );
  });
  const ports = listeners.flatMap(({ attributes }) => {
    const [port, protocol] = [attributes.number("port"), attributes.knownText("protocol")];
    const tls = protocol === "HTTPS" || protocol === "TLS" ? true : protocol === "HTTP" ? false : undefined;
    return typeof port === "number" ? [{ port, tls }] : [];
  });
  return ports.length === 0 || ports.length < listeners.length ? undefined : ports;
}

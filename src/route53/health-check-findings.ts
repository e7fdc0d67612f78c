import { BlockList, isIP } from "node:net";
import { CHECKER_REGION_NAMES, portsOf } from "../aws";
import { type Resource, Unresolved } from "../terraform";
import { domainOf, whyForbidden, whyNoPath } from "./custom-domains";
import { requestedBy } from "./failures";
import { type Finding, findingsAbout } from "./finding";
import { type HealthCheck, isMarker, type Probe } from "./health";
import { reach, withChildren } from "./reach";
import { allRecords, type Endpoint, inPublicZone, type Zone } from "./zone";

const KNOWN_CHECKER_REGIONS: ReadonlySet<string> = new Set(CHECKER_REGION_NAMES);

type ProbeOf<Kind extends Probe["kind"]> = Extract<Probe, { kind: Kind }>;

/**
 * Finds mistakes in health checks and in the records that use them.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 */
export function healthCheckFindings(zone: Zone): readonly Finding[] {
  const { terraform, index, zones } = zone.document;
  const usedBy = (one: Zone) => allRecords(one).flatMap(({ healthCheck }) => withChildren(one, healthCheck));
  const used = new Set(usedBy(zone));
  // A check that no record uses is reported once, with the first zone.
  const elsewhere = new Set(zones.filter(({ id }) => id !== zone.id).flatMap(usedBy));
  const isFirst = zones[0]?.id === zone.id;
  return [
    ...allRecords(zone).flatMap(({ address, healthCheck }) => {
      const id = terraform.resources.get(address)?.attributes.text("health_check_id") ?? "";
      const path = id instanceof Unresolved ? id.reference?.path : undefined;
      const origin = index.origin(id);
      const isOther =
        origin === undefined
          ? typeof id === "string" && (id.startsWith("arn:") || id.length > 64)
          : origin.type !== "aws_route53_health_check" || !/^(\[\*\]\.)?(id)?$/.test(path ?? "");
      const isGone =
        healthCheck?.includes("aws_route53_health_check.") && !terraform.resources.has(healthCheck);
      return findingsAbout(address, {
        "health-check-id-of-another-kind": isOther && "health_check_id is not the id of a health check",
        "dangling-health-check": isGone && `its health check ${healthCheck} is not in this document`,
      });
    }),
    ...[...zone.checks.values()]
      .filter(({ address }) => used.has(address) || (isFirst && !elsewhere.has(address)))
      .flatMap((check) => {
        const resource = terraform.resources.get(check.address);
        return resource === undefined ? [] : ofCheck(zone, check, resource);
      }),
  ];
}

function ofCheck(zone: Zone, check: HealthCheck, resource: Resource): readonly Finding[] {
  const { address, disabled, inverted, probe } = check;
  return [
    ...findingsAbout(address, {
      "disabled-health-check": disabled && "is disabled, so it is always healthy; invert it to stop traffic",
      "inverted-health-check":
        inverted && !isMarker(check) && "is inverted: a working endpoint gets no traffic",
    }),
    ...(probe.kind === "calculated" ? ofCalculated(zone, address, probe) : []),
    ...(probe.kind === "alarm" ? ofAlarm(zone, address, probe, resource) : []),
    ...(probe.kind === "endpoint"
      ? [
          ...ofValues(address, probe, resource),
          ...ofHost(zone, address, probe),
          ...ofRequest(zone, address, probe, resource),
        ]
      : []),
  ];
}

function ofCalculated(
  zone: Zone,
  address: string,
  { threshold, children }: ProbeOf<"calculated">,
): readonly Finding[] {
  const nested = children.filter((child) => zone.checks.get(child)?.probe.kind === "calculated").join(", ");
  const isImpossible = threshold > children.length;
  return findingsAbout(address, {
    "calculated-check-impossible":
      isImpossible && `needs ${threshold} healthy children and has ${children.length}: always unhealthy`,
    "calculated-of-calculated":
      nested !== "" && `counts ${nested}; a calculated check can't count calculated checks`,
    "invalid-value": children.length > 256 && "a calculated check counts at most 256 checks",
  });
}

function ofValues(address: string, probe: ProbeOf<"endpoint">, { attributes }: Resource): readonly Finding[] {
  const { protocol, matchesString, intervalSeconds, failureThreshold, checkerRegions } = probe;
  const has = (path: string) => (attributes.text(path) ?? "") !== "";
  const isLong = (path: string) => (attributes.knownText(path)?.length ?? 0) > 255;
  const isTcp = protocol === "TCP";
  const hasText = has("search_string");
  const port = attributes.number("port");
  const others = checkerRegions.filter((region) => !KNOWN_CHECKER_REGIONS.has(region)).join(", ");
  const isTcpOfAddress = isTcp && has("ip_address") && attributes.knownText("fqdn");
  return findingsAbout(address, {
    "too-few-checkers":
      checkerRegions.length > 0 &&
      checkerRegions.length < 3 &&
      `has ${checkerRegions.length} checker regions; name at least 3, or none to use all`,
    "invalid-value": [
      matchesString && !hasText && "a string match needs a search_string",
      !matchesString && hasText && "only a string match has a search_string",
      isLong("search_string") && "search_string has at most 255 characters",
      isLong("resource_path") && "resource_path has at most 255 characters",
      others !== "" && `Route 53 has no checkers in ${others}`,
      typeof port === "number" && (port < 1 || port > 65535) && "port is 1 to 65535",
      isTcp && port === undefined && "a TCP check needs a port",
      isTcp && has("resource_path") && "a TCP check has no resource_path",
      isTcpOfAddress && "a TCP check of an ip_address has no fqdn",
      ![10, 30].includes(intervalSeconds) && "request_interval is 10 or 30",
      (failureThreshold < 1 || failureThreshold > 10) && "failure_threshold is 1 to 10",
    ],
  });
}

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html */
function ofAlarm(
  { document: { index } }: Zone,
  address: string,
  { region, withoutData, whenInsufficientData }: ProbeOf<"alarm">,
  { attributes: check }: Resource,
): readonly Finding[] {
  const alarm = index.alarm(check.text("cloudwatch_alarm_name") ?? "");
  const number = (path: string) => Number(alarm?.attributes.number(path) ?? Number.NaN);
  const [needed, periods] = [number("datapoints_to_alarm"), number("evaluation_periods")];
  const there = alarm && index.regionOf(alarm);
  const isElsewhere = region !== undefined && there !== undefined && region !== there;
  const stays =
    withoutData === undefined || (withoutData !== "failing" && whenInsufficientData !== "Unhealthy");
  return findingsAbout(address, {
    "alarm-not-usable": [
      alarm?.type === "aws_cloudwatch_composite_alarm" && "is a composite alarm",
      needed < periods && `needs ${needed} of ${periods} data points`,
      number("period") < 60 && "has a high-resolution metric",
      alarm?.attributes.get("extended_statistic") !== undefined && "has an extended statistic",
      (alarm?.attributes.blocks("metric_query").length ?? 0) > 0 && "has metric math",
      isElsewhere && `is in ${there}, not in ${region}`,
    ].map((what) => what && `${alarm?.address} ${what}, which a health check can't follow`),
    "alarm-hides-dead-region":
      stays &&
      `stays healthy when a dead region sends no data (${whenInsufficientData}); set insufficient_data_health_status to Unhealthy`,
  });
}

/**
 * A check that requests a name whose answer it controls reaches whatever region is healthy. AWS calls the result
 * unpredictable.
 */
function ofHost(zone: Zone, address: string, { host: { name } }: ProbeOf<"endpoint">): readonly Finding[] {
  const asked = name === undefined ? undefined : inPublicZone(zone, name);
  if (name === undefined || asked === undefined) {
    return [];
  }
  const isMissing = asked.zone.isComplete && reach(asked.zone, name, "A").records.length === 0;
  return findingsAbout(address, {
    "check-of-missing-name": isMissing && `requests ${name}, which has no A record: it always fails`,
    "check-depends-on-its-answer":
      checksBehind(zone, name).has(address) &&
      `requests ${name}, whose answer it controls; check a name that always reaches one endpoint`,
  });
}

/** Returns the checks that a name's answer depends on, also through the names that those checks request. */
function checksBehind(zone: Zone, name: string): ReadonlySet<string> {
  const names = new Set([name]);
  const found = new Set<string>();
  // Names that are added are visited, too.
  for (const one of names) {
    const asked = inPublicZone(zone, one);
    for (const check of asked === undefined ? [] : reach(asked.zone, asked.name, "A").checks) {
      found.add(check);
      const probe = zone.checks.get(check)?.probe;
      names.add((probe?.kind === "endpoint" ? probe.host.name : undefined) ?? one);
    }
  }
  return found;
}

/** Local, private, non-routable, and multicast addresses, which Route 53 does not check. */
const UNREACHABLE = new BlockList();
for (const network of "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 198.18.0.0/15 224.0.0.0/3 ::/127 fc00::/7 fe80::/10 ff00::/8".split(
  " ",
)) {
  const [address = "", prefix] = network.split("/");
  UNREACHABLE.addSubnet(address, Number(prefix), isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** Finds requests that the check's endpoints do not answer with success. */
function ofRequest(
  zone: Zone,
  address: string,
  probe: ProbeOf<"endpoint">,
  { attributes }: Resource,
): readonly Finding[] {
  const { protocol, host } = probe;
  const port = attributes.number("port") ?? (protocol === "HTTPS" ? 443 : 80);
  const path = attributes.text("resource_path") ?? "/";
  return (requestedBy(zone, host) ?? [host.endpoint]).flatMap((endpoint) => {
    const { id, kind } = endpoint;
    const resource = zone.document.terraform.resources.get(id);
    const open = openPorts(zone, endpoint, resource);
    const needsTls = kind === "api-gateway" || kind === "cloudfront";
    const isPrivate =
      (isIP(id) > 0 && UNREACHABLE.check(id, isIP(id) === 6 ? "ipv6" : "ipv4")) ||
      (resource?.type === "aws_lb" && resource.attributes.flag("internal") === true);
    const accepts = (one: { port: number; tls: boolean | undefined }) =>
      one.port === port &&
      (protocol === "TCP" || one.tls === undefined || one.tls === (protocol === "HTTPS"));
    const isClosed = open?.some(accepts) === false && typeof port === "number";
    const listens = `${open?.map((one) => one.port).join(", ")}${needsTls ? " with TLS" : ""}`;
    const lacksSni = needsTls && protocol === "HTTPS" && attributes.flag("enable_sni") === false;
    return findingsAbout(address, {
      "check-of-private-address": isPrivate && `${id} is private; health checkers are on the internet`,
      "check-of-closed-port":
        isClosed && `requests ${protocol} on port ${port} of ${id}, which listens on ${listens}`,
      "check-without-sni": lacksSni && `${id} needs the host name in the TLS handshake; set enable_sni`,
      "check-answers-403": protocol === "TCP" ? undefined : whyRefused(zone, probe, resource, path),
    });
  });
}

/** Explains why API Gateway refuses the request. */
function whyRefused(
  zone: Zone,
  { host }: ProbeOf<"endpoint">,
  endpoint: Resource | undefined,
  path: string | Unresolved,
): string | undefined {
  const { terraform, index } = zone.document;
  const named =
    host.name === undefined ? terraform.resources.get(host.endpoint.id) : index.resourceNamed(host.name);
  if (domainOf(named) !== undefined || /^d-[a-z0-9]+\.execute-api\./.test(host.name ?? "")) {
    return `requests API Gateway by its own name (${host.name ?? host.endpoint.id}), which is not a custom domain: it answers 403`;
  }
  if (named?.attributes.flag("disable_execute_api_endpoint") === true) {
    return `requests ${named.address} at its default endpoint, which is disabled: it answers 403`;
  }
  const domain = domainOf(endpoint);
  return domain === undefined || host.name === undefined
    ? undefined
    : (whyForbidden(domain, host.name) ??
        (typeof path === "string" ? whyNoPath(zone, domain, path) : undefined));
}

/** Returns the ports that an endpoint listens on; undefined if the document does not state them. */
function openPorts(
  { document: { index } }: Zone,
  { kind }: Endpoint,
  resource: Resource | undefined,
): readonly { port: number; tls: boolean | undefined }[] | undefined {
  const listeners = index
    .ofType("aws_lb_listener", "aws_alb_listener")
    .filter(
      ({ attributes }) => resource && index.isOf(attributes.text("load_balancer_arn"), resource, "arn"),
    );
  const ports = listeners.flatMap(({ attributes }) => {
    const [port, protocol = ""] = [attributes.number("port"), attributes.knownText("protocol")];
    const tls = /^(HTTPS|TLS)$/.test(protocol) || (protocol === "HTTP" ? false : undefined);
    return typeof port === "number" ? [{ port, tls }] : [];
  });
  return portsOf(kind) ?? (ports.length === 0 || ports.length < listeners.length ? undefined : ports);
}

import { BlockList, isIP } from "node:net";
import { CHECKER_REGION_NAMES, portsOf, type TargetKind } from "../aws";
import type { Attributes, Resource, Text } from "../terraform";
import { domainOf, whyForbidden, whyNoPath } from "./custom-domains";
import { requestedBy } from "./failures";
import { type Finding, findingsAbout, type Messages } from "./finding";
import { type HealthCheck, isMarker, type ProbeOf } from "./health";
import { nameChecked, reachOfChecker, withChildren } from "./reach";
import type { ResourceIndex } from "./resource-index";
import { allRecords, type Endpoint, type Zone } from "./zone";

const KNOWN_CHECKER_REGIONS: ReadonlySet<string> = new Set(CHECKER_REGION_NAMES);

/**
 * Finds mistakes in the health checks of a zone's records.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 */
export function healthCheckFindings(zone: Zone): readonly Finding[] {
  const { zones } = zone;
  const usedBy = (one: Zone) => allRecords(one).flatMap(({ healthCheck }) => withChildren(one, healthCheck));
  const used = new Set(usedBy(zone));
  // A check that no record uses is reported once, with the first zone.
  const elsewhere = new Set(zones.filter(({ id }) => id !== zone.id).flatMap(usedBy));
  const isFirst = zones[0]?.id === zone.id;
  return [...zone.checks.values()]
    .filter(({ address }) => used.has(address) || (isFirst && !elsewhere.has(address)))
    .flatMap((check) => ofCheck(zone, check));
}

function ofCheck(zone: Zone, check: HealthCheck): readonly Finding[] {
  const { address, disabled, inverted, probe } = check;
  const attributes = zone.index.attributesOf(address);
  const requests = probe.kind === "endpoint" ? (requestedBy(zone, probe) ?? [probe.host.endpoint]) : [];
  return [
    ...findingsAbout(address, {
      "disabled-health-check": disabled && "is disabled, so it is always healthy; invert it to stop traffic",
      "inverted-health-check":
        inverted && !isMarker(check) && "is inverted: a working endpoint gets no traffic",
      ...(probe.kind === "calculated" && ofCalculated(zone, probe)),
      ...(probe.kind === "alarm" && ofAlarm(zone.index, probe, attributes)),
      ...(probe.kind === "endpoint" && { ...ofValues(probe, attributes), ...ofHost(zone, address, probe) }),
    }),
    ...requests.flatMap((endpoint) =>
      probe.kind === "endpoint" ? findingsAbout(address, ofRequest(zone, probe, attributes, endpoint)) : [],
    ),
  ];
}

function ofCalculated(zone: Zone, { threshold, children }: ProbeOf<"calculated">): Messages {
  const nested = children.filter((child) => zone.checks.get(child)?.probe.kind === "calculated").join(", ");
  return {
    "calculated-check-impossible":
      threshold > children.length &&
      `needs ${threshold} healthy children and has ${children.length}: always unhealthy`,
    "calculated-of-calculated":
      nested !== "" && `counts ${nested}; a calculated check can't count calculated checks`,
    "invalid-value": children.length > 256 && "a calculated check counts at most 256 checks",
  };
}

function ofValues(probe: ProbeOf<"endpoint">, attributes: Attributes): Messages {
  const { protocol, matchesString, intervalSeconds, failureThreshold, checkerRegions } = probe;
  const has = (path: string) => (attributes.text(path) ?? "") !== "";
  const isLong = (path: string) => (attributes.knownText(path)?.length ?? 0) > 255;
  const isTcp = protocol === "TCP";
  const hasText = has("search_string");
  const port = attributes.number("port");
  const others = checkerRegions.filter((region) => !KNOWN_CHECKER_REGIONS.has(region)).join(", ");
  return {
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
      isTcp &&
        has("ip_address") &&
        attributes.knownText("fqdn") &&
        "a TCP check of an ip_address has no fqdn",
      ![10, 30].includes(intervalSeconds) && "request_interval is 10 or 30",
      (failureThreshold < 1 || failureThreshold > 10) && "failure_threshold is 1 to 10",
    ],
  };
}

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html */
function ofAlarm(
  index: ResourceIndex,
  { region, withoutData, whenInsufficientData }: ProbeOf<"alarm">,
  check: Attributes,
): Messages {
  const alarm = index.alarmOf(check);
  const number = (path: string) => alarm?.attributes.knownNumber(path) ?? Number.NaN;
  const [needed, periods] = [number("datapoints_to_alarm"), number("evaluation_periods")];
  const there = alarm && index.regionOf(alarm);
  const isElsewhere = region !== undefined && there !== undefined && region !== there;
  const isSilent = withoutData === "insufficient data" && whenInsufficientData !== "Unhealthy";
  return {
    "alarm-not-usable": [
      alarm?.type === "aws_cloudwatch_composite_alarm" && "is a composite alarm",
      needed < periods && `needs ${needed} of ${periods} data points`,
      number("period") < 60 && "has a high-resolution metric",
      alarm?.attributes.get("extended_statistic") !== undefined && "has an extended statistic",
      (alarm?.attributes.blocks("metric_query").length ?? 0) > 0 && "has metric math",
      isElsewhere && `is in ${there}, not in ${region}`,
    ].map((what) => what && `${alarm?.address} ${what}, which a health check can't follow`),
    "alarm-hides-dead-region":
      (withoutData === undefined || isSilent) &&
      `stays healthy when a dead region sends no data (${whenInsufficientData}); set insufficient_data_health_status to Unhealthy`,
  };
}

/**
 * A check that requests a name whose answer it controls reaches any healthy region. AWS calls the result
 * unpredictable.
 */
function ofHost(zone: Zone, address: string, { host: { name } }: ProbeOf<"endpoint">): Messages {
  const reached = reachOfChecker(zone, name);
  if (name === undefined || reached === undefined) {
    return {};
  }
  const isMissing = reached.zone.isComplete && reached.records.length === 0;
  return {
    "check-of-missing-name": isMissing && `requests ${name}, which has no A record: it always fails`,
    "check-depends-on-its-answer":
      checksBehind(zone, name).has(address) &&
      `requests ${name}, whose answer it controls; check a name that always reaches one endpoint`,
  };
}

/** Returns the checks that a name's answer depends on, also through the names that those checks request. */
function checksBehind(zone: Zone, name: string): ReadonlySet<string> {
  const names = new Set([name]);
  const found = new Set<string>();
  // The loop also visits the names that it adds.
  for (const one of names) {
    for (const check of reachOfChecker(zone, one)?.checks ?? []) {
      found.add(check);
      names.add(nameChecked(zone, check) ?? one);
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

/** Returns why an endpoint does not answer the check's request with success. */
function ofRequest(
  zone: Zone,
  probe: ProbeOf<"endpoint">,
  attributes: Attributes,
  endpoint: Endpoint,
): Messages {
  const { protocol } = probe;
  const { id, kind } = endpoint;
  const port = attributes.number("port") ?? (protocol === "HTTPS" ? 443 : 80);
  const resource = zone.index.resource(id);
  const needsTls = kind === "api-gateway" || kind === "cloudfront";
  const isPrivate =
    (isIP(id) > 0 && UNREACHABLE.check(id, isIP(id) === 6 ? "ipv6" : "ipv4")) ||
    (resource?.type === "aws_lb" && resource.attributes.flag("internal") === true);
  const open = openPorts(zone.index, kind, resource);
  const accepts = ({ port: one, tls }: Port) =>
    one === port && (protocol === "TCP" || tls === undefined || tls === (protocol === "HTTPS"));
  const isClosed = open?.some(accepts) === false && typeof port === "number";
  const listens = `${open?.map((one) => one.port).join(", ")}${needsTls ? " with TLS" : ""}`;
  const lacksSni = needsTls && protocol === "HTTPS" && attributes.flag("enable_sni") === false;
  return {
    "check-of-private-address": isPrivate && `${id} is private; health checkers are on the internet`,
    "check-of-closed-port":
      isClosed && `requests ${protocol} on port ${port} of ${id}, which listens on ${listens}`,
    "check-without-sni": lacksSni && `${id} needs the host name in the TLS handshake; set enable_sni`,
    "check-answers-403":
      protocol !== "TCP" && whyRefused(zone.index, probe, resource, attributes.text("resource_path") ?? "/"),
  };
}

/** Explains why API Gateway refuses the request. */
function whyRefused(
  index: ResourceIndex,
  { host }: ProbeOf<"endpoint">,
  endpoint: Resource | undefined,
  path: Text,
): string | undefined {
  const named = host.name === undefined ? index.resource(host.endpoint.id) : index.resourceNamed(host.name);
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
        (typeof path === "string" ? whyNoPath(index, domain, path) : undefined));
}

interface Port {
  readonly port: number | undefined;
  /** Undefined if the listener passes both on, as TCP does. */
  readonly tls: boolean | undefined;
}

/** Returns the ports that an endpoint listens on; undefined if the document does not state them. */
function openPorts(
  index: ResourceIndex,
  kind: TargetKind,
  resource: Resource | undefined,
): readonly Port[] | undefined {
  const types = ["aws_lb_listener", "aws_alb_listener"];
  const listeners = resource ? index.naming(resource, "arn", "load_balancer_arn", ...types) : [];
  const ports = listeners.map(({ attributes }) => {
    const protocol = attributes.knownText("protocol") ?? "";
    const tls = /^(HTTPS|TLS)$/.test(protocol) || (protocol === "HTTP" ? false : undefined);
    return { port: attributes.knownNumber("port"), tls };
  });
  const areStated = ports.length > 0 && ports.every(({ port }) => port !== undefined);
  return portsOf(kind) ?? (areStated ? ports : undefined);
}

import { isIP } from "node:net";
import { type Resource, Unresolved } from "../terraform";
import type { Directory } from "./directory";
import type { HealthCheck, Probe } from "./health-check";
import { normalName } from "./names";

/** What AWS takes for what is left out. */
const DEFAULT_INTERVAL_SECONDS = 30;
const DEFAULT_FAILURE_THRESHOLD = 3;

/** Reads an `aws_route53_health_check`; answers with a sentence if it says too little. */
export function readCheck(check: Resource, directory: Directory): HealthCheck | string {
  const { address, attributes, repeated } = check;
  if (repeated) {
    return "only Terraform can expand its count or for_each; hand over a plan instead";
  }
  const inverted = attributes.flag("invert_healthcheck") ?? false;
  const disabled = attributes.flag("disabled") ?? false;
  const probe = readProbe(check, directory);
  if (typeof probe === "string") {
    return probe;
  }
  if (inverted instanceof Unresolved || disabled instanceof Unresolved) {
    return "whether it is inverted or disabled is not known before apply";
  }
  return { address, inverted, disabled, probe };
}

function readProbe(check: Resource, directory: Directory): Probe | string {
  const { attributes } = check;
  const type = attributes.text("type");
  switch (type) {
    case "HTTP":
    case "HTTP_STR_MATCH":
      return readEndpoint("HTTP", check, directory);
    case "HTTPS":
    case "HTTPS_STR_MATCH":
      return readEndpoint("HTTPS", check, directory);
    case "TCP":
      return readEndpoint("TCP", check, directory);
    case "CALCULATED": {
      const threshold = attributes.number("child_health_threshold");
      if (typeof threshold !== "number") {
        return "child_health_threshold is not known";
      }
      const children = attributes
        .list("child_healthchecks")
        .filter((child) => typeof child === "string" || child instanceof Unresolved);
      return {
        kind: "calculated",
        children: children.flatMap((child) => directory.checkKeys(child)),
        threshold,
      };
    }
    case "CLOUDWATCH_METRIC": {
      const whenInsufficientData = attributes.text("insufficient_data_health_status") ?? "LastKnownStatus";
      if (
        whenInsufficientData !== "Healthy" &&
        whenInsufficientData !== "Unhealthy" &&
        whenInsufficientData !== "LastKnownStatus"
      ) {
        return `insufficient_data_health_status "${whenInsufficientData}" is not one of Route 53's`;
      }
      const alarm = attributes.text("cloudwatch_alarm_name") ?? "an alarm";
      return {
        kind: "alarm",
        alarm: String(alarm),
        region: attributes.knownText("cloudwatch_alarm_region"),
        whenInsufficientData,
        ...readAlarm(directory.alarm(alarm)),
      };
    }
    case "RECOVERY_CONTROL":
      return {
        kind: "routing-control",
        control: String(attributes.text("routing_control_arn") ?? "a control"),
      };
    default:
      return type === undefined ? "it has no type" : `its type "${type}" is not one of Route 53's`;
  }
}

/** How an alarm of the document decides. The metrics of Route 53 and CloudFront outlive any other region. */
function readAlarm(
  alarm: Resource | undefined,
): Pick<Extract<Probe, { kind: "alarm" }>, "secondsToAlarm" | "withoutData" | "isGlobal"> {
  const [periods, period] = ["evaluation_periods", "period"].map((path) => alarm?.attributes.number(path));
  const missing = alarm?.attributes.text("treat_missing_data") ?? "missing";
  const isGlobal = /^AWS\/(Route53|CloudFront)$/.test(alarm?.attributes.knownText("namespace") ?? "");
  const withoutData = missing === "missing" ? "insufficient data" : undefined;
  return {
    secondsToAlarm: typeof periods === "number" && typeof period === "number" ? periods * period : undefined,
    withoutData: missing === "breaching" || isGlobal ? "failing" : withoutData,
    isGlobal,
  };
}

function readEndpoint(
  protocol: "HTTP" | "HTTPS" | "TCP",
  { attributes, assigned }: Resource,
  directory: Directory,
): Probe | string {
  // A plan does not know what the provider will read back for an argument that nothing assigns.
  const number = (path: string, otherwise: number) => {
    const value = attributes.number(path) ?? otherwise;
    return value instanceof Unresolved && assigned?.has(path) === false ? otherwise : value;
  };
  const host = attributes.text("ip_address") || attributes.text("fqdn");
  const intervalSeconds = number("request_interval", DEFAULT_INTERVAL_SECONDS);
  const failureThreshold = number("failure_threshold", DEFAULT_FAILURE_THRESHOLD);
  if (host === undefined || host === "") {
    return "it has neither fqdn nor ip_address";
  }
  if (typeof intervalSeconds !== "number" || typeof failureThreshold !== "number") {
    return "its interval or threshold is not known before apply";
  }
  return {
    kind: "endpoint",
    protocol,
    matchesString: attributes.text("type")?.toString().endsWith("_STR_MATCH") === true,
    host: readHost(host, directory),
    intervalSeconds,
    failureThreshold,
    checkerRegions: attributes.texts("regions"),
  };
}

function readHost(
  host: string | Unresolved,
  directory: Directory,
): Extract<Probe, { kind: "endpoint" }>["host"] {
  const resource = directory.resourceNamed(host);
  const name = resource?.type === "aws_route53_record" ? directory.recordName(resource) : host;
  return {
    name: typeof name === "string" && isIP(name) === 0 ? normalName(name) : undefined,
    endpoint: directory.endpoint(host),
  };
}

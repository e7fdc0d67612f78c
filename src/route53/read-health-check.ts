import { isIP } from "node:net";
import { type Attributes, type Resource, Unresolved } from "../terraform";
import { normalName } from "./dns-names";
import { known, oneOf, Unreadable } from "./finding";
import type { HealthCheck, Probe } from "./health";
import type { ResourceIndex } from "./resource-index";

/**
 * Reads an `aws_route53_health_check`.
 *
 * @throws Unreadable if the document does not state how it behaves
 */
export function readHealthCheck(check: Resource, index: ResourceIndex): HealthCheck {
  const { address, attributes, repeated } = check;
  if (repeated) {
    throw new Unreadable("only Terraform can expand its count or for_each; use the plan");
  }
  const unknown = "whether it is inverted or disabled is not known before apply";
  return {
    address,
    inverted: known(attributes.flag("invert_healthcheck") ?? false, unknown),
    disabled: known(attributes.flag("disabled") ?? false, unknown),
    probe: readProbe(check, index),
  };
}

function readProbe(check: Resource, index: ResourceIndex): Probe {
  const { attributes } = check;
  const type = attributes.text("type")?.toString() ?? "";
  switch (type) {
    case "HTTP":
    case "HTTPS":
    case "TCP":
      return readEndpoint(type, false, check, index);
    case "HTTP_STR_MATCH":
      return readEndpoint("HTTP", true, check, index);
    case "HTTPS_STR_MATCH":
      return readEndpoint("HTTPS", true, check, index);
    case "CALCULATED": {
      const children = attributes
        .list("child_healthchecks")
        .filter((child) => typeof child === "string" || child instanceof Unresolved);
      return {
        kind: "calculated",
        children: children.flatMap((child) => index.checkKeys(child)),
        threshold: known(attributes.number("child_health_threshold"), "child_health_threshold is not known"),
      };
    }
    case "CLOUDWATCH_METRIC":
      return readAlarm(attributes, index);
    case "RECOVERY_CONTROL":
      return {
        kind: "routing-control",
        control: String(attributes.text("routing_control_arn") ?? "a control"),
      };
    default:
      throw new Unreadable(type === "" ? "it has no type" : `its type "${type}" is not one of Route 53's`);
  }
}

/** Reads a check of an alarm. Metrics of Route 53 and CloudFront stay available while another region fails. */
function readAlarm(attributes: Attributes, index: ResourceIndex): Probe {
  const whenInsufficientData = oneOf(
    attributes.text("insufficient_data_health_status") ?? "LastKnownStatus",
    ["Healthy", "Unhealthy", "LastKnownStatus"],
    "insufficient_data_health_status",
  );
  const alarm = index.alarmOf(attributes)?.attributes;
  const seconds = (alarm?.knownNumber("evaluation_periods") ?? 0) * (alarm?.knownNumber("period") ?? 0);
  const isGlobal = /^AWS\/(Route53|CloudFront)$/.test(alarm?.knownText("namespace") ?? "");
  const missing = alarm?.text("treat_missing_data") ?? "missing";
  const withoutData = missing === "missing" ? "insufficient data" : undefined;
  return {
    kind: "alarm",
    alarm: String(attributes.text("cloudwatch_alarm_name") ?? "an alarm"),
    region: attributes.knownText("cloudwatch_alarm_region"),
    whenInsufficientData,
    secondsToAlarm: seconds > 0 ? seconds : undefined,
    withoutData: missing === "breaching" || isGlobal ? "failing" : withoutData,
    isGlobal,
  };
}

function readEndpoint(
  protocol: "HTTP" | "HTTPS" | "TCP",
  matchesString: boolean,
  { attributes, assigned }: Resource,
  index: ResourceIndex,
): Probe {
  // In a plan, an argument that nothing assigns is known only after the apply.
  const number = (path: string, otherwise: number) => {
    const value = attributes.number(path) ?? otherwise;
    const isDefault = value instanceof Unresolved && assigned?.has(path) === false;
    return isDefault ? otherwise : known(value, "its interval or threshold is not known before apply");
  };
  const host = attributes.text("ip_address") || attributes.text("fqdn");
  if (!host) {
    throw new Unreadable("it has neither fqdn nor ip_address");
  }
  const resource = index.resourceNamed(host);
  const name = resource?.type === "aws_route53_record" ? index.recordName(resource) : host;
  return {
    kind: "endpoint",
    protocol,
    matchesString,
    host: {
      name: typeof name === "string" && isIP(name) === 0 ? normalName(name) : undefined,
      endpoint: index.endpoint(host),
    },
    // AWS's own defaults.
    intervalSeconds: number("request_interval", 30),
    failureThreshold: number("failure_threshold", 3),
    checkerRegions: attributes.texts("regions"),
  };
}

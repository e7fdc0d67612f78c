import { type Attributes, type Resource, type Terraform, Unresolved, type Value } from "../terraform";
import { type Action, type Alarm, AlarmsError, type CompositeAlarm, type MetricAlarm } from "./alarm";
import { nameOf, readRule } from "./alarm-rule";
import { type AlarmState, type MissingData, TREATMENTS } from "./missing-data";
import { readInput } from "./read-input";

const METRIC = "aws_cloudwatch_metric_alarm";
const COMPOSITE = "aws_cloudwatch_composite_alarm";

const DAY_SECONDS = 86_400;

/**
 * Reads the alarms of a Terraform document, with the recipients of their notifications.
 *
 * @throws AlarmsError for alarms that CloudWatch rejects
 */
export function readAlarms(terraform: Terraform): readonly Alarm[] {
  const resources = [...terraform.resources.values()].filter(({ mode }) => mode === "managed");
  const names = new Map(
    resources
      .filter(({ type }) => type === METRIC || type === COMPOSITE)
      .map(({ address, attributes }) => [address, attributes.knownText("alarm_name") ?? address]),
  );
  const subscriptions = resources.filter(({ type }) => type === "aws_sns_topic_subscription");
  const recipientsOf = (topic: string) =>
    subscriptions
      .filter(({ attributes }) => String(attributes.text("topic_arn")) === topic)
      .map(({ attributes }) => String(attributes.text("endpoint")));
  const alarms = resources.flatMap((resource): Alarm[] => {
    const { address, type, attributes } = resource;
    if (type !== METRIC && type !== COMPOSITE) {
      return [];
    }
    const actions = (attribute: string): readonly Action[] =>
      attributes.flag("actions_enabled") === false
        ? []
        : attributes.list(attribute).map((target) => ({
            target: String(target),
            recipients: recipientsOf(String(target)),
          }));
    const common = {
      address,
      region: resource.region ?? "",
      name: names.get(address) ?? address,
      actions: {
        ALARM: actions("alarm_actions"),
        OK: actions("ok_actions"),
        INSUFFICIENT_DATA: actions("insufficient_data_actions"),
      } satisfies Record<AlarmState, readonly Action[]>,
    };
    return [type === METRIC ? metricAlarm(resource, common) : compositeAlarm(attributes, common, names)];
  });
  refuseUnknownNames(alarms);
  return alarms;
}

type Common = Pick<Alarm, "address" | "region" | "name" | "actions">;

function metricAlarm({ attributes }: Resource, common: Common): MetricAlarm {
  const { address } = common;
  const { period, ...input } = readInput(attributes, common);
  const evaluationPeriods = wholeNumber(attributes, "evaluation_periods", address);
  const datapointsToAlarm =
    attributes.get("datapoints_to_alarm") === undefined
      ? evaluationPeriods
      : wholeNumber(attributes, "datapoints_to_alarm", address);
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  const longest = period < 3600 ? DAY_SECONDS : 7 * DAY_SECONDS;
  if (period * evaluationPeriods > longest) {
    throw new AlarmsError(
      `${address}: ${evaluationPeriods} periods of ${period} seconds are more than the ${longest} seconds that CloudWatch evaluates`,
    );
  }
  if (datapointsToAlarm > evaluationPeriods) {
    throw new AlarmsError(`${address}: datapoints_to_alarm is more than evaluation_periods`);
  }
  return {
    ...common,
    kind: "metric",
    input,
    periodMinutes: period / 60,
    breaches: comparison(attributes, address),
    evaluationPeriods,
    datapointsToAlarm,
    missingData: missingData(attributes, address),
  };
}

function compositeAlarm(
  attributes: Attributes,
  common: Common,
  names: ReadonlyMap<string, string>,
): CompositeAlarm {
  const suppressor = attributes.block("actions_suppressor");
  return {
    ...common,
    kind: "composite",
    rule: readRule(withNames(attributes.get("alarm_rule"), names)),
    suppressor: suppressor && {
      alarm: nameOf(withNames(suppressor.get("alarm"), names)),
      waitMinutes: wholeNumber(suppressor, "wait_period", common.address) / 60,
      extensionMinutes: wholeNumber(suppressor, "extension_period", common.address) / 60,
    },
  };
}

/** Returns a text in which references to alarms (their ARN or id) are replaced by the alarms' names. */
function withNames(value: Value | undefined, names: ReadonlyMap<string, string>): string {
  if (!(value instanceof Unresolved)) {
    return String(value ?? "");
  }
  return value.parts
    .map((part) => {
      const [of] = typeof part === "string" ? [] : part.references;
      return typeof part === "string" ? part : (names.get(of?.address ?? "") ?? `\${${part.text}}`);
    })
    .join("");
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

function comparison(attributes: Attributes, address: string): (value: number) => boolean {
  const operator = attributes.knownText("comparison_operator") ?? "";
  const compare = COMPARISONS[operator];
  const threshold = attributes.number("threshold");
  if (compare === undefined || typeof threshold !== "number") {
    throw new AlarmsError(`${address}: ${operator} ${String(threshold)} cannot be evaluated`);
  }
  return (value) => compare(value, threshold);
}

function missingData(attributes: Attributes, address: string): MissingData {
  const text = attributes.knownText("treat_missing_data") ?? "missing";
  const treatment = TREATMENTS.find((one) => one === text);
  if (treatment === undefined) {
    throw new AlarmsError(
      `${address}: treat_missing_data: "${text}" must be missing, ignore, breaching or notBreaching`,
    );
  }
  return treatment;
}

function wholeNumber(attributes: Attributes, name: string, address: string): number {
  const number = attributes.number(name);
  if (typeof number !== "number" || !Number.isInteger(number) || number < 0) {
    throw new AlarmsError(`${address}: ${name} must be a whole number, but is ${String(number)}`);
  }
  return number;
}

/** CloudWatch only accepts composite alarms over alarms of the same region. */
function refuseUnknownNames(alarms: readonly Alarm[]): void {
  for (const alarm of alarms) {
    const named =
      alarm.kind === "metric"
        ? []
        : [...alarm.rule.alarms, ...(alarm.suppressor ? [alarm.suppressor.alarm] : [])];
    for (const name of named) {
      if (!alarms.some((other) => other.region === alarm.region && other.name === name)) {
        throw new AlarmsError(`${alarm.address}: there is no alarm "${name}" in ${alarm.region}`);
      }
    }
  }
}

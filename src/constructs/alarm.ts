import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import type { ITopic } from "./alarm-topic";
import type { Metric } from "./metrics";

/** The metric, statistic, and period that an alarm evaluates. */
export interface Measure extends Metric {
  /**
   * A statistic, or a percentile rank: `PR(:500)` is the percentage of values up to 500.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
   */
  readonly stat: "Average" | "Maximum" | "Minimum" | "SampleCount" | "Sum" | `PR(:${number})`;
  /** In seconds. */
  readonly period: number;
}

export interface AlarmProps {
  readonly provider: AwsProvider;
  readonly alarmName: string;
  /** What happened and what to do about it, written for an on-call engineer. */
  readonly description: string;
  readonly metric: Measure;
  readonly threshold: number;
  /** @default "GreaterThanThreshold" */
  readonly comparison?:
    | "GreaterThanOrEqualToThreshold"
    | "GreaterThanThreshold"
    | "LessThanOrEqualToThreshold"
    | "LessThanThreshold";
  /** The number of periods that are evaluated. */
  readonly periods: number;
  /** The number of those periods that must breach the threshold. @default - all */
  readonly datapoints?: number;
  /** "ignore" keeps the current state, so a new alarm waits for its first data point. */
  readonly missing: "breaching" | "ignore" | "notBreaching";
  /**
   * The topic to notify when the alarm goes into alarm. Set it only for a cause that no other alarm reports.
   *
   * @default - none; a composite alarm notifies, so that one outage sends one message
   */
  readonly topic?: ITopic;
}

/** Returns an alarm's description. Alarms that notify a person refer to the runbook. */
export function describedFor(topic: ITopic | undefined, description: string): string {
  return topic === undefined ? description : `${description} See docs/runbook.md.`;
}

/**
 * A metric alarm. AWS does not delete an alarm that a composite alarm refers to. With `create_before_destroy`,
 * Terraform updates the composite alarm first.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export class Alarm extends Construct {
  readonly alarmName: string;
  readonly resource: CloudwatchMetricAlarm;

  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    const { namespace, name, dimensions, stat, period } = props.metric;
    this.resource = new CloudwatchMetricAlarm(this, "Resource", {
      provider: props.provider,
      alarmName: props.alarmName,
      alarmDescription: describedFor(props.topic, props.description),
      comparisonOperator: props.comparison ?? "GreaterThanThreshold",
      // 1.44 is readable, 1.4399999999999182 is not.
      threshold: Number(props.threshold.toFixed(6)),
      evaluationPeriods: props.periods,
      datapointsToAlarm: props.datapoints ?? props.periods,
      treatMissingData: props.missing,
      namespace,
      metricName: name,
      dimensions: { ...dimensions },
      period,
      ...(stat.startsWith("PR") ? { extendedStatistic: stat } : { statistic: stat }),
      ...(props.topic === undefined ? {} : { alarmActions: [props.topic.arn] }),
      lifecycle: { createBeforeDestroy: true },
    });
    this.alarmName = props.alarmName;
  }
}

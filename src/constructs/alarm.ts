import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import type { Metric } from "./metrics";

/** What of a metric an alarm looks at. */
export interface Measure extends Metric {
  /**
   * A statistic, or a percentile rank: `PR(:500)` is the percent of values of at most 500.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
   */
  readonly stat: "Average" | "Maximum" | "Minimum" | "Sum" | `PR(:${number})`;
  /** Seconds. */
  readonly period: number;
}

export interface AlarmProps {
  readonly provider: AwsProvider;
  readonly alarmName: string;
  /** What has happened, and what to do about it: read by somebody who was just woken. */
  readonly description: string;
  readonly metric: Measure;
  readonly threshold: number;
  /** @default - above the threshold is wrong */
  readonly comparison?:
    | "GreaterThanOrEqualToThreshold"
    | "GreaterThanThreshold"
    | "LessThanOrEqualToThreshold"
    | "LessThanThreshold";
  /** How many of the last periods must be wrong. */
  readonly periods: number;
  /** What no data means. */
  readonly missing: "breaching" | "notBreaching";
}

/**
 * A metric alarm. It tells nobody by itself: composite alarms do, so that one outage is one message.
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
      alarmDescription: props.description,
      comparisonOperator: props.comparison ?? "GreaterThanThreshold",
      // Of decimals, not of 1.4399999999999182: people read it.
      threshold: Number(props.threshold.toFixed(6)),
      evaluationPeriods: props.periods,
      datapointsToAlarm: props.periods,
      treatMissingData: props.missing,
      namespace,
      metricName: name,
      dimensions: { ...dimensions },
      period,
      ...(stat.startsWith("PR") ? { extendedStatistic: stat } : { statistic: stat }),
    });
    this.alarmName = props.alarmName;
  }
}

import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
  type CloudwatchMetricAlarmMetricQuery,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";

export interface MetricProps {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  /** Seconds. */
  readonly period: number;
}

/** A CloudWatch metric, or a figure made of several. */
export type Measure =
  | { readonly metric: MetricProps & { readonly stat: "Average" | "Maximum" | "Minimum" | "Sum" } }
  | {
      /** The last one is what the alarm looks at. */
      readonly queries: readonly CloudwatchMetricAlarmMetricQuery[];
    };

export interface AlarmProps {
  readonly provider: AwsProvider;
  readonly alarmName: string;
  /** What has happened, and what to do about it: read by somebody who was just woken. */
  readonly description: string;
  readonly measure: Measure;
  readonly threshold: number;
  /** @default - above the threshold is wrong */
  readonly comparison?: "GreaterThanOrEqualToThreshold" | "GreaterThanThreshold" | "LessThanThreshold";
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
    const config: CloudwatchMetricAlarmConfig = {
      provider: props.provider,
      alarmName: props.alarmName,
      alarmDescription: props.description,
      comparisonOperator: props.comparison ?? "GreaterThanThreshold",
      threshold: props.threshold,
      evaluationPeriods: props.periods,
      datapointsToAlarm: props.periods,
      treatMissingData: props.missing,
      ...measured(props.measure),
    };
    this.resource = new CloudwatchMetricAlarm(this, "Resource", config);
    this.alarmName = props.alarmName;
  }
}

function measured(measure: Measure): Partial<CloudwatchMetricAlarmConfig> {
  if ("metric" in measure) {
    const { namespace, name, dimensions, stat, period } = measure.metric;
    return { namespace, metricName: name, dimensions: { ...dimensions }, statistic: stat, period };
  }
  return {
    metricQuery: measure.queries.map((query, index, all) => ({
      ...query,
      returnData: index === all.length - 1,
    })),
  };
}

/** One metric under an id, for a figure made of several. */
export function metric(id: string, props: MetricProps): CloudwatchMetricAlarmMetricQuery {
  return {
    id,
    metric: {
      namespace: props.namespace,
      metricName: props.name,
      dimensions: { ...props.dimensions },
      stat: props.stat,
      period: props.period,
    },
  };
}

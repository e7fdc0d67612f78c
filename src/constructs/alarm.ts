import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import * as z from "zod/mini";
import * as values from "../aws/values";
import type { ITopic } from "./alarm-topic";
import type { Metric } from "./metrics";
import { requireValid } from "./valid-props";

/** The metric, statistic, and period that an alarm evaluates. */
export interface Measure extends Metric {
  /**
   * A statistic, a percentile such as `p99`, or a percentile rank: `PR(:500)` is the percentage of values up to 500.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
   */
  readonly stat: "Average" | "Maximum" | "Minimum" | "SampleCount" | "Sum" | `p${number}` | `PR(:${number})`;
  /** 10, 20, 30, or a multiple of 60 seconds. */
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

const WHOLE = "a whole number from 1";

const PROPS = z
  .object({
    description: z.string("text"),
    metric: z.object(
      {
        stat: values.text(
          /^(Average|Maximum|Minimum|SampleCount|Sum|p\d{1,2}(\.\d+)?|PR\(:\d+(\.\d+)?\))$/,
          "a statistic such as Sum, p99 or PR(:500)",
        ),
        period: z
          .int("a number of seconds")
          .check(
            z.refine(
              (seconds) => [10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0),
              "10, 20, 30 or a multiple of 60 (seconds)",
            ),
          ),
      },
      "a metric with a statistic and a period",
    ),
    threshold: z.number("a number"),
    comparison: z.optional(
      values.oneOf([
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "LessThanOrEqualToThreshold",
        "LessThanThreshold",
      ]),
    ),
    periods: z.int(WHOLE).check(z.minimum(1, WHOLE)),
    datapoints: z.optional(z.int(WHOLE).check(z.minimum(1, WHOLE))),
    missing: values.oneOf(["breaching", "ignore", "notBreaching"]),
  })
  .check(
    z.refine(({ periods, datapoints = periods }) => datapoints <= periods, {
      path: ["datapoints"],
      error: "at most the number of periods",
    }),
    z.refine(({ metric: { period }, periods }) => period * periods <= (period < 3600 ? 86_400 : 604_800), {
      path: ["periods"],
      error:
        "is too many: CloudWatch evaluates one day of periods under an hour, and one week of longer ones",
    }),
  );

/** Returns an alarm's description. Alarms that notify a person refer to the runbook. */
export function describedFor(topic: ITopic | undefined, description: string): string {
  return topic === undefined ? description : `${description} See docs/runbook.md.`;
}

/**
 * A metric alarm. AWS does not delete an alarm that a composite alarm refers to. With `create_before_destroy`,
 * Terraform updates the composite alarm first.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export class Alarm extends Construct {
  readonly alarmName: string;
  readonly resource: CloudwatchMetricAlarm;

  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    requireValid(PROPS, props, this.node.path);
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
      ...(/^p/i.test(stat) ? { extendedStatistic: stat } : { statistic: stat }),
      ...(props.topic === undefined ? {} : { alarmActions: [props.topic.arn] }),
      lifecycle: { createBeforeDestroy: true },
    });
    this.alarmName = props.alarmName;
  }
}

import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import { Alarm } from "./alarm";
import { allOf, CompositeAlarm, inAlarm } from "./composite-alarm";
import { healthCheckStatus } from "./metrics";

/** Regions that fail within this time are one outage, and so are regions that recover within it. */
const SAME_OUTAGE_SECONDS = 180;

export interface OutageAlarmsProps {
  /** The provider of us-east-1, the only region with metrics of health checks. */
  readonly provider: AwsProvider;
  readonly prefix: string;
  readonly healthCheckIds: Readonly<Record<string, string>>;
  /** A topic in us-east-1. */
  readonly topicArn: string;
}

/**
 * Alarms on regions that fail Route 53's health check: one message per region, or one if all regions fail. They
 * exist in us-east-1 only, and so depend on us-east-1 to notify anyone; the canaries of other regions do not.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
 */
export class OutageAlarms extends Construct {
  /** Names of the alarms that notify a person. */
  readonly pages: readonly string[];

  constructor(scope: Construct, id: string, props: OutageAlarmsProps) {
    super(scope, id);
    const { provider, prefix, topicArn } = props;
    const down = Object.entries(props.healthCheckIds).map(([region, healthCheckId]) => ({
      region,
      alarm: new Alarm(this, region, {
        provider,
        alarmName: `${prefix}-${region}-down`,
        description: `${region} fails Route 53's health check.`,
        metric: { ...healthCheckStatus(healthCheckId), stat: "Minimum", period: 60 },
        threshold: 1,
        comparison: "LessThanThreshold",
        periods: 1,
        // Route 53 publishes the metric of a new health check some minutes after it is created.
        missing: "ignore",
      }),
    }));
    const all = new CompositeAlarm(this, "all_regions_down", {
      provider,
      alarmName: `${prefix}-all-regions-down`,
      description:
        "Every region fails its health check. Look for what changed everywhere at once: DNS, a deployment, a certificate.",
      rule: allOf(...down.map(({ alarm }) => inAlarm(alarm))),
      topicArn,
    });
    const each =
      down.length < 2
        ? []
        : down.map(
            ({ region, alarm }) =>
              new CompositeAlarm(this, `${region}_outage`, {
                provider,
                alarmName: `${prefix}-${region}-outage`,
                description: `${region} fails its health check, and other regions do not. The regions that may stand in for it serve its users; find out why it failed.`,
                rule: inAlarm(alarm),
                topicArn,
                suppressor: { alarm: all, wait: SAME_OUTAGE_SECONDS, extension: SAME_OUTAGE_SECONDS },
              }),
          );
    this.pages = [all, ...each].map(({ alarmName }) => alarmName);
  }
}

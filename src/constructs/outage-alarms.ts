import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import { Alarm } from "./alarm";
import { allOf, anyOf, CompositeAlarm, inAlarm, not } from "./composite-alarm";
import { healthCheckStatus } from "./metrics";

export interface OutageAlarmsProps {
  /** Of us-east-1: the metrics of health checks are nowhere else. */
  readonly provider: AwsProvider;
  readonly prefix: string;
  readonly healthCheckIds: Readonly<Record<string, string>>;
  /** Of us-east-1. */
  readonly topicArn: string;
}

/**
 * Regions that are down, by their health checks: one message for one outage. Alarms on health checks exist in
 * us-east-1 alone, and so depend on it to be told; the canaries of other regions do not.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
 */
export class OutageAlarms extends Construct {
  /** Names of the alarms that tell a person. */
  readonly pages: readonly string[];

  constructor(scope: Construct, id: string, props: OutageAlarmsProps) {
    super(scope, id);
    const { provider, prefix, topicArn } = props;
    const down = Object.entries(props.healthCheckIds).map(
      ([region, healthCheckId]) =>
        new Alarm(this, region, {
          provider,
          alarmName: `${prefix}-${region}-down`,
          description: `${region} does not answer Route 53's health check. Its users are sent to the regions that may stand in for it.`,
          metric: { ...healthCheckStatus(healthCheckId), stat: "Minimum", period: 60 },
          threshold: 1,
          comparison: "LessThanThreshold",
          periods: 1,
          missing: "breaching",
        }),
    );
    const all = new CompositeAlarm(this, "all_regions_down", {
      provider,
      alarmName: `${prefix}-all-regions-down`,
      description:
        "No region answers its health check. What changed everywhere at once: DNS, a deployment, a certificate?",
      rule: allOf(...down.map(inAlarm)),
      topicArn,
    });
    const some =
      down.length < 2
        ? []
        : [
            new CompositeAlarm(this, "region_down", {
              provider,
              alarmName: `${prefix}-region-down`,
              description:
                "A region is down and others answer for it. Nothing must be done for users now; see which one, and why.",
              rule: allOf(anyOf(...down.map(inAlarm)), not(inAlarm(all))),
              topicArn,
            }),
          ];
    this.pages = [all, ...some].map(({ alarmName }) => alarmName);
  }
}

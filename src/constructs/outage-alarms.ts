import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import { Alarm } from "./alarm";
import type { ITopic } from "./alarm-topic";
import { allOf, CompositeAlarm, inAlarm, notInAlarm, type Rule } from "./composite-alarm";
import type { Evacuation } from "./evacuation";
import { healthCheckStatus, healthyChildren } from "./metrics";

/** Regions that fail or recover within this time count as one outage. */
const SAME_OUTAGE_SECONDS = 180;

export interface OutageAlarmsProps {
  /** The provider of us-east-1, the only region with metrics of health checks. */
  readonly provider: AwsProvider;
  readonly prefix: string;
  readonly healthCheckIds: Readonly<Record<string, string>>;
  /** By region, without regions that cannot be evacuated. */
  readonly evacuations: Readonly<Record<string, Pick<Evacuation, "healthCheckId" | "children">>>;
  /** A topic in us-east-1. */
  readonly topic: ITopic;
}

/**
 * Alarms on regions that fail Route 53's health check. They send one message per region, or one if all regions fail.
 * They exist in us-east-1 only, so they depend on us-east-1; the canaries of other regions do not. An evacuated region
 * may fail without a message.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
 */
export class OutageAlarms extends Construct {
  /** Names of the alarms that notify a person. */
  readonly pages: readonly string[];

  constructor(scope: Construct, id: string, props: OutageAlarmsProps) {
    super(scope, id);
    const { provider, prefix, topic } = props;
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
        "Every region fails its health check. Look for a change that affects all regions: DNS, a deployment, a certificate.",
      rule: allOf(...down.map(({ alarm }) => inAlarm(alarm))),
      topic,
    });
    const each =
      down.length < 2
        ? []
        : down.map(
            ({ region, alarm }) =>
              new CompositeAlarm(this, `${region}_outage`, {
                provider,
                alarmName: `${prefix}-${region}-outage`,
                description: `${region} fails its health check, but other regions do not. Its stand-in regions serve its users. Find out why it failed.`,
                rule: this.unlessEvacuated(region, inAlarm(alarm), props),
                topic,
                suppressor: { alarm: all, wait: SAME_OUTAGE_SECONDS, extension: SAME_OUTAGE_SECONDS },
              }),
          );
    this.pages = [all, ...each].map(({ alarmName }) => alarmName);
  }

  /**
   * If two children of a region's calculated check are unhealthy, one of them is a marker's. The count does not depend
   * on whether CloudWatch reports an inverted check's status before or after the inversion.
   */
  private unlessEvacuated(region: string, rule: Rule, props: OutageAlarmsProps): Rule {
    const evacuation = props.evacuations[region];
    if (evacuation === undefined) {
      return rule;
    }
    const evacuated = new Alarm(this, `${region}_evacuated`, {
      provider: props.provider,
      alarmName: `${props.prefix}-${region}-evacuated-and-down`,
      description: `${region} is evacuated and fails Route 53's health check.`,
      metric: { ...healthyChildren(evacuation.healthCheckId), stat: "Minimum", period: 60 },
      threshold: evacuation.children - 1,
      comparison: "LessThanThreshold",
      periods: 1,
      missing: "ignore",
    });
    return allOf(rule, notInAlarm(evacuated));
  }
}

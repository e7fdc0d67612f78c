import { Construct } from "constructs";
import type { Configuration, RegionName } from "../config";
import { Alarm, type AlarmProps } from "./alarm";
import { type Bad, BurnRateAlarms } from "./burn-rate-alarms";
import { allOf, anyOf, CompositeAlarm, inAlarm, not } from "./composite-alarm";
import {
  apiMetric,
  canaryMetric,
  functionMetric,
  type Metric,
  ratesMetric,
  replicationLatency,
  tableMetric,
} from "./metrics";
import { Region } from "./region";

export interface RegionAlarmsProps {
  /** Of every alarm's name. */
  readonly prefix: string;
  readonly api: { readonly name: string; readonly stage: string };
  readonly functions: { readonly api: string; readonly ingest: string };
  readonly canaryFunction: string;
  readonly tableName: string;
  /** The regions that this one's writes are replicated to. */
  readonly peers: readonly RegionName[];
  /** What this region's canary asks; none where there is no canary. */
  readonly canaryTargets: readonly string[];
  readonly certificateArn: string;
  readonly objectives: Configuration["objectives"];
  readonly topicArn: string;
}

/**
 * What is wrong in one region, as two messages at the most: `degraded`, which users feel, and `attention`, which
 * needs a person before they do. A region that fails altogether is left to the health check's alarm.
 */
export class RegionAlarms extends Construct {
  /** Names of the alarms that tell a person. */
  readonly pages: readonly string[];
  private readonly props: RegionAlarmsProps;

  constructor(scope: Construct, id: string, props: RegionAlarmsProps) {
    super(scope, id);
    this.props = props;
    const { provider } = Region.of(this);
    const { prefix, objectives, topicArn } = props;

    const availability = new BurnRateAlarms(this, "availability", {
      prefix,
      objective: "availability",
      description: `More 5xx answers than an availability of ${objectives.availabilityPercent} % allows. Look at the region's dashboard: function errors, table, then the last deployment.`,
      budgetPercent: 100 - objectives.availabilityPercent,
      bad: (percent, period) => this.errors(percent, period),
    });
    const latency = new BurnRateAlarms(this, "latency", {
      prefix,
      objective: "latency",
      description: `More answers over ${objectives.latencyMilliseconds} ms than an objective of ${objectives.latencyPercent} % allows. Look at cold starts, the table's latency, then the traces.`,
      budgetPercent: 100 - objectives.latencyPercent,
      // By percentile rank: the percent of answers that were within the time.
      bad: (percent, period) => ({
        metric: {
          ...apiMetric(props.api, "Latency"),
          stat: `PR(:${objectives.latencyMilliseconds})`,
          period,
        },
        comparison: "LessThanOrEqualToThreshold",
        threshold: 100 - percent,
      }),
    });
    const failing = this.alarm("failing", {
      description: "At least half of the answers are 5xx: the health check moves users away by itself.",
      ...this.errors(50, 60),
      periods: 3,
      missing: "notBreaching",
    });
    const degraded = new CompositeAlarm(this, "degraded", {
      provider,
      alarmName: `${prefix}-degraded`,
      description: "Users of this region get errors or wait, and it is still in service.",
      rule: allOf(anyOf(...[...availability.alarms, ...latency.alarms].map(inAlarm)), not(inAlarm(failing))),
      topicArn,
    });
    const attention = new CompositeAlarm(this, "attention", {
      provider,
      alarmName: `${prefix}-attention`,
      description:
        "Something will hurt users unless a person looks at it; its cause is the alarm inside that is in alarm.",
      rule: anyOf(...this.causes().map(inAlarm)),
      topicArn,
    });
    this.pages = [degraded.alarmName, attention.alarmName];
  }

  private causes(): Alarm[] {
    const { functions, canaryFunction, tableName, peers, canaryTargets, certificateArn } = this.props;
    const sum = (metric: Metric, period: number) => ({ ...metric, stat: "Sum", period }) as const;
    return [
      ...peers.map((peer) =>
        this.alarm(`replication_${peer}`, {
          description: `Writes take over a minute to reach ${peer}: its answers are older than they look.`,
          metric: { ...replicationLatency(tableName, peer), stat: "Average", period: 300 },
          threshold: 60_000,
          periods: 3,
          missing: "notBreaching",
        }),
      ),
      ...canaryTargets.map((target) =>
        this.alarm(`canary_${target}`, {
          description: `From this region, ${target} answered wrongly or not at all three times in a row, whatever its health check says.`,
          metric: { ...canaryMetric(canaryFunction, target, "CanarySuccess"), stat: "Minimum", period: 300 },
          threshold: 1,
          comparison: "LessThanThreshold",
          periods: 3,
          missing: "breaching",
        }),
      ),
      ...Object.entries(functions).map(([id, name]) =>
        this.alarm(`${id}_throttled`, {
          description: `${name} is refused by Lambda: raise its reserved concurrency or the account's.`,
          metric: sum(functionMetric(name, "Throttles"), 300),
          threshold: 0,
          periods: 2,
          missing: "notBreaching",
        }),
      ),
      ...Object.entries({ reads: "ReadThrottleEvents", writes: "WriteThrottleEvents" }).map(([id, name]) =>
        this.alarm(`table_${id}_throttled`, {
          description:
            "The table refuses requests: one partition is asked too often, or the account's limit is reached.",
          metric: sum(tableMetric(tableName, name), 300),
          threshold: 0,
          periods: 2,
          missing: "notBreaching",
        }),
      ),
      this.alarm("ingest_failing", {
        description:
          "Three runs of ingest failed one after the other: no provider answers, or the table does not.",
        metric: sum(functionMetric(functions.ingest, "Errors"), 3600),
        threshold: 0,
        periods: 3,
        missing: "notBreaching",
      }),
      this.alarm("rates_stale", {
        description: "Newer rates should have been here for three hours, or ingest has not run: see its log.",
        metric: { ...ratesMetric(functions.ingest, "RatesStale"), stat: "Maximum", period: 3600 },
        threshold: 0,
        periods: 3,
        missing: "breaching",
      }),
      this.alarm("rates_held_back", {
        description:
          "A rate jumped too far to be believed, and is not served. Compare it with another source.",
        metric: sum(ratesMetric(functions.ingest, "RatesHeldBack"), 3600),
        threshold: 0,
        periods: 1,
        missing: "notBreaching",
      }),
      this.alarm("certificate_expiry", {
        description:
          "The certificate was not renewed 30 days before its end: is its validation record still there?",
        metric: {
          namespace: "AWS/CertificateManager",
          name: "DaysToExpiry",
          dimensions: { CertificateArn: certificateArn },
          stat: "Minimum",
          period: 86_400,
        },
        threshold: 30,
        comparison: "LessThanThreshold",
        periods: 1,
        missing: "notBreaching",
      }),
    ];
  }

  private alarm(id: string, props: Omit<AlarmProps, "provider" | "alarmName">): Alarm {
    return new Alarm(this, id, {
      provider: Region.of(this).provider,
      alarmName: `${this.props.prefix}-${id.replaceAll("_", "-")}`,
      ...props,
    });
  }

  /**
   * The average of 5XXError is the share of answers that were errors.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
   */
  private errors(percent: number, period: number): Bad {
    return {
      metric: { ...apiMetric(this.props.api, "5XXError"), stat: "Average", period },
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: percent / 100,
    };
  }
}

import { Construct } from "constructs";
import type { Configuration, RegionName } from "../config";
import { Alarm, type AlarmProps, type Measure, metric } from "./alarm";
import { BurnRateAlarms } from "./burn-rate-alarms";
import { allOf, anyOf, CompositeAlarm, inAlarm, not } from "./composite-alarm";
import { Region } from "./region";

export interface RegionAlarmsProps {
  /** Of every alarm's name. */
  readonly prefix: string;
  readonly api: { readonly name: string; readonly stage: string };
  readonly functions: { readonly api: string; readonly ingest: string };
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
      badPercent: (period) => this.errorPercent(period),
    });
    const latency = new BurnRateAlarms(this, "latency", {
      prefix,
      objective: "latency",
      description: `More answers over ${objectives.latencyMilliseconds} ms than an objective of ${objectives.latencyPercent} % allows. Look at cold starts, the table's latency, then the traces.`,
      budgetPercent: 100 - objectives.latencyPercent,
      badPercent: (period) => this.slowPercent(period),
    });
    const failing = this.alarm("failing", {
      description: "At least half of the answers are 5xx: the health check moves users away by itself.",
      measure: this.errorPercent(60),
      threshold: 50,
      comparison: "GreaterThanOrEqualToThreshold",
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
    const { functions, tableName, peers, canaryTargets, certificateArn } = this.props;
    const rates = (name: string) => this.sum("CurrencyExchange", name, { service: "ingest" }, 3600);
    return [
      ...peers.map((peer) =>
        this.alarm(`replication_${peer}`, {
          description: `Writes take over a minute to reach ${peer}: its answers are older than they look.`,
          measure: this.one(
            "AWS/DynamoDB",
            "ReplicationLatency",
            { TableName: tableName, ReceivingRegion: peer },
            "Average",
            300,
          ),
          threshold: 60_000,
          periods: 3,
          missing: "notBreaching",
        }),
      ),
      ...canaryTargets.map((target) =>
        this.alarm(`canary_${target}`, {
          description: `From this region, ${target} answered wrongly or not at all three times in a row, whatever its health check says.`,
          measure: this.one(
            "CurrencyExchange",
            "CanarySuccess",
            { service: "canary", target },
            "Minimum",
            300,
          ),
          threshold: 1,
          comparison: "LessThanThreshold",
          periods: 3,
          missing: "breaching",
        }),
      ),
      ...Object.entries(functions).map(([id, name]) =>
        this.alarm(`${id}_throttled`, {
          description: `${name} is refused by Lambda: raise its reserved concurrency or the account's.`,
          measure: this.sum("AWS/Lambda", "Throttles", { FunctionName: name }, 300),
          threshold: 0,
          periods: 2,
          missing: "notBreaching",
        }),
      ),
      ...Object.entries({ reads: "ReadThrottleEvents", writes: "WriteThrottleEvents" }).map(([id, name]) =>
        this.alarm(`table_${id}_throttled`, {
          description:
            "The table refuses requests: one partition is asked too often, or the account's limit is reached.",
          measure: this.sum("AWS/DynamoDB", name, { TableName: tableName }, 300),
          threshold: 0,
          periods: 2,
          missing: "notBreaching",
        }),
      ),
      this.alarm("ingest_failing", {
        description:
          "Three runs of ingest failed one after the other: no provider answers, or the table does not.",
        measure: this.sum("AWS/Lambda", "Errors", { FunctionName: functions.ingest }, 3600),
        threshold: 0,
        periods: 3,
        missing: "notBreaching",
      }),
      this.alarm("rates_stale", {
        description: "Newer rates should have been here for three hours, or ingest has not run: see its log.",
        measure: this.one("CurrencyExchange", "RatesStale", { service: "ingest" }, "Maximum", 3600),
        threshold: 0,
        periods: 3,
        missing: "breaching",
      }),
      this.alarm("rates_held_back", {
        description:
          "A rate jumped too far to be believed, and is not served. Compare it with another source.",
        measure: rates("RatesHeldBack"),
        threshold: 0,
        periods: 1,
        missing: "notBreaching",
      }),
      this.alarm("certificate_expiry", {
        description:
          "The certificate was not renewed 30 days before its end: is its validation record still there?",
        measure: this.one(
          "AWS/CertificateManager",
          "DaysToExpiry",
          { CertificateArn: certificateArn },
          "Minimum",
          86_400,
        ),
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

  private one(
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    stat: "Average" | "Maximum" | "Minimum" | "Sum",
    period: number,
  ): Measure {
    return { metric: { namespace, name, dimensions, stat, period } };
  }

  private sum(
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    period: number,
  ): Measure {
    return this.one(namespace, name, dimensions, "Sum", period);
  }

  private apiMetric(id: string, name: string, stat: string, period: number) {
    const { name: ApiName, stage: Stage } = this.props.api;
    return metric(id, { namespace: "AWS/ApiGateway", name, dimensions: { ApiName, Stage }, stat, period });
  }

  private errorPercent(period: number): Measure {
    return {
      queries: [
        this.apiMetric("errors", "5XXError", "Sum", period),
        this.apiMetric("requests", "Count", "Sum", period),
        { id: "percent", expression: "100 * errors / requests", label: "5xx answers, percent" },
      ],
    };
  }

  /** By percentile rank: the percent of answers that were within the time. */
  private slowPercent(period: number): Measure {
    return {
      queries: [
        this.apiMetric("within", "Latency", `PR(:${this.props.objectives.latencyMilliseconds})`, period),
        { id: "percent", expression: "100 - within", label: "slow answers, percent" },
      ],
    };
  }
}

import { Construct } from "constructs";
import type { Configuration, RegionName } from "../config";
import { Alarm, type AlarmProps } from "./alarm";
import type { AlarmWindow } from "./alarm-window";
import { type Bad, BurnRateAlarms } from "./burn-rate-alarms";
import {
  allOf,
  anyOf,
  CompositeAlarm,
  inAlarm,
  notInAlarm,
  type Rule,
  type Suppressor,
} from "./composite-alarm";
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

/** The name under which canaries request the API's own domain name. */
export const SHARED_NAME = "shared";

/**
 * A health check is healthy while more than 18 % of its checkers succeed.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
const UNHEALTHY_SHARE = 0.82;

/** The time in which the health check's errors show that the whole region fails. */
const WAIT_SECONDS = 180;
/** The errors of a region that has recovered leave the windows of the slow burn rate after 30 minutes. */
const ERRORS_LEAVE_SECONDS = 2100;
/** The causes of errors (throttling, a failing function) leave their alarms' windows after two periods of 5 minutes. */
const CAUSES_LEAVE_SECONDS = 660;

export interface CanaryAlarms {
  readonly window: AlarmWindow;
  /** The targets whose failures notify. */
  readonly targets: readonly string[];
}

export interface RegionAlarmsProps {
  /** Prefix of every alarm's name. */
  readonly prefix: string;
  readonly api: { readonly name: string; readonly stage: string };
  readonly functions: { readonly api: string; readonly ingest: string };
  readonly canaryFunction: string;
  readonly tableName: string;
  /** The regions that this region's writes are replicated to. */
  readonly peers: readonly RegionName[];
  /** See `HealthCheckErrors`. */
  readonly healthCheckErrors: Metric;
  /** When ingestion runs. */
  readonly ingestion: {
    readonly window: AlarmWindow;
    readonly providers: number;
    /** Whether this region reports what all regions have in common: rate providers that fail, stale rates. */
    readonly reportsForAll: boolean;
  };
  /** @default - no canary */
  readonly canary: CanaryAlarms | undefined;
  readonly certificateArn: string;
  readonly objectives: Configuration["objectives"];
  readonly topicArn: string;
}

/**
 * What is wrong in one region, in one message per outage. `degraded`: users get errors or wait. `attention`: a limit
 * refuses requests. `data`: rates get old. `canary`: the API's name answers wrongly. A region that fails as a whole
 * is reported by `OutageAlarms`, so its other alarms are silent.
 */
export class RegionAlarms extends Construct {
  /** Names of the alarms that notify a person. */
  readonly pages: readonly string[];
  private readonly props: RegionAlarmsProps;

  constructor(scope: Construct, id: string, props: RegionAlarmsProps) {
    super(scope, id);
    this.props = props;
    const { prefix, objectives } = props;

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
      // The percentile rank is the percentage of answers within the time.
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
      description:
        "The health check's path answers with server errors: Route 53 moves users to other regions.",
      metric: { ...props.healthCheckErrors, stat: "Average", period: 60 },
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: UNHEALTHY_SHARE,
      periods: 3,
      datapoints: 2,
      missing: "notBreaching",
    });
    const degraded = this.page("degraded", {
      description: "Users of this region get errors or wait, and Route 53 still sends them here.",
      rule: anyOf(...[...availability.alarms, ...latency.alarms].map(inAlarm)),
      suppressor: { alarm: failing, wait: WAIT_SECONDS, extension: ERRORS_LEAVE_SECONDS },
    });
    const whileDegraded = { alarm: degraded, wait: WAIT_SECONDS, extension: CAUSES_LEAVE_SECONDS };
    const attention = this.page("attention", {
      description: "A limit refuses requests; the alarm inside that is in alarm names it.",
      rule: anyOf(...this.throttling().map(inAlarm)),
      suppressor: whileDegraded,
    });
    const data = this.page("data", {
      description: "Rates get old unless someone acts; the alarm inside that is in alarm names the cause.",
      rule: this.agingData(),
      suppressor: whileDegraded,
    });
    const canary = this.canary(whileDegraded);
    const facts = this.facts();
    this.pages = [degraded, attention, data, ...canary, ...facts].map(({ alarmName }) => alarmName);
  }

  /** Facts that no outage causes: each notifies by itself. */
  private facts(): Alarm[] {
    const { topicArn } = this.props;
    return [
      this.alarm("rates_held_back", {
        description:
          "A rate jumped too far to be plausible and is not served. Compare it with another source.",
        metric: { ...ratesMetric(this.props.functions.ingest, "RatesHeldBack"), stat: "Sum", period: 3600 },
        threshold: 0,
        periods: 1,
        missing: "notBreaching",
        topicArn,
      }),
      this.alarm("certificate_expiry", {
        description:
          "The certificate was not renewed 30 days before its end. Does its validation record still exist?",
        metric: {
          namespace: "AWS/CertificateManager",
          name: "DaysToExpiry",
          dimensions: { CertificateArn: this.props.certificateArn },
          stat: "Minimum",
          period: 86_400,
        },
        threshold: 30,
        comparison: "LessThanThreshold",
        periods: 1,
        missing: "notBreaching",
        topicArn,
      }),
    ];
  }

  private throttling(): Alarm[] {
    const { functions, tableName } = this.props;
    const throttled = (id: string, description: string, metric: Metric) =>
      this.alarm(id, {
        description,
        metric: { ...metric, stat: "Sum", period: 300 },
        threshold: 0,
        periods: 2,
        missing: "notBreaching",
      });
    return [
      ...Object.entries(functions).map(([id, name]) =>
        throttled(
          `${id}_throttled`,
          `Lambda refuses invocations of ${name}. Raise its reserved concurrency or the account's limit.`,
          functionMetric(name, "Throttles"),
        ),
      ),
      ...Object.entries({ reads: "ReadThrottleEvents", writes: "WriteThrottleEvents" }).map(([id, name]) =>
        throttled(
          `table_${id}_throttled`,
          "The table refuses requests: one partition gets too many, or the account's limit is reached.",
          tableMetric(tableName, name),
        ),
      ),
    ];
  }

  private agingData(): Rule {
    const { peers, tableName, ingestion } = this.props;
    const { period, periods } = ingestion.window;
    const replication = peers.map((peer) =>
      this.alarm(`replication_${peer}`, {
        description: `Writes take over a minute to reach ${peer}: its answers are older than they look.`,
        metric: { ...replicationLatency(tableName, peer), stat: "Average", period: 300 },
        threshold: 60_000,
        periods: 3,
        missing: "notBreaching",
      }),
    );
    const failing = this.alarm("ingest_failing", {
      description:
        "Three runs of ingest stored nothing: no provider answers, the table fails, or ingest does not run.",
      metric: { ...ratesMetric(this.props.functions.ingest, "SnapshotsStored"), stat: "SampleCount", period },
      threshold: 1,
      comparison: "LessThanThreshold",
      periods,
      missing: "breaching",
    });
    const stale = this.alarm("rates_stale", {
      description: "Newer rates are overdue in three runs of ingest, or ingest does not run. See its log.",
      metric: { ...ratesMetric(this.props.functions.ingest, "RatesStale"), stat: "Maximum", period },
      threshold: 0,
      periods,
      missing: "breaching",
    });
    const notInService = this.notInService("not_in_service", ingestion.window);
    if (ingestion.reportsForAll) {
      return anyOf(
        ...replication.map(inAlarm),
        allOf(anyOf(inAlarm(failing), inAlarm(stale)), notInAlarm(notInService)),
      );
    }
    const providers = this.alarm("providers_failing", {
      description: "No rate provider answers. Another region reports it for all regions.",
      metric: { ...ratesMetric(this.props.functions.ingest, "ProviderFailures"), stat: "Minimum", period },
      threshold: ingestion.providers,
      comparison: "GreaterThanOrEqualToThreshold",
      periods,
      datapoints: 2,
      missing: "notBreaching",
    });
    return anyOf(
      ...replication.map(inAlarm),
      allOf(inAlarm(failing), notInAlarm(notInService), notInAlarm(providers)),
    );
  }

  /**
   * A canary reports two faults: the API's own name answers wrongly in this region, and us-east-1 does not answer at
   * all, because the alarms that would report it are there.
   */
  private canary(suppressor: Suppressor): CompositeAlarm[] {
    const { canary, canaryFunction } = this.props;
    if (canary === undefined) {
      return [];
    }
    const { period, periods } = canary.window;
    const faults = canary.targets.map((target) =>
      this.alarm(`canary_${target}`, {
        ...(target === SHARED_NAME
          ? {
              description:
                "Requests to the API's own name are answered wrongly, refused or not answered, or the canary does not run.",
              metric: { ...canaryMetric(canaryFunction, target, "CanarySuccess"), stat: "Minimum", period },
            }
          : {
              description: `Requests from this region to ${target} are not answered, or the canary does not run.`,
              metric: {
                ...canaryMetric(canaryFunction, target, "CanaryLatency"),
                stat: "SampleCount",
                period,
              },
            }),
        threshold: 1,
        comparison: "LessThanThreshold",
        periods,
        missing: "breaching",
      }),
    );
    return [
      this.page("canary", {
        description:
          "Clients see what no other alarm does; the alarm inside that is in alarm names the target.",
        rule: allOf(
          anyOf(...faults.map(inAlarm)),
          notInAlarm(this.notInService("canary_not_in_service", canary.window)),
        ),
        suppressor,
      }),
    ];
  }

  /**
   * In alarm until the region has served requests for most of a window; Route 53's checkers send some at all times.
   * Alarms that treat missing data as breaching are in alarm from the first minute of a new region: they count once
   * what they watch has had time to run.
   */
  private notInService(id: string, { period, periods }: AlarmWindow): Alarm {
    return this.alarm(id, {
      description: "The region has not been in service long enough for its scheduled functions to have run.",
      metric: { ...apiMetric(this.props.api, "Count"), stat: "Sum", period },
      threshold: 1,
      comparison: "LessThanThreshold",
      periods,
      datapoints: Math.floor(periods / 3) + 1,
      missing: "breaching",
    });
  }

  private page(
    id: string,
    props: { description: string; rule: Rule; suppressor: Suppressor },
  ): CompositeAlarm {
    const { prefix, topicArn } = this.props;
    const { provider } = Region.of(this);
    return new CompositeAlarm(this, id, { provider, alarmName: `${prefix}-${id}`, topicArn, ...props });
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

import { createHash } from "node:crypto";
import type { Service } from "../local/service";
import { DashboardError, type Metric } from "./body";

/** Minutes of the day, in UTC. */
const FAILS = 14 * 60;
const RECOVERS = 15 * 60;
/** Minutes until clients have moved: three failed checks at 30 s, then the records' TTL of 60 s. */
const CHECKED_WITHIN = 2;
const CLIENTS_MOVE_WITHIN = 2;
const CHECKS_A_MINUTE = 24;
/** When scheduled functions run, in minutes past each hour. */
const RUNS_AT = 7;

export interface SampleDayProps {
  readonly regions: readonly string[];
  readonly failing: string;
  /** Names of the functions that a schedule invokes. @default none */
  readonly scheduled?: ReadonlySet<string>;
  /** @default - the service writes no custom metrics */
  readonly metrics?: Service["sampleMetrics"] | undefined;
}

/**
 * A simulated day of an API in several regions. One region fails from 14:00 to 15:00 UTC; its users move to the others
 * and return. Every figure depends only on the metric's name and the minute, so the day is always the same.
 */
export class SampleDay {
  private readonly regions: readonly string[];

  private readonly failing: string;

  constructor(private readonly props: SampleDayProps) {
    const { regions, failing } = props;
    if (regions.length < 2 || !regions.includes(failing)) {
      throw new DashboardError(
        `${failing} cannot fail: it must be one of ${regions.join(", ")}, and another region must answer for it`,
      );
    }
    this.failing = failing;
    this.regions = [failing, ...regions.filter((region) => region !== failing)];
  }

  /** The caption of the picture. */
  get story(): string {
    return `Sample data: ${this.failing} fails at 14:00 UTC`;
  }

  /**
   * @param period - the minutes that the value covers
   * @returns undefined if the metric has no value
   * @throws DashboardError for an unknown metric of AWS
   */
  value(metric: Metric, minute: number, period: number): number | undefined {
    const minutes = Array.from({ length: period }, (_, index) => minute + index);
    const values = minutes.flatMap((at) => this.at(metric, at) ?? []);
    if (values.length === 0) {
      return undefined;
    }
    const sum = values.reduce((total, value) => total + value, 0);
    switch (metric.stat) {
      case "Sum":
      case "SampleCount":
        return sum;
      case "Average":
        return sum / values.length;
      case "Minimum":
        return Math.min(...values);
      default:
        return Math.max(...values);
    }
  }

  /** Only the outage alarm of the failing region is in alarm, while its health checks fail. */
  inAlarm(name: string, minute: number): boolean {
    return name.endsWith(`-${this.failing}-outage`) && this.seenDown(this.failing, minute);
  }

  private at(metric: Metric, minute: number): number | undefined {
    const region = this.regionOf(metric);
    const { name, stat } = metric;
    const noise = () => around(`${JSON.stringify(metric)} ${minute}`);
    const onSchedule = (text: string) => this.props.scheduled?.has(text) === true;
    const scheduled = Object.values(metric.dimensions).some(onSchedule);
    const runs = minute % 60 === RUNS_AT;
    if (metric.namespace.endsWith("/ColdStarts")) {
      const starts = onSchedule(name) ? Number(runs) : this.coldStarts(region, minute, noise());
      return stat === "SampleCount" ? starts : starts > 0 ? 390 * noise() : undefined;
    }
    switch (`${metric.namespace} ${name}`) {
      case "AWS/Route53 HealthCheckStatus":
        return this.seenDown(region, minute) ? 0 : 1;
      case "AWS/ApiGateway Count":
        return Math.round(this.requests(region, minute));
      case "AWS/ApiGateway 4XXError":
        return this.down(region, minute) ? 0 : Math.round(this.requests(region, minute) * 0.012 * noise());
      case "AWS/ApiGateway 5XXError":
        return this.failures(region, minute, noise());
      case "AWS/ApiGateway Latency":
        return this.latency(region, minute, stat) * noise();
      case "AWS/Lambda Errors":
        return scheduled
          ? this.ifRuns(runs, this.down(region, minute))
          : this.failures(region, minute, noise());
      case "AWS/Lambda Duration":
        return scheduled
          ? runs
            ? 900 * noise()
            : undefined
          : this.latency(region, minute, stat) * 0.8 * noise();
      case "AWS/Lambda ConcurrentExecutions":
        return scheduled ? (runs ? 1 : undefined) : Math.ceil(this.requests(region, minute) / 160);
      case "AWS/DynamoDB ConsumedReadCapacityUnits":
        return this.down(region, minute) ? 0 : Math.round(this.requests(region, minute) * 0.11 * noise());
      case "AWS/DynamoDB ConsumedWriteCapacityUnits":
        return runs ? Math.round(40 * noise()) : undefined;
      case "AWS/DynamoDB ReplicationLatency":
        return runs ? 850 * noise() : undefined;
      case "AWS/Lambda Throttles":
        return 0;
      case "AWS/DynamoDB ReadThrottleEvents":
      case "AWS/DynamoDB WriteThrottleEvents":
        return undefined;
      default:
        if (metric.namespace.startsWith("AWS/")) {
          throw new DashboardError(`the sample day has no ${metric.namespace} ${name}`);
        }
        return this.custom(metric, region, minute, noise());
    }
  }

  private custom({ name, dimensions }: Metric, region: string, minute: number, noise: number) {
    switch (name) {
      case "CanarySuccess":
        return Number(!this.down(dimensions["target"] ?? region, minute));
      case "CanaryLatency":
        return 120 * noise;
      default:
        return minute % 60 === RUNS_AT && !this.down(region, minute)
          ? this.props.metrics?.[name]?.(minute)
          : undefined;
    }
  }

  /** A health check's metrics are in us-east-1 for every checked region. Its id identifies the region. */
  private regionOf({ region, dimensions }: Metric): string {
    const checked = dimensions["HealthCheckId"] ?? "";
    return this.regions.find((name) => checked.includes(name)) ?? region;
  }

  private down(region: string, minute: number): boolean {
    return region === this.failing && minute >= FAILS && minute < RECOVERS;
  }

  private seenDown(region: string, minute: number): boolean {
    return this.down(region, minute - CHECKED_WITHIN);
  }

  /** The share of the failing region's users that other regions serve. */
  private moved(minute: number): number {
    const ramp = (since: number) => Math.min(1, Math.max(0, (minute - since) / CLIENTS_MOVE_WITHIN));
    return ramp(FAILS + CHECKED_WITHIN) - ramp(RECOVERS + CHECKED_WITHIN);
  }

  /** The requests per minute of a region's nearest users, with a peak in their afternoon. */
  private demand(region: string, minute: number): number {
    const index = this.regions.indexOf(region);
    const peak = (18 - 5 * index) * 60;
    const day = 0.6 + 0.4 * Math.cos(((minute - peak) / 1440) * 2 * Math.PI);
    return (620 - 140 * index) * day * around(`demand ${region} ${minute}`);
  }

  private requests(region: string, minute: number): number {
    const moving = this.demand(this.failing, minute) * this.moved(minute);
    const users =
      region === this.failing
        ? this.demand(region, minute) - moving
        : this.demand(region, minute) + moving / (this.regions.length - 1);
    return users + CHECKS_A_MINUTE;
  }

  private failures(region: string, minute: number, noise: number): number {
    return this.down(region, minute) ? Math.round(this.requests(region, minute)) : noise > 1.078 ? 1 : 0;
  }

  private coldStarts(region: string, minute: number, noise: number): number {
    const takesOver = region !== this.failing && this.seenDown(this.failing, minute);
    const asMany = takesOver && !this.seenDown(this.failing, minute - 3) ? 6 : 0;
    return this.down(region, minute) ? 0 : asMany + Number(noise > 1.06);
  }

  /** A region that takes over has more cold starts, which raise its slowest responses. */
  private latency(region: string, minute: number, stat: string): number {
    const since = minute - (FAILS + CHECKED_WITHIN);
    const cold = region !== this.failing && since >= 0 ? 230 * Math.exp(-since / 6) : 0;
    const usual: Readonly<Record<string, number>> = { p50: 17, p90: 34, p99: 96 + cold };
    return this.down(region, minute) ? 9 : (usual[stat] ?? 20) * (1 + 0.15 * this.regions.indexOf(region));
  }

  private ifRuns(runs: boolean, happens: boolean): number | undefined {
    return runs ? Number(happens) : undefined;
  }
}

/** Returns a figure from 0.92 to 1.08 that depends only on the key. */
function around(key: string): number {
  return 0.92 + (0.16 * createHash("sha256").update(key).digest().readUInt32BE()) / 2 ** 32;
}

import { createHash } from "node:crypto";
import { statistic } from "../alarms";
import type { Service } from "../local/service";
import type { Metric } from "./body";

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
      throw new Error(
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
   * @throws Error for an unknown metric of AWS
   */
  value(metric: Metric, minute: number, period: number): number | undefined {
    const minutes = Array.from({ length: period }, (_, index) => minute + index);
    const values = minutes.flatMap((at) => this.at(metric, at) ?? []);
    // A minute's value is already the number of its observations.
    const compute = statistic(metric.stat === "SampleCount" ? "Sum" : metric.stat);
    return compute?.(values.map((value) => ({ value, count: 1 })));
  }

  /** Only the outage alarm of the failing region is in alarm, while its health checks fail. */
  inAlarm(name: string, minute: number): boolean {
    return name.endsWith(`-${this.failing}-outage`) && this.seenDown(this.failing, minute);
  }

  private at(metric: Metric, minute: number): number | undefined {
    const { namespace, name, stat, dimensions } = metric;
    const region = this.regionOf(metric);
    const noise = around(`${JSON.stringify(metric)} ${minute}`);
    const isDown = this.down(region, minute);
    const requests = this.requests(region, minute);
    const failures = isDown ? Math.round(requests) : Number(noise > 1.078);
    const latency = this.latency(region, minute, stat) * noise;
    const runs = minute % 60 === RUNS_AT;
    const onSchedule = (text: string) => this.props.scheduled?.has(text) === true;
    const scheduled = Object.values(dimensions).some(onSchedule);
    const perRun = (value: number) => (runs ? value : undefined);
    if (namespace.endsWith("/ColdStarts")) {
      const starts = onSchedule(name) ? Number(runs) : this.coldStarts(region, minute, noise);
      return stat === "SampleCount" ? starts : starts > 0 ? 390 * noise : undefined;
    }
    if (!namespace.startsWith("AWS/")) {
      return this.custom(metric, region, minute, noise);
    }
    const values: Readonly<Record<string, number | undefined>> = {
      "AWS/Route53 HealthCheckStatus": Number(!this.seenDown(region, minute)),
      "AWS/ApiGateway Count": Math.round(requests),
      "AWS/ApiGateway 4XXError": isDown ? 0 : Math.round(requests * 0.012 * noise),
      "AWS/ApiGateway 5XXError": failures,
      "AWS/ApiGateway Latency": latency,
      "AWS/Lambda Errors": scheduled ? perRun(Number(isDown)) : failures,
      "AWS/Lambda Duration": scheduled ? perRun(900 * noise) : latency * 0.8,
      "AWS/Lambda ConcurrentExecutions": scheduled ? perRun(1) : Math.ceil(requests / 160),
      "AWS/Lambda Throttles": 0,
      "AWS/DynamoDB ConsumedReadCapacityUnits": isDown ? 0 : Math.round(requests * 0.11 * noise),
      "AWS/DynamoDB ConsumedWriteCapacityUnits": perRun(Math.round(40 * noise)),
      "AWS/DynamoDB ReplicationLatency": perRun(850 * noise),
      "AWS/DynamoDB ReadThrottleEvents": undefined,
      "AWS/DynamoDB WriteThrottleEvents": undefined,
    };
    const key = `${namespace} ${name}`;
    if (!(key in values)) {
      throw new Error(`the sample day has no ${key}`);
    }
    return values[key];
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
}

/** Returns a figure from 0.92 to 1.08 that depends only on the key. */
function around(key: string): number {
  return 0.92 + (0.16 * createHash("sha256").update(key).digest().readUInt32BE()) / 2 ** 32;
}

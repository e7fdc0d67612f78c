import { z } from "zod";
import type { Metric, MetricSource, Sample } from "../alarms";
import type { Span } from "../rollout";
import { jsonIn, remembered } from "../terraform";
import type { Clock } from "./clock";
import type { Events } from "./events";
import type { Invoked } from "./functions/function-versions";
import type { FunctionModel } from "./stack/functions";
import type { RestApiModel } from "./stack/rest-apis";

const MINUTE_MS = 60_000;
/** The longest window of an alarm that the metrics of a run can fill. */
const MOST_MINUTES = 1440;
/** Latencies are rounded up, because smaller differences are those of a busy machine. */
const LATENCY_MS = 250;
/** Minutes until CloudWatch has a minute's observations. */
const DELAY_MINUTES = 1;

/** A response of an API. */
export interface Responded {
  readonly status: number;
  readonly milliseconds: number;
}

/** A line in CloudWatch's embedded metric format. */
const embedded = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** The metrics around a time, the minute 0 of `source`. */
export interface MetricView {
  readonly source: MetricSource;
  readonly minutesAt: (time: Date) => number;
  /** Returns the observations of the whole minutes in a span. */
  readonly between: (metric: Metric, span: Span) => readonly Sample[];
}

/** The number of observations by value. */
type Minute = Map<number, number>;

/** By minute since 1970. */
type Series = Map<number, Minute>;

/**
 * CloudWatch's metrics of a local run, by minutes of the regions' time: of API Gateway, of Lambda, and those that
 * functions log.
 */
export class Metrics {
  private readonly series = new Map<string, Series>();

  constructor(
    private readonly clock: Clock,
    events: Events,
  ) {
    events.on((event) => {
      if (event.type === "log" && event.line.includes('"_aws"')) {
        this.putEmbedded(event.region, event.line);
      }
    });
  }

  /** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
  putResponse(
    { region, name, stageName }: Pick<RestApiModel, "region" | "name" | "stageName">,
    { status, milliseconds }: Responded,
  ): void {
    const put = (metric: string, value: number) =>
      this.put(
        {
          region,
          namespace: "AWS/ApiGateway",
          name: metric,
          dimensions: { ApiName: name, Stage: stageName },
        },
        value,
      );
    put("Count", 1);
    put("4XXError", Number(status >= 400 && status < 500));
    put("5XXError", Number(status >= 500));
    put("Latency", Math.ceil(milliseconds / LATENCY_MS) * LATENCY_MS);
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
  putInvocation({ region, name }: FunctionModel, { kind }: Invoked): void {
    const put = (metric: string, value: number) =>
      this.put({ region, namespace: "AWS/Lambda", name: metric, dimensions: { FunctionName: name } }, value);
    put(kind === "throttled" ? "Throttles" : "Invocations", 1);
    if (kind !== "throttled") {
      put("Errors", Number(kind !== "answered"));
    }
  }

  /**
   * Returns the metrics as if, until a time, the regions had always run as they did in a span before it. So a run of a
   * few minutes fills the windows of alarms and comparisons.
   */
  view(until: Date, usual: Span): MetricView {
    const zero = minuteOf(until);
    const first = Math.ceil(usual.start / MINUTE_MS);
    const length = Math.max(1, minuteOf(new Date(usual.end)) - first);
    const samplesIn = (series: Series, minute: number): readonly Sample[] => {
      const usualMinute = first + ((((minute - zero) % length) + length) % length);
      return samplesOf(series.get(minute < zero ? usualMinute : minute));
    };
    return {
      minutesAt: (time) => minuteOf(time) - zero,
      source: (metric) => {
        const series = this.series.get(keyOf(metric));
        return (
          series && {
            delayMinutes: DELAY_MINUTES,
            samplesIn: (minute) => samplesIn(series, zero + minute),
          }
        );
      },
      between: (metric, { start, end }) => {
        const series: Series = this.series.get(keyOf(metric)) ?? new Map();
        const from = Math.ceil(start / MINUTE_MS);
        const length = Math.max(0, Math.floor(end / MINUTE_MS) - from);
        return Array.from({ length }, (_, index) => samplesIn(series, from + index)).flat();
      },
    };
  }

  private put(metric: Metric, value: number): void {
    const minutes = remembered(this.series, keyOf(metric), (): Series => new Map());
    const minute = remembered(minutes, minuteOf(this.clock.now()), (): Minute => new Map());
    minute.set(value, (minute.get(value) ?? 0) + 1);
    const [oldest] = minutes.keys();
    if (oldest !== undefined && minutes.size > MOST_MINUTES) {
      minutes.delete(oldest);
    }
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
  private putEmbedded(region: string, line: string): void {
    const { data } = embedded.safeParse(jsonIn(line));
    for (const { Namespace, Dimensions, Metrics } of data?._aws.CloudWatchMetrics ?? []) {
      for (const names of Dimensions) {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(data?.[name])]));
        for (const { Name } of Metrics) {
          const value = data?.[Name];
          for (const one of Array.isArray(value) ? value : [value]) {
            if (typeof one === "number") {
              this.put({ region, namespace: Namespace, name: Name, dimensions }, one);
            }
          }
        }
      }
    }
  }
}

function keyOf({ region, namespace, name, dimensions }: Metric): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([region, namespace, name, sorted]);
}

function minuteOf(time: Date): number {
  return Math.floor(time.getTime() / MINUTE_MS);
}

function samplesOf(counts: Minute | undefined): readonly Sample[] {
  return [...(counts ?? [])].map(([value, count]) => ({ value, count }));
}

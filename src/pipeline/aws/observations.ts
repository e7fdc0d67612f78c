import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricDataQuery,
  paginateGetMetricData,
} from "@aws-sdk/client-cloudwatch";
import type { ActiveAlarm, Count, MetricSource, Responses, Span } from "../../rollout";
import { clientIn, perRegion } from "./client";
import type { Alias } from "./functions";

const clients = perRegion((region) => new CloudWatchClient(clientIn(region)));

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Alarms per call. */
const ALARMS = 100;

/** A statistic of a metric. */
type Query = readonly [metric: string, statistic: string];

/** Returns the values of each query, by the time of their period. */
async function query(
  region: string,
  { namespace, dimensions }: MetricSource,
  queries: readonly Query[],
  { start, end }: Span,
): Promise<readonly Values[]> {
  const period = end - start > 3 * HOUR ? HOUR : MINUTE;
  // A minute that began before the span also has earlier observations.
  const from = Math.ceil(start / MINUTE) * MINUTE;
  if (from >= end) {
    return queries.map(() => new Map());
  }
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const MetricDataQueries = queries.map(
    ([metric, statistic], index): MetricDataQuery => ({
      Id: `q${index}`,
      MetricStat: {
        Metric: { Namespace: namespace, MetricName: metric, Dimensions },
        Period: period / 1000,
        Stat: statistic,
      },
    }),
  );
  const values = queries.map(() => new Map<number, number>());
  const pages = paginateGetMetricData(
    { client: clients(region) },
    { MetricDataQueries, StartTime: new Date(from), EndTime: new Date(end) },
  );
  for await (const { MetricDataResults = [] } of pages) {
    for (const { Id, Timestamps = [], Values = [] } of MetricDataResults) {
      for (const [index, timestamp] of Timestamps.entries()) {
        values[Number(Id?.slice(1))]?.set(timestamp.getTime(), Values[index] ?? 0);
      }
    }
  }
  return values;
}

type Values = ReadonlyMap<number, number>;

/**
 * Sums up the values of those periods for which there are other values as well. CloudWatch's metrics of one minute do
 * not arrive at once: errors without the requests that they belong to would make a share too large.
 */
function total(values: Values | undefined, others = values): number {
  const both = [...(values ?? [])].filter(([time]) => others?.has(time));
  return Math.round(both.reduce((sum, [, value]) => sum + value, 0));
}

/**
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export async function responses(
  region: string,
  api: MetricSource,
  span: Span,
  slowerThan?: number,
): Promise<Responses> {
  const [counts, errors, rejected, latencies, samples, fast] = await query(
    region,
    api,
    [
      ["Count", "Sum"],
      ["5XXError", "Sum"],
      ["4XXError", "Sum"],
      ["Latency", "p95"],
      ["Latency", "SampleCount"],
      ...(slowerThan === undefined ? [] : [["Latency", `TC(:${Math.round(slowerThan)})`] as const]),
    ],
    span,
  );
  const count = total(counts);
  // A minute's latencies may arrive later than its count.
  const timed = total(samples, fast ?? samples);
  return {
    total: count,
    errors: Math.min(count, total(errors, counts)),
    rejected: Math.min(count, total(rejected, counts)),
    slow: fast === undefined ? 0 : Math.max(0, timed - total(fast, samples)),
    timed,
    p95: weighted(latencies, samples),
  };
}

/** The mean of percentiles, weighted by the observations: near the percentile of all. */
function weighted(percentiles: Values | undefined, counts: Values | undefined): number | undefined {
  let sum = 0;
  let weight = 0;
  for (const [time, percentile] of percentiles ?? []) {
    const count = counts?.get(time) ?? 0;
    sum += percentile * count;
    weight += count;
  }
  return weight === 0 ? undefined : sum / weight;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export async function invocations({ region, of: { name, alias } }: Alias, span: Span): Promise<Count> {
  const dimensions = { FunctionName: name, Resource: `${name}:${alias}` };
  const queries = ["Invocations", "Errors"].map((metric) => [metric, "Sum"] as const);
  const [all, errors] = await query(region, { namespace: "AWS/Lambda", dimensions }, queries, span);
  return { total: total(all), bad: total(errors, all) };
}

/** Counts the runs of a canary, which publishes 1 for a success and 0 for a failure. */
export async function canaryRuns(
  { region, ...source }: MetricSource & { readonly region: string },
  span: Span,
): Promise<Count> {
  const queries = ["SampleCount", "Sum"].map((statistic) => ["CanarySuccess", statistic] as const);
  const [runs, successes] = await query(region, source, queries, span);
  return { total: total(runs), bad: Math.max(0, total(runs) - total(successes)) };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html */
export async function alarmsInAlarm(
  region: string,
  names: readonly string[],
): Promise<readonly ActiveAlarm[]> {
  const found: ActiveAlarm[] = [];
  for (let index = 0; index < names.length; index += ALARMS) {
    const { MetricAlarms = [], CompositeAlarms = [] } = await clients(region).send(
      new DescribeAlarmsCommand({
        AlarmNames: names.slice(index, index + ALARMS),
        AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
        StateValue: "ALARM",
        MaxRecords: ALARMS,
      }),
    );
    for (const alarm of [...MetricAlarms, ...CompositeAlarms]) {
      const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp ?? new Date();
      found.push({ name: alarm.AlarmName ?? "", since: since.getTime() });
    }
  }
  return found;
}

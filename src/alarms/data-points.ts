import type { MetricAlarm, MetricStatistic } from "./alarm";
import type { MetricSource, Sample } from "./metric";
import { EXTRA_PERIODS } from "./missing-data";

/** The minutes, from and to inclusive, at which alarms are evaluated. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Returns, oldest first, whether each data point that an alarm retrieves at a minute breaches its threshold; undefined
 * for missing data.
 */
export type Breaches = (minute: number) => readonly (boolean | undefined)[];

/**
 * Computes an alarm's data points. The evaluation window slides: it ends at the minute of the evaluation, and each
 * data point covers one period.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
export function breachesOf(alarm: MetricAlarm, source: MetricSource, span: Span): Breaches {
  const { input, periodMinutes } = alarm;
  const retrieved = alarm.evaluationPeriods + EXTRA_PERIODS;
  const from = span.from - (retrieved - 1) * periodMinutes;
  const values = input.metrics.map((one) => slidingValues(one, source, periodMinutes, { from, to: span.to }));
  const points = Array.from({ length: span.to - from + 1 }, (_, index) => {
    const value = input.combine(values.map((one) => one[index]));
    return value === undefined ? undefined : alarm.breaches(value);
  });
  const offsets = Array.from({ length: retrieved }, (_, index) => (retrieved - 1 - index) * periodMinutes);
  return (minute) => offsets.map((offset) => points[minute - offset - from]);
}

/** One value for each minute of the span, computed from the period that ends there. */
function slidingValues(
  { metric, statistic }: MetricStatistic,
  source: MetricSource,
  periodMinutes: number,
  { from, to }: Span,
): readonly (number | undefined)[] {
  const series = source(metric);
  if (series === undefined) {
    return [];
  }
  const counts = new Map<number, number>();
  const seen: (readonly Sample[])[] = [];
  const first = from - periodMinutes;
  const add = (minute: number, sign: 1 | -1) => {
    const samples = seen[minute - first] ?? series.samplesIn(minute - series.delayMinutes);
    seen[minute - first] = samples;
    for (const { value, count } of samples) {
      const left = (counts.get(value) ?? 0) + sign * count;
      // Fractions of counts cause rounding errors.
      if (left > 1e-6) {
        counts.set(value, left);
      } else {
        counts.delete(value);
      }
    }
  };
  for (let minute = first; minute < from; minute++) {
    add(minute, 1);
  }
  const values: (number | undefined)[] = [];
  for (let end = from; end <= to; end++) {
    values.push(statistic([...counts].map(([value, count]): Sample => ({ value, count }))));
    add(end, 1);
    add(end - periodMinutes, -1);
  }
  return values;
}

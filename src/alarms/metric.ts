/** The identity of a metric in one region. */
export interface Metric {
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  /** A value that Terraform knows only after an apply is its expression, such as `${aws_lb.web.id}`. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Equal observations of one minute. */
export interface Sample {
  readonly value: number;
  readonly count: number;
}

/** The observations of a metric. */
export interface Series {
  /** The observations of a minute, counted from the start of the simulation; before it, minutes are negative. */
  readonly samplesIn: (minute: number) => readonly Sample[];
  /** Minutes until CloudWatch has a minute's observations. */
  readonly delayMinutes: number;
}

/** Returns a metric's series; undefined if nothing publishes the metric. */
export type MetricSource = (metric: Metric) => Series | undefined;

/** Computes one value from the observations of a period; undefined if there are none. */
export type Statistic = (samples: readonly Sample[]) => number | undefined;

const total = (samples: readonly Sample[]): number => samples.reduce((sum, { count }) => sum + count, 0);
const sum = (samples: readonly Sample[]): number =>
  samples.reduce((all, { value, count }) => all + value * count, 0);

const SIMPLE: Readonly<Record<string, (samples: readonly Sample[]) => number>> = {
  Average: (samples) => sum(samples) / total(samples),
  Sum: sum,
  SampleCount: total,
  Minimum: (samples) => Math.min(...samples.map(({ value }) => value)),
  Maximum: (samples) => Math.max(...samples.map(({ value }) => value)),
};

/**
 * Reads a statistic, a percentile (`p99`) or a percentile rank (`PR(:500)`, the percentage of values up to 500).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function statistic(text: string): Statistic | undefined {
  const [, percentile] = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(text) ?? [];
  const [, from, to] = /^PR\(([\d.]*):([\d.]*)\)$/.exec(text) ?? [];
  const compute =
    percentile !== undefined
      ? percentileOf(Number(percentile))
      : from !== undefined && to !== undefined
        ? rankOf(from === "" ? Number.NEGATIVE_INFINITY : Number(from), to === "" ? Infinity : Number(to))
        : SIMPLE[text];
  return compute && ((samples) => (samples.length === 0 ? undefined : compute(samples)));
}

function percentileOf(percent: number) {
  return (samples: readonly Sample[]): number => {
    const rank = (total(samples) * percent) / 100;
    let passed = 0;
    const found = samples
      .toSorted((a, b) => a.value - b.value)
      .find(({ count }) => {
        passed += count;
        return passed >= rank;
      });
    return found?.value ?? Number.NaN;
  };
}

function rankOf(from: number, to: number) {
  return (samples: readonly Sample[]): number =>
    (100 * total(samples.filter(({ value }) => value >= from && value <= to))) / total(samples);
}

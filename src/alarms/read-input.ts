import { Parser } from "expr-eval-fork";
import { type Attributes, isValueObject } from "../terraform";
import { type AlarmInput, AlarmsError, type MetricStatistic } from "./alarm";
import { statistic } from "./metric";

/** The location of an alarm's metrics. */
export interface Place {
  readonly address: string;
  readonly region: string;
}

/** Reads the input of a metric alarm: one metric, or an expression over several. */
export function readInput(attributes: Attributes, place: Place): AlarmInput & { readonly period: number } {
  const queries = attributes.blocks("metric_query");
  if (queries.length === 0) {
    const stat = attributes.knownText("extended_statistic") ?? attributes.knownText("statistic") ?? "";
    return {
      metrics: [metricStatistic(attributes, stat, place)],
      combine: ([value]) => value,
      period: seconds(attributes, place),
    };
  }
  const metrics = queries.flatMap((query) => {
    const metric = query.block("metric");
    return metric === undefined ? [] : [{ id: query.knownText("id") ?? "", metric }];
  });
  const periods = new Set(metrics.map(({ metric }) => seconds(metric, place)));
  const [period, ...others] = periods;
  if (period === undefined || others.length > 0) {
    throw new AlarmsError(`${place.address}: the metrics of an expression must have one period`);
  }
  const expressions = new Map(
    queries.flatMap((query): [string, string][] => {
      const expression = query.knownText("expression");
      return expression === undefined ? [] : [[query.knownText("id") ?? "", expression]];
    }),
  );
  const [returned = "", ...more] = queries
    .filter((query) => query.flag("return_data") === true)
    .map((query) => query.knownText("id") ?? "");
  if (more.length > 0 || returned === "") {
    throw new AlarmsError(`${place.address}: exactly one metric_query must return data`);
  }
  const ids = metrics.map(({ id }) => id);
  return {
    metrics: metrics.map(({ metric }) => metricStatistic(metric, metric.knownText("stat") ?? "", place)),
    combine: (values) => {
      const known = new Map(ids.map((id, index) => [id, values[index]]));
      return mathValue(returned, known, expressions, place);
    },
    period,
  };
}

const parser = new Parser();
parser.functions = {
  IF: (condition: unknown, then: unknown, otherwise: unknown) => (condition ? then : otherwise),
};

/**
 * Metric math: operators, comparisons, `IF` and `FILL(id, number)`. If a metric of an expression has no data point, the
 * expression has none.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function mathValue(
  id: string,
  known: ReadonlyMap<string, number | undefined>,
  expressions: ReadonlyMap<string, string>,
  place: Place,
): number | undefined {
  const text = expressions.get(id);
  if (text === undefined) {
    return known.get(id);
  }
  const filled = text.replace(/FILL\(\s*(\w+)\s*,\s*(-?[\d.]+)\s*\)/g, (_, filledId: string, fill: string) =>
    String(mathValue(filledId, known, expressions, place) ?? fill),
  );
  const expression = parse(filled, place);
  const values = expression.variables().map((name): [string, number | undefined] => {
    if (!known.has(name) && !expressions.has(name)) {
      throw new AlarmsError(`${place.address}: expression ${text}: there is no metric_query "${name}"`);
    }
    return [name, mathValue(name, known, expressions, place)];
  });
  if (values.some(([, value]) => value === undefined)) {
    return undefined;
  }
  const value: unknown = expression.evaluate(
    Object.fromEntries(values.map(([name, one]) => [name, one ?? 0])),
  );
  const number = typeof value === "boolean" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function parse(text: string, { address }: Place) {
  try {
    return parser.parse(text);
  } catch {
    throw new AlarmsError(`${address}: expression that cannot be read: ${text}`);
  }
}

function metricStatistic(of: Attributes, stat: string, place: Place): MetricStatistic {
  const compute = statistic(stat);
  if (compute === undefined) {
    throw new AlarmsError(`${place.address}: statistic that cannot be read: "${stat}"`);
  }
  const dimensions = of.get("dimensions");
  return {
    statistic: compute,
    metric: {
      region: place.region,
      namespace: of.knownText("namespace") ?? "",
      name: String(of.text("metric_name") ?? ""),
      dimensions: Object.fromEntries(
        Object.entries(isValueObject(dimensions) ? dimensions : {}).map(([key, value]) => [
          key,
          String(value),
        ]),
      ),
    },
  };
}

function seconds(of: Attributes, { address }: Place): number {
  const period = of.number("period");
  if (typeof period !== "number" || period < 60 || period % 60 !== 0) {
    throw new AlarmsError(`${address}: period must be a multiple of 60 seconds, but is ${String(period)}`);
  }
  return period;
}

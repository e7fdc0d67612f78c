import { Parser } from "expr-eval-fork";
import type { Line, MetricWidget } from "./body";
import type { SampleDay } from "./sample-day";

/** A line's points: the minute of the day, and the value there, or null where there is none. */
export type Points = readonly (readonly [minute: number, value: number | null])[];

/** Minutes of a day. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface Series {
  readonly line: Line;
  readonly points: Points;
}

/** What a graph shows. */
export function visibleSeries(widget: MetricWidget, day: SampleDay, { from, to }: Window): Series[] {
  const parser = new Parser();
  const at = (line: Line, minute: number): number | undefined => {
    const { source } = line;
    if (!("expression" in source)) {
      return day.value(source, minute, line.period);
    }
    const expression = parser.parse(source.expression);
    const values = expression.variables().map((id): [string, number | undefined] => {
      const part = widget.lines.find((other) => other.id === id);
      return [id, part === undefined ? undefined : at(part, minute)];
    });
    // Metric math has no point where a part has none, or where it divides by zero.
    if (values.some(([, value]) => value === undefined)) {
      return undefined;
    }
    const value: unknown = expression.evaluate(
      Object.fromEntries(values.map(([id, value]) => [id, value ?? 0])),
    );
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  };
  return widget.lines
    .filter(({ visible }) => visible)
    .map((line) => {
      const points: [number, number | null][] = [];
      for (let minute = from; minute < to; minute += line.period) {
        points.push([minute, at(line, minute) ?? null]);
      }
      return { line, points };
    });
}

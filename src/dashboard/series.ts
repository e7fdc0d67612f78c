import { Parser } from "expr-eval-fork";
import type { Line } from "./body";
import type { SampleDay } from "./sample-day";

/** A line's points: the minute of the day and the value, or null. */
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

/** The content of a graph. */
export function visibleSeries(lines: readonly Line[], day: SampleDay, { from, to }: Window): Series[] {
  return lines
    .filter(({ visible }) => visible)
    .map((line) => {
      const valueAt = valuesOf(line, lines, day);
      const points: [number, number | null][] = [];
      for (let minute = from; minute < to; minute += line.period) {
        points.push([minute, valueAt(minute) ?? null]);
      }
      return { line, points };
    });
}

type ValueAt = (minute: number) => number | undefined;

function valuesOf({ source, period }: Line, lines: readonly Line[], day: SampleDay): ValueAt {
  if (!("expression" in source)) {
    return (minute) => day.value(source, minute, period);
  }
  const expression = new Parser().parse(source.expression);
  const parts = lines.flatMap((line): [string, ValueAt][] =>
    line.id !== undefined && expression.variables().includes(line.id)
      ? [[line.id, valuesOf(line, lines, day)]]
      : [],
  );
  return (minute) => {
    const values = parts.flatMap(([id, valueAt]): [string, number][] => {
      const value = valueAt(minute);
      return value === undefined ? [] : [[id, value]];
    });
    // Metric math has no point if a part has none or if it divides by zero.
    const value: unknown =
      values.length === parts.length ? expression.evaluate(Object.fromEntries(values)) : undefined;
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  };
}

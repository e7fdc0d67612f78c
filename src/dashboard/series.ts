import { mathValue } from "../alarms";
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
      const points: [number, number | null][] = [];
      for (let minute = from; minute < to; minute += line.period) {
        points.push([minute, valueAt(line, lines, day, minute) ?? null]);
      }
      return { line, points };
    });
}

function valueAt({ source, period, label }: Line, lines: readonly Line[], day: SampleDay, minute: number) {
  if (!("expression" in source)) {
    return day.value(source, minute, period);
  }
  const known = new Map<string, number | undefined>();
  const expressions = new Map([[label, source.expression]]);
  for (const { id = "", source: part, period } of lines) {
    if ("expression" in part) {
      expressions.set(id, part.expression);
    } else {
      known.set(id, day.value(part, minute, period));
    }
  }
  return mathValue(label, known, expressions, { address: label, region: "" });
}

import type { Metric } from "./metrics";

/**
 * The body of a CloudWatch dashboard: widgets on a grid of 24 columns.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export interface Widget {
  readonly type: "metric" | "text" | "alarm";
  readonly width: number;
  readonly height: number;
  readonly properties: object;
}

const COLUMNS = 24;

/** Lays out rows of widgets from top to bottom, and the widgets of a row from left to right. */
export function dashboardBody(rows: readonly (readonly Widget[])[]): string {
  let y = 0;
  const widgets = rows.flatMap((row) => {
    let x = 0;
    const placed = row.map((widget) => {
      const at = { ...widget, x, y };
      x += widget.width;
      return at;
    });
    if (x > COLUMNS) {
      throw new Error(`A dashboard row has ${x} columns; CloudWatch allows ${COLUMNS}`);
    }
    y += Math.max(0, ...row.map(({ height }) => height));
    return placed;
  });
  return JSON.stringify({ start: "-PT6H", periodOverride: "inherit", widgets });
}

/** Lays out widgets in as few rows as possible. */
export function inRows(widgets: readonly Widget[]): readonly (readonly Widget[])[] {
  const rows: Widget[][] = [];
  let width = COLUMNS;
  for (const widget of widgets) {
    width += widget.width;
    if (width > COLUMNS) {
      rows.push([]);
      width = widget.width;
    }
    rows.at(-1)?.push(widget);
  }
  return rows;
}

export function text(markdown: string, height: number): Widget {
  return { type: "text", width: COLUMNS, height, properties: { markdown } };
}

/**
 * The states of some alarms.
 *
 * @param arns - at most 100
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html#CloudWatch-Dashboard-Properties-Alarm-Widget-Object
 */
export function alarmStates(title: string, arns: readonly string[], height: number): Widget {
  return { type: "alarm", width: COLUMNS, height, properties: { title, alarms: arns } };
}

/** One line of a graph. */
export interface Line extends Metric {
  readonly region: string;
  readonly stat: string;
  readonly label: string;
  /** Whether the line belongs to the right axis. @default - the left axis */
  readonly right?: boolean;
}

/** A line that is calculated from other, hidden lines: `100 * errors / requests`. */
export interface Formula {
  readonly expression: string;
  readonly of: Readonly<Record<string, Line>>;
  readonly label: string;
  readonly region: string;
}

export interface GraphProps {
  readonly title: string;
  readonly width: number;
  /** The region of the graph. Each line has a region of its own. */
  readonly region: string;
  readonly lines: readonly (Line | Formula)[];
  /** The unit of the axis, such as `ms`. */
  readonly unit?: string;
  /** Bounds of the left axis. @default - from 0 to the largest value */
  readonly range?: { readonly min: number; readonly max: number };
  /** Seconds between points, as often as the metric is written. @default 60 */
  readonly period?: number;
  readonly view?: "timeSeries" | "singleValue";
  /** A horizontal line, such as an objective. */
  readonly objective?: { readonly label: string; readonly value: number };
}

export function graph(props: GraphProps): Widget {
  return {
    type: "metric",
    width: props.width,
    height: 6,
    properties: {
      title: props.title,
      view: props.view ?? "timeSeries",
      region: props.region,
      period: props.period ?? 60,
      stacked: false,
      metrics: props.lines.flatMap((line, index) =>
        "expression" in line ? formula(line, `f${index}`) : [metric(line, {})],
      ),
      yAxis: {
        left: {
          ...(props.range ?? { min: 0 }),
          ...(props.unit === undefined ? {} : { label: props.unit, showUnits: false }),
        },
      },
      ...(props.objective === undefined ? {} : { annotations: { horizontal: [props.objective] } }),
    },
  };
}

function formula(line: Formula, prefix: string): unknown[] {
  const ids = Object.keys(line.of);
  // Ids must be unique in a graph, so a formula's id prefixes those of its parts.
  const expression = ids.reduce(
    (text, id) => text.replaceAll(new RegExp(`\\b${id}\\b`, "g"), `${prefix}_${id}`),
    line.expression,
  );
  return [
    [{ expression, label: line.label, region: line.region, id: prefix }],
    ...Object.entries(line.of).map(([id, part]) => metric(part, { id: `${prefix}_${id}`, visible: false })),
  ];
}

function metric(line: Line, more: object): unknown[] {
  return [
    line.namespace,
    line.name,
    ...Object.entries(line.dimensions).flat(),
    {
      stat: line.stat,
      label: line.label,
      region: line.region,
      ...(line.right ? { yAxis: "right" } : {}),
      ...more,
    },
  ];
}

/** A link to a page of CloudWatch's console, in Markdown. */
export function consoleLink(region: string, page: string, what: string, label: string): string {
  return `[${label}](https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}${page}${what})`;
}

import { z } from "zod";

/**
 * The parts of a CloudWatch dashboard that are drawn.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export interface Dashboard {
  readonly widgets: readonly Widget[];
  /** The dashboard's default time range. */
  readonly minutes: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Widget = Place & (TextWidget | MetricWidget | AlarmWidget);

export interface TextWidget {
  readonly type: "text";
  readonly markdown: string;
}

export interface AlarmWidget {
  readonly type: "alarm";
  readonly title: string;
  /** The alarms' names. */
  readonly alarms: readonly string[];
}

export interface MetricWidget {
  readonly type: "metric";
  readonly title: string;
  readonly region: string;
  readonly lines: readonly Line[];
  readonly leftAxis: Axis;
  readonly rightAxis: Axis;
  readonly thresholds: readonly { readonly label: string; readonly value: number }[];
}

export interface Axis {
  readonly label?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** A line of a graph: a metric, or an expression over the graph's other lines. */
export interface Line {
  readonly label: string;
  readonly id: string | undefined;
  readonly visible: boolean;
  readonly right: boolean;
  /** Minutes between points. */
  readonly period: number;
  readonly source: Metric | { readonly expression: string };
}

export interface Metric {
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
}

export class DashboardError extends Error {
  override readonly name = "DashboardError";
}

const options = z.object({
  expression: z.string().optional(),
  label: z.string().optional(),
  id: z.string().optional(),
  visible: z.boolean().default(true),
  yAxis: z.enum(["left", "right"]).default("left"),
  region: z.string().optional(),
  stat: z.string().optional(),
  period: z.number().optional(),
});
const row = z.array(z.union([z.string(), options]));
const axis = z.object({
  label: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});
const place = { x: z.number(), y: z.number(), width: z.number(), height: z.number() };
/** `arn:aws:cloudwatch:us-east-1:123456789012:alarm:name`, whose account may not be known yet. */
const alarmArn = z
  .string()
  .regex(/^arn:aws:cloudwatch:.+:alarm:[^:]+$/)
  .transform((arn) => arn.slice(arn.lastIndexOf(":") + 1));
const widget = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), ...place, properties: z.object({ markdown: z.string() }) }),
  z.object({
    type: z.literal("alarm"),
    ...place,
    properties: z.object({ title: z.string(), alarms: z.array(alarmArn) }),
  }),
  z.object({
    type: z.literal("metric"),
    ...place,
    properties: z.object({
      title: z.string(),
      region: z.string(),
      metrics: z.array(row),
      period: z.number().default(300),
      stat: z.string().default("Average"),
      yAxis: z.object({ left: axis.default({}), right: axis.default({}) }).prefault({}),
      annotations: z
        .object({ horizontal: z.array(z.object({ label: z.string(), value: z.number() })).default([]) })
        .prefault({}),
    }),
  }),
]);
const body = z.object({
  start: z
    .string()
    .regex(/^-PT\d+H$/)
    .default("-PT3H"),
  widgets: z.array(widget),
});

/** @throws DashboardError if the text is not a body, or has widgets that are not drawn here */
export function readDashboard(text: string): Dashboard {
  const read = body.safeParse(parseJson(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new DashboardError(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  return {
    minutes: Number(/\d+/.exec(read.data.start)) * 60,
    widgets: read.data.widgets.map(({ x, y, width, height, ...widget }): Widget => {
      const at = { x, y, width, height };
      if (widget.type === "text") {
        return { ...at, type: "text", markdown: widget.properties.markdown };
      }
      if (widget.type === "alarm") {
        return { ...at, type: "alarm", ...widget.properties };
      }
      const { title, region, metrics, yAxis, annotations, ...defaults } = widget.properties;
      return {
        ...at,
        type: "metric",
        title,
        region,
        lines: metrics.map((row) => readLine(row, { region, ...defaults })),
        leftAxis: yAxis.left,
        rightAxis: yAxis.right,
        thresholds: annotations.horizontal,
      };
    }),
  };
}

interface Defaults {
  readonly region: string;
  readonly stat: string;
  /** Seconds. */
  readonly period: number;
}

function readLine(cells: z.output<typeof row>, defaults: Defaults): Line {
  const own = options.parse(cells.find((cell) => typeof cell === "object") ?? {});
  const [namespace, name, ...pairs] = cells.filter((cell) => typeof cell === "string");
  const common = {
    id: own.id,
    visible: own.visible,
    right: own.yAxis === "right",
    period: (own.period ?? defaults.period) / 60,
  };
  if (own.expression !== undefined) {
    return { ...common, label: own.label ?? own.expression, source: { expression: own.expression } };
  }
  if (namespace === undefined || name === undefined || [namespace, name, ...pairs].includes(".")) {
    throw new DashboardError("a metric must spell its namespace, name and dimensions out");
  }
  return {
    ...common,
    label: own.label ?? name,
    source: {
      namespace,
      name,
      dimensions: Object.fromEntries(
        pairs.flatMap((key, index) => (index % 2 === 0 ? [[key, pairs[index + 1] ?? ""]] : [])),
      ),
      stat: own.stat ?? defaults.stat,
      region: own.region ?? defaults.region,
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DashboardError("not JSON");
  }
}

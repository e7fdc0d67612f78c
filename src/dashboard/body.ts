import { z } from "zod";
import type { Metric as MetricIdentity } from "../alarms";
import { jsonIn } from "../terraform";

export type Metric = MetricIdentity & { readonly stat: string };

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
const axis = z
  .object({ label: z.string().optional(), min: z.number().optional(), max: z.number().optional() })
  .default({});
export type Axis = z.output<typeof axis>;

const place = { x: z.number(), y: z.number(), width: z.number(), height: z.number() };
/** `arn:aws:cloudwatch:us-east-1:123456789012:alarm:name`, whose account may not be known yet. */
const alarmArn = z
  .string()
  .regex(/^arn:aws:cloudwatch:.+:alarm:[^:]+$/)
  .transform((arn) => arn.slice(arn.lastIndexOf(":") + 1));
const text = z.object({ type: z.literal("text"), ...place, properties: z.object({ markdown: z.string() }) });
export type TextWidget = z.output<typeof text>;

const alarms = z.object({
  type: z.literal("alarm"),
  ...place,
  properties: z.object({ title: z.string(), alarms: z.array(alarmArn) }),
});
export type AlarmWidget = z.output<typeof alarms>;

const graph = z.object({
  type: z.literal("metric"),
  ...place,
  properties: z
    .object({
      title: z.string(),
      region: z.string(),
      metrics: z.array(row),
      period: z.number().default(300),
      stat: z.string().default("Average"),
      yAxis: z.object({ left: axis, right: axis }).prefault({}),
      annotations: z
        .object({ horizontal: z.array(z.object({ label: z.string(), value: z.number() })).default([]) })
        .prefault({}),
    })
    .transform(({ metrics, region, period, stat, ...others }) => ({
      ...others,
      lines: metrics.map((cells) => readLine(cells, { region, period, stat })),
    })),
});
export type MetricWidget = z.output<typeof graph>;
export type Line = ReturnType<typeof readLine>;

const body = z.object({
  /** The default time range. */
  start: z
    .string()
    .regex(/^-PT\d+H$/)
    .default("-PT3H"),
  widgets: z.array(z.discriminatedUnion("type", [text, alarms, graph])),
});

/**
 * The parts of a CloudWatch dashboard that are drawn.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export type Dashboard = z.output<typeof body>;

/** @throws Error if the text is not a body, or has widgets that are not drawn here */
export function readDashboard(text: string): Dashboard {
  const json = jsonIn(text);
  if (json === undefined) {
    throw new Error("not JSON");
  }
  const read = body.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  return read.data;
}

/** Returns a line of a graph: a metric, or an expression over the graph's other lines. */
function readLine(
  cells: z.output<typeof row>,
  defaults: { readonly region: string; readonly stat: string; readonly period: number },
) {
  const own = options.parse(cells.find((cell) => typeof cell === "object") ?? {});
  const [namespace, name, ...pairs] = cells.filter((cell) => typeof cell === "string");
  const common = {
    id: own.id,
    visible: own.visible,
    right: own.yAxis === "right",
    /** Minutes between points. */
    period: (own.period ?? defaults.period) / 60,
  };
  if (own.expression !== undefined) {
    return { ...common, label: own.label ?? own.expression, source: { expression: own.expression } };
  }
  if (namespace === undefined || name === undefined || [namespace, name, ...pairs].includes(".")) {
    throw new Error("a metric must spell its namespace, name and dimensions out");
  }
  const source: Metric = {
    namespace,
    name,
    dimensions: Object.fromEntries(
      pairs.flatMap((key, index) => (index % 2 === 0 ? [[key, pairs[index + 1] ?? ""]] : [])),
    ),
    stat: own.stat ?? defaults.stat,
    region: own.region ?? defaults.region,
  };
  return { ...common, label: own.label ?? name, source };
}

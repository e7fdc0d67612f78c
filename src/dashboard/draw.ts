import { init } from "echarts";
import type { AlarmWidget, Axis, MetricWidget, TextWidget } from "./body";
import type { Series, Window } from "./series";

/** The colors of lines, in order. They are distinguishable for people with color vision deficiency. */
const COLORS = ["#1f77b4", "#ff7f0e", "#2ca02c", "#9467bd", "#8c564b", "#17becf", "#bcbd22", "#7f7f7f"];
const THRESHOLD = "#d13212";
const OK = "#1d8102";
const INK = "#16191f";
const FAINT = "#687078";
const FONT = "Helvetica, Arial, sans-serif";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Returns a graph as an SVG element. */
export function drawGraph(
  { title: heading, yAxis: { left, right }, annotations }: MetricWidget["properties"],
  series: readonly Series[],
  window: Window,
  size: Size,
): string {
  const hasRightAxis = series.some(({ line }) => line.right);
  return draw(size, {
    color: COLORS,
    title: title(heading, 13),
    legend: {
      bottom: 6,
      left: 12,
      right: 12,
      itemWidth: 14,
      itemHeight: 3,
      itemGap: 14,
      icon: "rect",
      selectedMode: false,
      textStyle: { fontSize: 11, color: INK },
    },
    grid: { left: 58, right: hasRightAxis ? 46 : 18, top: 56, bottom: 56 },
    // CloudWatch's wording.
    graphic: series.some(({ points }) => points.some(([, value]) => value !== null))
      ? []
      : {
          type: "text",
          left: "center",
          top: "45%",
          style: { text: "No data available", fill: FAINT, font: `13px ${FONT}` },
        },
    xAxis: {
      type: "time",
      min: window.from * 60_000,
      max: window.to * 60_000,
      splitNumber: 5,
      axisLabel: { formatter: "{HH}:{mm}", fontSize: 11, color: FAINT, hideOverlap: true },
      axisLine: { lineStyle: { color: "#aab7b8" } },
    },
    yAxis: [yAxis(left), ...(hasRightAxis ? [yAxis(right)] : [])],
    series: [
      ...series.map(({ line, points }) => ({
        name: line.label,
        type: "line" as const,
        silent: true,
        yAxisIndex: line.right ? 1 : 0,
        // A point without neighbors would be a line of length zero.
        showSymbol: points.some(([, value], at) => value !== null && isAlone(points, at)),
        symbol: "circle",
        symbolSize: 6,
        lineStyle: { width: 1.8 },
        data: points.map(([minute, value]) => [minute * 60_000, within(line.right ? right : left, value)]),
      })),
      ...annotations.horizontal.map(({ label, value }) => ({
        name: `${label} ${value}`,
        type: "line" as const,
        silent: true,
        color: THRESHOLD,
        showSymbol: false,
        lineStyle: { width: 1.2, type: "dashed" as const },
        data: (series[0]?.points ?? []).map(([minute]) => [minute * 60_000, value]),
      })),
    ],
  });
}

/** Draws the Markdown of a dashboard's header: a heading, and lines in which links are reduced to their labels. */
export function drawText({ markdown }: TextWidget["properties"], size: Size, caption: string): string {
  const [heading = "", ...lines] = markdown.split("\n");
  const plain = lines.join(" ").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  return draw(size, {
    title: [
      {
        ...title(heading.replace(/^#+ /, ""), 20),
        subtext: plain,
        subtextStyle: { color: COLORS[0], fontSize: 13 },
      },
      {
        ...title("", 12),
        subtext: caption,
        left: "right",
        top: 8,
        subtextStyle: { color: FAINT, fontSize: 13 },
      },
    ],
  });
}

/** Draws the alarms side by side in the color of their state, named by the part in which their names differ. */
export function drawAlarms(
  { title: heading, alarms }: AlarmWidget["properties"],
  inAlarm: (name: string) => boolean,
  size: Size,
): string {
  const columns = Math.ceil(alarms.length / 2);
  const width = (size.width - 24) / columns;
  const prefix = commonPrefix(alarms);
  return draw(size, {
    title: title(heading, 13),
    graphic: alarms.map((name, index) => ({
      type: "text",
      left: 12 + (index % columns) * width,
      top: 44 + Math.floor(index / columns) * 36,
      style: {
        text: `${inAlarm(name) ? "ALARM" : "OK"} ${name.slice(prefix.length)}`,
        fill: "#ffffff",
        font: `10px ${FONT}`,
        backgroundColor: inAlarm(name) ? THRESHOLD : OK,
        padding: [8, 6],
        // The width of text is not known here: it depends on the reader's fonts.
        width: width - 20,
        borderRadius: 3,
      },
    })),
  });
}

/** The words that all names begin with, and their hyphen. */
function commonPrefix([first = "", ...others]: readonly string[]): string {
  let prefix = first;
  while (!others.every((name) => name.startsWith(prefix))) {
    prefix = prefix.slice(0, -1);
  }
  return prefix.slice(0, prefix.lastIndexOf("-") + 1);
}

type Option = Parameters<ReturnType<typeof init>["setOption"]>[0];

function draw(size: Size, option: Option): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  chart.setOption({
    animation: false,
    useUTC: true,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: FONT },
    ...option,
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function title(text: string, fontSize: number) {
  return {
    text,
    left: 12,
    top: 10,
    textStyle: { fontSize, fontWeight: 700, color: INK },
  };
}

function yAxis({ label, min, max }: Axis) {
  return {
    type: "value" as const,
    splitNumber: 4,
    minInterval: max === undefined ? 1 : undefined,
    min,
    max,
    name: label ?? "",
    nameGap: 9,
    nameTextStyle: { fontSize: 11, color: FAINT, padding: [0, 0, 0, -44], align: "left" as const },
    axisLabel: { fontSize: 11, color: FAINT },
    splitLine: { lineStyle: { color: "#eaeded" } },
  };
}

/** Clamps a value to the axis, so that it is not drawn outside the graph. */
function within({ min = -Infinity, max = Infinity }: Axis, value: number | null): number | null {
  return value === null ? null : Math.min(max, Math.max(min, value));
}

function isAlone(points: Series["points"], index: number): boolean {
  const none = (at: number) => (points[at]?.[1] ?? null) === null;
  return none(index - 1) && none(index + 1);
}

import type { Dashboard } from "./body";
import { drawAlarms, drawGraph, drawText, type Size } from "./draw";
import type { SampleDay } from "./sample-day";
import { visibleSeries } from "./series";

type Place = Pick<Dashboard["widgets"][number], "x" | "y" | "width" | "height">;

/** Pixels of a dashboard's grid. */
const COLUMN = 56;
const ROW = 46;
const GAP = 8;

/** The minute of the day at which the picture is taken: 14:45, during the failure. */
const NOW = 14 * 60 + 45;

/** Returns the dashboard on the sample day as an SVG document. */
export function drawDashboard(dashboard: Dashboard, day: SampleDay): string {
  const window = { from: NOW - Number(/\d+/.exec(dashboard.start)) * 60, to: NOW };
  const widgets = dashboard.widgets.map((widget, index) => {
    const size = { width: widget.width * COLUMN - GAP, height: widget.height * ROW - GAP };
    if (widget.type === "text") {
      return placed(drawText(widget.properties, size, index === 0 ? day.story : ""), widget, "text");
    }
    const svg =
      widget.type === "alarm"
        ? drawAlarms(widget.properties, (name) => day.inAlarm(name, NOW), size)
        : drawGraph(widget.properties, visibleSeries(widget.properties.lines, day, window), window, size);
    return placed(svg, widget, widget.properties.title);
  });
  const { width, height } = extent(dashboard.widgets);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" fill="#eaeded"/>`,
    ...widgets,
    "</svg>\n",
  ].join("\n");
}

function placed(svg: string, { x, y }: Place, name: string): string {
  const label = name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  return svg.replace(
    "<svg ",
    `<svg x="${x * COLUMN + GAP}" y="${y * ROW + GAP}" role="img" aria-label="${label}" `,
  );
}

function extent(places: readonly Place[]): Size {
  return {
    width: Math.max(...places.map(({ x, width }) => x + width)) * COLUMN + GAP,
    height: Math.max(...places.map(({ y, height }) => y + height)) * ROW + GAP,
  };
}

import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import type { Figures, Second } from "../history";
import type { Model } from "./model";
import { Choice, colorOf, Panel, timeOf } from "./parts";

const HEIGHT = 120;
const PERIODS = ["1 minute", "5 minutes", "15 minutes"];

interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly of: (figures: Figures) => number | undefined;
  /** Yes and no: a lane for each region. */
  readonly isState?: true;
}

const CHARTS: readonly Chart[] = [
  { title: "Requests", unit: "/s", of: ({ requests }) => requests },
  { title: "Errors", unit: "/s", of: ({ errors }) => errors },
  { title: "Latency, 95th percentile", unit: "ms", of: ({ p95 }) => p95 },
  { title: "Healthy", unit: "", of: ({ healthy }) => (healthy === false ? 0 : 1), isState: true },
  { title: "Replication lag", unit: "s", of: ({ lagSeconds }) => lagSeconds },
];

export function Charts({ model }: { readonly model: Model }) {
  const [period, setPeriod] = useState("15 minutes");
  const [scheme, setScheme] = useState(0);
  useEffect(() => {
    const changed = () => setScheme((count) => count + 1);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  }, []);
  const names = model.state.regions.map(({ region }) => region);
  return (
    <Panel
      id="charts"
      title="Charts"
      fields={<Choice label="Last" words={PERIODS} value={period} onChange={setPeriod} />}
    >
      <ul class="legend">
        {names.map((name) => (
          <li key={name} class={colorOf(names, name)}>
            <span class="swatch" /> {name}
          </li>
        ))}
      </ul>
      <div class="charts">
        {CHARTS.map((chart) => (
          <Plot
            key={`${chart.title} ${scheme} ${names}`}
            chart={chart}
            names={names}
            seconds={model.seconds.slice(-60 * Number.parseInt(period, 10))}
          />
        ))}
      </div>
    </Panel>
  );
}

interface PlotProps {
  readonly chart: Chart;
  readonly names: readonly string[];
  readonly seconds: readonly Second[];
}

function Plot({ chart, names, seconds: shown }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);

  useEffect(() => {
    const parent = box.current;
    if (parent === null) {
      return;
    }
    const made = new uPlot(optionsOf(chart, names, parent), [[], ...names.map(() => [])], parent);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: parent.clientWidth, height: HEIGHT }));
    resized.observe(parent);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, []);

  useEffect(() => {
    const values = names.map((_, index) =>
      shown.map(({ figures }) => {
        const value = figures[index] && chart.of(figures[index]);
        return value === undefined ? null : chart.isState ? names.length - index - 1 + value * 0.7 : value;
      }),
    );
    plot.current?.setData([shown.map(({ at }) => at), ...values]);
  }, [shown.at(0), shown.at(-1)]);

  const now = names.map((name, index) => {
    const figures = shown.at(-1)?.figures[index];
    const value = figures && chart.of(figures);
    return `${name} ${chart.isState ? (value === 0 ? "no" : "yes") : value === undefined ? "–" : `${round(value)} ${chart.unit}`}`;
  });
  return (
    <figure>
      <figcaption>
        {chart.title} {chart.unit && <small>{chart.unit}</small>}
      </figcaption>
      <div ref={box} role="img" aria-label={`${chart.title} now: ${now.join(", ")}`} />
    </figure>
  );
}

function optionsOf(chart: Chart, names: readonly string[], parent: HTMLElement): uPlot.Options {
  const axis = {
    stroke: resolved("--muted", parent),
    grid: { stroke: resolved("--line", parent), width: 1 },
    ticks: { show: false },
    font: "11px system-ui",
  };
  const stepped = chart.isState && uPlot.paths.stepped?.({ align: 1 });
  return {
    width: parent.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { sync: { key: "regions" }, drag: { x: false, y: false }, points: { show: !chart.isState } },
    scales: {
      x: { range: (_, from, to) => [Math.min(from ?? 0, (to ?? 0) - 60), to ?? 0] },
      y: { range: (_, __, top) => [0, chart.isState ? names.length : niceTop(top ?? 0)] },
    },
    axes: [
      { ...axis, space: 60, size: 26, values: (_, ticks) => ticks.map((tick) => timeOf(tick * 1000)) },
      chart.isState
        ? {
            ...axis,
            size: 84,
            splits: () => names.map((_, index) => index + 0.35),
            values: () => names.toReversed(),
          }
        : { ...axis, size: 42, space: 26, values: (_, ticks) => ticks.map((tick) => round(tick)) },
    ],
    series: [
      {},
      ...names.map((name) => ({
        label: name,
        stroke: resolved("--c", parent, colorOf(names, name)),
        width: 1.75,
        spanGaps: false,
        points: { show: false },
        ...(stepped ? { paths: stepped } : {}),
      })),
    ],
  };
}

/** A color of the style sheet, which a canvas cannot resolve. */
function resolved(name: string, element: HTMLElement, region = ""): string {
  element.className = region;
  element.style.color = `var(${name})`;
  return getComputedStyle(element).color;
}

function niceTop(value: number): number {
  return value <= 1 ? 1 : value * 1.1;
}

function round(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}

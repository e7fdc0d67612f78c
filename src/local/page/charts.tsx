import { useMemo, useState } from "preact/hooks";
import type { Figures, Second } from "../history";
import type { Model } from "./local-run";
import { colorOf, Field, Panel, timeOf } from "./parts";

const PERIODS = ["1 minute", "5 minutes", "15 minutes"];

interface Chart {
  readonly title: string;
  readonly of: (figures: Figures, lane: number) => number | undefined;
  /** Each region has a lane of height 1. */
  readonly hasLanes?: true;
}

const CHARTS: readonly Chart[] = [
  { title: "Requests per second", of: ({ requests }) => requests },
  { title: "Errors per second", of: ({ errors }) => errors },
  { title: "p95 latency in ms", of: ({ p95 }) => p95 },
  { title: "Healthy", of: ({ healthy }, lane) => lane + (healthy === false ? 0.15 : 0.85), hasLanes: true },
  { title: "Replication lag in s", of: ({ lagSeconds }) => lagSeconds },
];

export function Charts({ model }: { readonly model: Model }) {
  const [period, setPeriod] = useState("15 minutes");
  const { seconds, state } = model;
  // The page is drawn several times per second, and the charts once.
  const plots = useMemo(() => {
    const shown = seconds.slice(-60 * Number.parseInt(period, 10));
    return CHARTS.map((chart) => <Plot key={chart.title} chart={chart} model={model} seconds={shown} />);
  }, [seconds, period]);
  return (
    <Panel
      id="charts"
      title="Charts"
      fields={<Field label="Last" words={PERIODS} value={period} onChange={setPeriod} />}
    >
      <ul class="legend">
        {state.regions.map(({ region }) => (
          <li key={region} style={colorOf(model, region)}>
            <span class="swatch" /> {region}
          </li>
        ))}
      </ul>
      <div class="charts">{plots}</div>
    </Panel>
  );
}

/** One line per region: x is the time in seconds, with 0 for now; y is the negative value, because SVG counts downward. */
function Plot({ chart, model, seconds }: { chart: Chart; model: Model; seconds: readonly Second[] }) {
  const { title, of, hasLanes } = chart;
  const names = model.state.regions.map(({ region }) => region);
  const to = seconds.at(-1)?.at ?? 0;
  const width = Math.max(60, to - (seconds[0]?.at ?? to));
  const lines = names.map((_, index) =>
    seconds.map(({ figures }) => figures[index] && of(figures[index], names.length - 1 - index)),
  );
  const top = hasLanes ? names.length : roundUp(Math.max(1, ...lines.flat().map((value = 0) => value)));
  const pathOf = (values: readonly (number | undefined)[]) =>
    seconds.map(({ at }, index) => {
      const value = values[index];
      // A line of no length makes a value between two gaps visible.
      const move = values[index - 1] === undefined ? "M" : "L";
      return value === undefined ? "" : `${move}${at - to} ${(-value).toFixed(2)}h0`;
    });
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <div class="plot">
        <div class={hasLanes ? "ticks lanes" : "ticks"}>
          {(hasLanes ? names : [top, top / 2, 0]).map((tick) => (
            <span key={tick}>{tick}</span>
          ))}
        </div>
        <svg
          viewBox={`${-width} ${-top} ${width} ${top}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title}: the card of each region shows the current value`}
        >
          <path class="grid" d={[0, top / 2, top].map((y) => `M0 ${-y}H${-width}`).join("")} />
          {lines.map((line, index) => (
            <path key={names[index]} style={colorOf(model, names[index])} d={pathOf(line).join("")} />
          ))}
        </svg>
        <div class="times">
          <time>{timeOf((to - width) * 1000)}</time>
          <time>{timeOf(to * 1000)}</time>
        </div>
      </div>
    </figure>
  );
}

/** Returns the next multiple of 0.5, 5, 50, … */
function roundUp(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value)) / 2;
  return Math.ceil(value / step) * step;
}

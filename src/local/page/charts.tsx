import { useMemo, useState } from "preact/hooks";
import type { Figures, Second } from "../history";
import { colorOf, Field, Panel, timeOf } from "./parts";
import type { Model } from "./store";

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
  const { seconds } = model;
  const names = model.state.regions.map(({ region }) => region);
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
        {names.map((name) => (
          <li key={name} class={colorOf(model, name)}>
            <span class="swatch" /> {name}
          </li>
        ))}
      </ul>
      <div class="charts">{plots}</div>
    </Panel>
  );
}

interface PlotProps {
  readonly chart: Chart;
  readonly model: Model;
  readonly seconds: readonly Second[];
}

function Plot({ chart: { title, unit, of, isState }, model, seconds }: PlotProps) {
  const names = model.state.regions.map(({ region }) => region);
  const lines = names.map((_, index) => seconds.map(({ figures }) => figures[index] && of(figures[index])));
  const top = isState ? names.length : roundUp(Math.max(1, ...lines.flat().map((value) => value ?? 0)));
  const to = seconds.at(-1)?.at ?? 0;
  const from = Math.min(seconds[0]?.at ?? to, to - 60);
  const now = lines.map((line) => line.at(-1));
  const pathOf = (line: readonly (number | undefined)[], lane: number) =>
    line.map((value, index) => {
      const x = (((seconds[index]?.at ?? to) - from) / (to - from)) * 100;
      const y = 100 - ((isState ? lane + 0.15 + (value ?? 0) * 0.7 : (value ?? 0)) / top) * 100;
      const at = `${x.toFixed(2)} ${y.toFixed(2)}`;
      return value === undefined ? "" : `${line[index - 1] === undefined ? `M${at}h0` : `L${at}`}`;
    });
  const shown = now.map((value, index) => {
    const text = isState
      ? value === 0
        ? "no"
        : "yes"
      : value === undefined
        ? "–"
        : `${round(value)} ${unit}`;
    return `${names[index]} ${text}`;
  });
  return (
    <figure>
      <figcaption>
        {title} {unit && <small>{unit}</small>}
      </figcaption>
      <div class="plot">
        <div class={isState ? "ticks lanes" : "ticks"}>
          {(isState ? names : [round(top), round(top / 2), "0"]).map((text) => (
            <span key={text}>{text}</span>
          ))}
        </div>
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title} now: ${shown.join(", ")}`}
        >
          <path class="grid" d="M0 0H100M0 50H100M0 100H100" />
          {lines.map((line, index) => (
            <path
              key={names[index]}
              class={colorOf(model, names[index])}
              d={pathOf(line, names.length - index - 1).join("")}
            />
          ))}
        </svg>
        <div class="times">
          <time>{timeOf(from * 1000)}</time>
          <time>{timeOf(to * 1000)}</time>
        </div>
      </div>
    </figure>
  );
}

function round(value: number): string {
  return String(value >= 10 ? Math.round(value) : Math.round(value * 10) / 10);
}

/** Returns the next multiple of 0.5, 5, 50, … */
function roundUp(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value)) / 2;
  return Math.ceil(value / step) * step;
}

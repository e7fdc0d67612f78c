import { faultsOf } from "../faults";
import { Command, colorOf } from "./parts";
import type { Model } from "./store";

type Region = Model["state"]["regions"][number];

/** A region's state in a few words, the most important one first. */
export function statusOf(region: Region): string {
  const { healthy, evacuated } = region;
  const health = healthy === undefined ? "not checked" : healthy ? "healthy" : "unhealthy";
  return [health, ...(evacuated === undefined ? [] : ["evacuated"]), ...faultsOf(region)].join("; ");
}

export function toneOf(region: Region): "good" | "bad" | "warn" {
  const isFaulty = region.evacuated !== undefined || faultsOf(region).length > 0;
  return region.healthy === false ? "bad" : isFaulty ? "warn" : "good";
}

/** A card per region: its health, its figures, and the buttons that fail and heal it. */
export function Regions({ model }: { readonly model: Model }) {
  return (
    <section class="regions" aria-label="Regions">
      {model.state.regions.map((region) => (
        <Card key={region.region} region={region} model={model} />
      ))}
    </section>
  );
}

function Card({ region, model }: { region: Region; model: Model }) {
  const { state, answers, seconds } = model;
  const { region: name, evacuated, checkFailure, processes } = region;
  const figures = seconds.at(-1)?.figures[state.regions.indexOf(region)];
  const rows = {
    cities: Object.values(answers).filter((by) => by === name).length,
    "requests/s": figures?.requests ?? 0,
    "errors/s": figures?.errors ?? 0,
    p95: figures?.p95 === undefined ? "–" : `${Math.round(figures.p95)} ms`,
    lag: `${(figures?.lagSeconds ?? 0).toFixed(1)} s`,
    processes,
  };
  return (
    <article class={`card ${colorOf(model, name)}`}>
      <h2>
        <span class="swatch" /> {name}
      </h2>
      <p class={`status ${toneOf(region)}`}>{statusOf(region)}</p>
      {checkFailure !== undefined && <p class="small">Health check: {checkFailure}</p>}
      <dl>
        {Object.entries(rows).map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="buttons">
        <Command line={`fail ${name}`} tone="danger" />
        <Command line={`heal ${name}`} />
        <Command line={`evacuate ${name}${evacuated === undefined ? "" : " undo"}`} />
      </div>
    </article>
  );
}

import { healthOf, problemsOf } from "../region-state";
import type { Model } from "./local-run";
import { Command, colorOf } from "./parts";

type Region = Model["state"]["regions"][number];

/** A region's state in a few words, the most important one first. */
export function statusOf(region: Region): string {
  return [healthOf(region), ...problemsOf(region)].join("; ");
}

export function toneOf(region: Region): "good" | "bad" | "warn" {
  return region.healthy === false ? "bad" : problemsOf(region).length > 0 ? "warn" : "good";
}

/** A region: its health, its figures, and the buttons that fail and heal it. */
export function Card({ region, model }: { region: Region; model: Model }) {
  const shown = model.seconds.at(-1)?.figures[model.state.regions.indexOf(region)];
  const { region: name, evacuated, checkFailure, processes } = region;
  const { requests = 0, errors = 0, p95, lagSeconds = 0 } = shown ?? {};
  const rows = {
    cities: Object.values(model.answers).filter((by) => by === name).length,
    "requests/s": requests,
    "errors/s": errors,
    "p95 latency": p95 === undefined ? "–" : `${Math.round(p95)} ms`,
    "replication lag": `${lagSeconds.toFixed(1)} s`,
    processes,
  };
  return (
    <article class="card" style={colorOf(model, name)}>
      <h2>
        <span class="swatch" /> {name}
      </h2>
      <p class={`status ${toneOf(region)}`}>{statusOf(region)}</p>
      {checkFailure && <p class="small">Health check: {checkFailure}</p>}
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

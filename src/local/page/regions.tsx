import type { Figures } from "../history";
import { Command } from "./controls";
import type { Model } from "./store";

/** The class that gives a region its color. */
export function colorOf(regions: readonly string[], region: string | null | undefined): string {
  const index = regions.indexOf(region ?? "");
  return index < 0 ? "none" : `region-${index % 8}`;
}

/** `14:03:09` */
export function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString("en-GB");
}

export type Region = Model["state"]["regions"][number];

/** A region's state in a few words, the most important one first. */
export function statusOf({ failed, slowedByMs, grayPercent, evacuated, healthy }: Region): string {
  return [
    healthy === undefined ? "not checked" : healthy ? "healthy" : "unhealthy",
    ...(evacuated === undefined ? [] : ["evacuated"]),
    ...(failed.length === 0 ? [] : [`failed: ${failed.join(", ")}`]),
    ...(grayPercent > 0 ? [`${grayPercent} % of requests fail`] : []),
    ...(slowedByMs > 0 ? [`${slowedByMs} ms slower`] : []),
  ].join("; ");
}

export function toneOf({
  failed,
  slowedByMs,
  grayPercent,
  evacuated,
  healthy,
}: Region): "good" | "bad" | "warn" {
  const isFaulty = failed.length > 0 || slowedByMs > 0 || grayPercent > 0 || evacuated !== undefined;
  return healthy === false ? "bad" : isFaulty ? "warn" : "good";
}

/** A card per region: its health, its figures, and the buttons that fail and heal it. */
export function Regions({ model }: { readonly model: Model }) {
  const { state, answers, seconds } = model;
  const names = state.regions.map(({ region }) => region);
  return (
    <section class="regions" aria-label="Regions">
      {state.regions.map((region, index) => (
        <RegionCard
          key={region.region}
          region={region}
          color={colorOf(names, region.region)}
          cities={Object.values(answers).filter((by) => by === region.region).length}
          figures={seconds.at(-1)?.figures[index]}
        />
      ))}
    </section>
  );
}

function RegionCard(props: {
  readonly region: Region;
  readonly color: string;
  readonly cities: number;
  readonly figures: Figures | undefined;
}) {
  const { region, color, cities, figures } = props;
  const { region: name, evacuated } = region;
  return (
    <article class={`card ${color}`}>
      <h2>
        <span class="swatch" /> {region.region}
      </h2>
      <p class={`status ${toneOf(region)}`}>{statusOf(region)}</p>
      {region.checkFailure !== undefined && <p class="small">Health check: {region.checkFailure}</p>}
      <dl>
        <Figure name="cities" value={String(cities)} />
        <Figure name="requests/s" value={String(figures?.requests ?? 0)} />
        <Figure name="errors/s" value={String(figures?.errors ?? 0)} />
        <Figure name="p95" value={figures?.p95 === undefined ? "–" : `${Math.round(figures.p95)} ms`} />
        <Figure name="lag" value={`${(figures?.lagSeconds ?? 0).toFixed(1)} s`} />
        <Figure name="processes" value={String(region.processes)} />
      </dl>
      <div class="buttons">
        <Command label="Fail" line={`fail ${name}`} tone="danger" />
        <Command label="Heal" line={`heal ${name}`} />
        {evacuated === undefined ? (
          <Command label="Evacuate" line={`evacuate ${name}`} />
        ) : (
          <Command label="Bring back" line={`evacuate ${name} undo`} />
        )}
      </div>
    </article>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import atlas from "world-atlas/land-110m.json";
import { colorOf, statusOf, toneOf } from "./regions";
import type { Model } from "./store";

const [WIDTH, HEIGHT] = [960, 468];
const projection = geoEqualEarth().fitExtent(
  [
    [4, 4],
    [WIDTH - 4, HEIGHT - 4],
  ],
  { type: "Sphere" },
);
const path = geoPath(projection);
const SPHERE = path({ type: "Sphere" }) ?? "";
const LAND = path(feature(atlas, atlas.objects.land)) ?? "";

type Point = readonly [number, number];

/** The world: each city in the color of the region that answers it, with a line to that region. */
export function WorldMap(props: { readonly model: Model; readonly onCity: (city: string) => void }) {
  const { model, onCity } = props;
  const { state, places, answers, locations } = model;
  const names = state.regions.map(({ region }) => region);
  const failing = new Set(
    state.regions
      .filter(({ failed }) => failed.some((part) => part !== "bucket"))
      .map(({ region }) => region),
  );
  const located = state.regions.flatMap((region) => {
    const at = locations[region.region];
    return at === undefined ? [] : [{ region, at: [at.longitude, at.latitude] satisfies Point as Point }];
  });
  return (
    <svg class="map" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby="map-title map-text">
      <title id="map-title">Which region answers each city</title>
      <desc id="map-text">
        {names.map((region) => `${region}: ${citiesOf(answers, region).length} cities`).join(". ")}. The table
        below the map names them.
      </desc>
      <path class="sphere" d={SPHERE} />
      <path class="land" d={LAND} />
      {places.map(({ name, longitude, latitude }) => {
        const by = answers[name];
        const to = located.find(({ region }) => region.region === by);
        const line = to && path({ type: "LineString", coordinates: [[longitude, latitude], [...to.at]] });
        // A line to another region is another element, which is drawn from the city on.
        return (
          line && <path key={`${name} ${by}`} class={`arc ${colorOf(names, by)}`} d={line} pathLength={1} />
        );
      })}
      {places.map(({ name, longitude, latitude }) => {
        const by = answers[name] ?? undefined;
        const [x, y] = projection([longitude, latitude]) ?? [0, 0];
        const isLost = by === undefined || failing.has(by);
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list of cities does the same by keyboard
          <g
            key={name}
            class={`city ${colorOf(names, by)} ${isLost ? "lost" : ""}`}
            data-city={name}
            data-region={by}
            transform={`translate(${x} ${y})`}
            onClick={() => onCity(name)}
          >
            <title>
              {name}: {by ?? "no region"}
            </title>
            <circle class="target" r="11" />
            {isLost ? <path class="cross" d="M-4-4 4 4M4-4-4 4" /> : <circle class="dot" r="4.5" />}
          </g>
        );
      })}
      {located.map(({ region, at }) => {
        const [x, y] = projection([...at]) ?? [0, 0];
        return (
          <g
            key={region.region}
            class={`place ${colorOf(names, region.region)} ${toneOf(region)} ${region.evacuated ? "evacuated" : ""}`}
            transform={`translate(${x} ${y})`}
          >
            <title>
              {region.region}: {statusOf(region)}
            </title>
            <rect class="marker" x="-8" y="-8" width="16" height="16" rx="4" />
            <path class="mark" d={toneOf(region) === "good" ? "M-4 0-1 3 4-3" : "M-3-3 3 3M3-3-3 3"} />
            <text x="13" y="5">
              {region.region}
              {region.evacuated && " (evacuated)"}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** The map as a table. */
export function CityTable({ model }: { readonly model: Model }) {
  const { state, answers } = model;
  return (
    <details class="cities">
      <summary>The map as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Region</th>
            <th scope="col">State</th>
            <th scope="col">Cities that it answers</th>
          </tr>
        </thead>
        <tbody>
          {state.regions.map((region) => (
            <tr key={region.region}>
              <th scope="row">{region.region}</th>
              <td>{statusOf(region)}</td>
              <td>{citiesOf(answers, region.region).join(", ") || "none"}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">no region</th>
            <td />
            <td>{citiesOf(answers, null).join(", ") || "none"}</td>
          </tr>
        </tbody>
      </table>
    </details>
  );
}

function citiesOf(answers: Model["answers"], region: string | null): string[] {
  return Object.entries(answers).flatMap(([city, by]) => (by === region ? [city] : []));
}

import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import atlas from "world-atlas/land-110m.json";
import { colorOf, Table } from "./parts";
import { statusOf, toneOf } from "./regions";
import type { Model } from "./store";

const [WIDTH, HEIGHT] = [960, 468];
const projection = geoEqualEarth().fitSize([WIDTH, HEIGHT], { type: "Sphere" });
const path = geoPath(projection);
const LAND = path(feature(atlas, atlas.objects.land)) ?? "";

/** The world: each city in the color of the region that serves it, with a line to that region. */
export function WorldMap({ model, onCity }: { model: Model; onCity: (city: string) => void }) {
  const { state, places, answers, locations } = model;
  const failing = state.regions.filter(({ failed }) => failed.some((part) => part !== "bucket"));
  const located = state.regions.flatMap((region) => {
    const at = locations[region.region];
    return at === undefined ? [] : [{ region, at: [at.longitude, at.latitude] as const }];
  });
  const translate = (longitude: number, latitude: number) =>
    `translate(${(projection([longitude, latitude]) ?? []).join(" ")})`;
  return (
    <svg class="map" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby="map-title map-text">
      <title id="map-title">The region that serves each city</title>
      <desc id="map-text">
        {state.regions
          .map(({ region }) => `${region}: ${citiesOf(answers, region).length} cities`)
          .join(". ")}
        . The table below the map names them.
      </desc>
      <path class="land" d={LAND} />
      {places.map(({ name, longitude, latitude }) => {
        const by = answers[name];
        const to = located.find(({ region }) => region.region === by);
        const line = to && path({ type: "LineString", coordinates: [[longitude, latitude], [...to.at]] });
        // A line to another region is a new element, whose animation starts at the city.
        return (
          line && <path key={`${name} ${by}`} class={`arc ${colorOf(model, by)}`} d={line} pathLength={1} />
        );
      })}
      {places.map(({ name, longitude, latitude }) => {
        const by = answers[name] ?? undefined;
        const isLost = by === undefined || failing.some(({ region }) => region === by);
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list of cities does the same by keyboard
          <g
            key={name}
            class={`city ${colorOf(model, by)}`}
            data-city={name}
            data-region={by}
            transform={translate(longitude, latitude)}
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
      {located.map(({ region, at }) => (
        <g
          key={region.region}
          class={`place ${colorOf(model, region.region)} ${toneOf(region)} ${region.evacuated ? "evacuated" : ""}`}
          transform={translate(...at)}
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
      ))}
    </svg>
  );
}

/** The map as a table. */
export function CityTable({ model: { state, answers } }: { readonly model: Model }) {
  const rows = [
    ...state.regions.map(
      (region) => [region.region, statusOf(region), citiesOf(answers, region.region)] as const,
    ),
    ["no region", "", citiesOf(answers, null)] as const,
  ];
  return (
    <details class="cities">
      <summary>The map as a table</summary>
      <Table head={["Region", "State", "Cities"]}>
        {rows.map(([name, status, cities]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{status}</td>
            <td>{cities.join(", ") || "none"}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}

function citiesOf(answers: Model["answers"], region: string | null): string[] {
  return Object.entries(answers).flatMap(([city, by]) => (by === region ? [city] : []));
}

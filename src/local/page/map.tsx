import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import atlas from "world-atlas/land-110m.json";
import type { Coordinates } from "../../aws";
import { isDetectable } from "../region-state";
import type { Model } from "./local-run";
import { colorOf, Table } from "./parts";
import { statusOf, toneOf } from "./regions";

const [WIDTH, HEIGHT] = [960, 468];
const projection = geoEqualEarth().fitSize([WIDTH, HEIGHT], { type: "Sphere" });
const path = geoPath(projection);
const LAND = path(feature(atlas, atlas.objects.land)) ?? "";

/** The world: each city in the color of the region that serves it, with a line to that region. */
export function WorldMap({ model, onCity }: { model: Model; onCity: (city: string) => void }) {
  const { state, answers } = model;
  const cities = model.places.map((place) => ({
    place,
    by: state.regions.find(({ region }) => region === answers[place.name]),
  }));
  return (
    <svg
      class="map"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label="The region that serves each city; the table below the map names them"
    >
      <path class="land" d={LAND} />
      {cities.map(({ place, by }) => {
        const line =
          by?.location && path({ type: "LineString", coordinates: [place, by.location].map(point) });
        // A line to another region is a new element, whose animation starts at the city.
        const key = `${place.name} ${by?.region}`;
        return (
          line && <path key={key} class="arc" style={colorOf(model, by.region)} d={line} pathLength={1} />
        );
      })}
      {cities.map(({ place, by }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the list of cities does the same by keyboard
        <g
          key={place.name}
          class="city"
          style={colorOf(model, by?.region)}
          data-city={place.name}
          data-region={by?.region}
          transform={translation(place)}
          onClick={() => onCity(place.name)}
        >
          <title>
            {place.name}: {by?.region ?? "no region"}
          </title>
          <circle class="target" r="11" />
          {by === undefined || isDetectable(by) ? (
            <path class="cross" d="M-4-4 4 4M4-4-4 4" />
          ) : (
            <circle class="dot" r="4.5" />
          )}
        </g>
      ))}
      {state.regions.map(
        (region) =>
          region.location && (
            <g
              key={region.region}
              class={`place ${toneOf(region)} ${region.evacuated ? "evacuated" : ""}`}
              style={colorOf(model, region.region)}
              transform={translation(region.location)}
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
          ),
      )}
    </svg>
  );
}

function point({ longitude, latitude }: Coordinates): [number, number] {
  return [longitude, latitude];
}

function translation(at: Coordinates): string {
  return `translate(${projection(point(at))})`;
}

/** The map as a table. */
export function CityTable({ model: { state, answers } }: { readonly model: Model }) {
  const citiesOf = (region: string | null) => Object.keys(answers).filter((city) => answers[city] === region);
  return (
    <details class="cities">
      <summary>Each city has the color of the region that serves it. Show them as a table</summary>
      <Table head={["Region", "State", "Cities"]}>
        {[...state.regions, null].map((region) => (
          <tr key={region?.region}>
            <th scope="row">{region?.region ?? "no region"}</th>
            <td>{region && statusOf(region)}</td>
            <td>{citiesOf(region?.region ?? null).join(", ") || "none"}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}

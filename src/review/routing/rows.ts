import type { Outcome, Simulation } from "../../route53";
import { groupBy } from "../group";

/** Some clients, in some health, and where they are sent before and after the plan. */
export interface RoutingRow {
  readonly name: string;
  /** What fails; nothing, if it is undefined. */
  readonly failing: string | undefined;
  readonly places: readonly string[];
  /** How many places were asked from in all. */
  readonly placesInAll: number;
  readonly before: Answered;
  readonly after: Answered;
}

/** The sites that a client is sent to. */
export interface Answered {
  readonly sites: readonly string[];
  /** False if there is none, or a client may be sent to a failing one alone. */
  readonly healthy: boolean;
  /** Something else that could answer is not failing. */
  readonly healthyElsewhere: boolean;
}

/** What there is to know of a name, before or after. */
export interface Side {
  /** What can fail. */
  readonly sites: ReadonlySet<string>;
  /** The types of the name's own records. */
  readonly types: ReadonlySet<string>;
  /** Weights send each client to one of several: whoever is sent to the failing one has nothing else. */
  readonly weighs: boolean;
}

interface Asked {
  readonly side: Side | undefined;
  readonly simulation: Simulation | undefined;
}

/** Whoever is answered alike, before and after, is one row: with nothing failing, and with each site failing. */
export function rowsOf(name: string, before: Asked, after: Asked): readonly RoutingRow[] {
  const [earlier, later] = [before, after].map(clientsOf);
  const grouped = new Map<string, { row: RoutingRow; places: string[] }>();
  const places = new Set<string>();
  for (const key of new Set([...(earlier?.keys() ?? []), ...(later?.keys() ?? [])])) {
    const [was, will] = [earlier?.get(key) ?? [], later?.get(key) ?? []];
    const [outcome] = [...will, ...was];
    if (outcome === undefined) {
      continue;
    }
    const [failing] = outcome.failed;
    const place = outcome.place.name;
    places.add(place);
    const group = JSON.stringify([failing, was.map(({ sites }) => sites), will.map(({ sites }) => sites)]);
    const known = grouped.get(group);
    if (known === undefined) {
      const row = {
        name,
        failing,
        before: answered(was, failing, before.side),
        after: answered(will, failing, after.side),
      };
      grouped.set(group, { row: { ...row, places: [], placesInAll: 0 }, places: [place] });
    } else {
      known.places.push(place);
    }
  }
  return merged([...grouped.values()]).map((row) => ({ ...row, placesInAll: places.size }));
}

/** Those that differ in the order of their answers alone are one. */
function merged(groups: readonly { readonly row: RoutingRow; readonly places: readonly string[] }[]) {
  const rows = new Map<string, RoutingRow>();
  for (const { row, places } of groups) {
    const key = JSON.stringify(row);
    rows.set(key, { ...row, places: [...(rows.get(key)?.places ?? []), ...places] });
  }
  return [...rows.values()];
}

/** By failure and place, the answer to each type that the name has. */
function clientsOf({ side, simulation }: Asked): ReadonlyMap<string, readonly Outcome[]> {
  const asked = (simulation?.outcomes ?? []).filter(
    ({ type }) => side?.types.has(type) || side?.types.has("CNAME"),
  );
  return groupBy(asked, ({ failed, place }) => JSON.stringify([...failed, place.name]));
}

function answered(
  outcomes: readonly Outcome[],
  failing: string | undefined,
  side: Side | undefined,
): Answered {
  const isWell = (site: string) => site !== failing;
  return {
    sites: [...new Set(outcomes.flatMap(({ sites }) => sites))].sort(),
    // Who asks for one type alone, has no other.
    healthy:
      outcomes.length > 0 &&
      outcomes.every(({ sites }) =>
        side?.weighs === true ? sites.length > 0 && sites.every(isWell) : sites.some(isWell),
      ),
    healthyElsewhere: [...(side?.sites ?? [])].some(isWell),
  };
}

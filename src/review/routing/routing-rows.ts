import type { Outcome, Simulation } from "../../route53";
import { groupBy } from "../../terraform";

/** Clients that get the same answers, while nothing or one endpoint fails, before and after the plan. */
export interface RoutingRow {
  readonly name: string;
  /** The failing endpoint, if any. */
  readonly failing: string | undefined;
  /** Where these clients are. */
  readonly locations: readonly string[];
  /** How many locations were compared. */
  readonly locationsInAll: number;
  readonly before: Answered;
  readonly after: Answered;
}

/** The endpoints that a client is sent to. */
export interface Answered {
  readonly endpoints: readonly string[];
  /** False if there is no answer, or a client may get only the failing endpoint. */
  readonly healthy: boolean;
  /** Another endpoint of the name is healthy. */
  readonly healthyElsewhere: boolean;
}

/** A name before or after the plan. */
export interface Side {
  readonly endpoints: ReadonlySet<string>;
  /** The types of the name's own records. */
  readonly types: ReadonlySet<string>;
  /** Weights send each client to one endpoint only: one sent to the failing endpoint has no other. */
  readonly weighs: boolean;
  readonly simulation: Simulation;
}

/** Groups the clients that get the same answers before and after the plan. */
export function rowsOf(
  name: string,
  before: Side | undefined,
  after: Side | undefined,
): readonly RoutingRow[] {
  const [earlier, later] = [clientsOf(before), clientsOf(after)];
  const clients = [...new Set([...earlier.keys(), ...later.keys()])].flatMap((key) => {
    const [was, will] = [earlier.get(key) ?? [], later.get(key) ?? []];
    const [outcome] = [...will, ...was];
    if (outcome === undefined) {
      return [];
    }
    const [failing] = outcome.failed;
    const answers = { before: answered(was, failing, before), after: answered(will, failing, after) };
    return [{ location: outcome.place.name, failing, ...answers }];
  });
  const locationsInAll = new Set(clients.map(({ location }) => location)).size;
  const groups = groupBy(clients, ({ location: _, ...answers }) => JSON.stringify(answers));
  return [...groups.values()].map((group) => {
    const [{ location: _, ...answers }] = group;
    return { name, ...answers, locations: group.map(({ location }) => location), locationsInAll };
  });
}

/** By failure and location, the answer to each type that the name has. */
function clientsOf(side: Side | undefined): ReadonlyMap<string, readonly Outcome[]> {
  const asked = (side?.simulation.outcomes ?? []).filter(
    ({ type }) => side?.types.has(type) || side?.types.has("CNAME"),
  );
  return groupBy(asked, ({ failed, place }) => JSON.stringify([...failed, place.name]));
}

function answered(
  outcomes: readonly Outcome[],
  failing: string | undefined,
  side: Side | undefined,
): Answered {
  const isWell = (endpoint: string) => endpoint !== failing;
  return {
    endpoints: [...new Set(outcomes.flatMap(({ sites }) => sites))].sort(),
    // A client may request one type only.
    healthy:
      outcomes.length > 0 &&
      outcomes.every(({ sites }) =>
        side?.weighs === true ? sites.length > 0 && sites.every(isWell) : sites.some(isWell),
      ),
    healthyElsewhere: [...(side?.endpoints ?? [])].some(isWell),
  };
}

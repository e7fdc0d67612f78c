import { PLACES, recoveries, simulate, siteOf, type Zone } from "../../route53";
import { type AskedName, askedNames, fingerprint } from "./asked-names";
import { type RoutingRow, rowsOf, type Side } from "./routing-rows";

/** The longest time until clients have left a failed endpoint. */
export interface Failover {
  readonly seconds: number | undefined;
  /** Endpoints that clients never leave, because no other one takes over. */
  readonly stuck: readonly string[];
  /** Endpoints whose load balancer or another outside condition decides: the records do not time it. */
  readonly undecided: readonly string[];
}

/** The answers of one name before and after the plan. */
export interface NameReview {
  readonly name: string;
  readonly zone: string;
  readonly presence: "both" | "added" | "removed";
  /** The client's location or the endpoints' health decides the answer, before or after. */
  readonly chooses: boolean;
  readonly rows: readonly RoutingRow[];
  readonly failover: { readonly before: Failover | undefined; readonly after: Failover | undefined };
}

/** A hosted zone before and after the plan. */
export type ZonePair = readonly [before: Zone | undefined, after: Zone | undefined];

/** A name with more endpoints is not compared. */
const MOST_ENDPOINTS = 16;

/** They take a quarter of a second. Three regions behind one name need 784. */
const MOST_QUERIES = 50_000;

/** Compares the names whose answers may differ, from every location and in every failure. */
export function compareNames(zones: readonly ZonePair[]) {
  const names: NameReview[] = [];
  const untried: string[] = [];
  let queriesLeft = MOST_QUERIES;
  for (const [before, after] of zones) {
    const [askedBefore, askedAfter] = [before, after].map((zone) => zone && askedNames(zone));
    const unread = new Set(after?.unread.flatMap(({ addresses }) => addresses));
    for (const name of new Set([...(askedBefore?.keys() ?? []), ...(askedAfter?.keys() ?? [])])) {
      const was = view(before, askedBefore?.get(name));
      const will = view(after, askedAfter?.get(name));
      const queries = queriesOf(was, will);
      // Its records stay, but their new values are known only after the apply.
      const isUnread = was?.asked.reached.some(({ records }) =>
        records.some(({ address }) => unread.has(address)),
      );
      const isSame = was?.fingerprint === will?.fingerprint;
      const isTooMuch = queries > queriesLeft || endpointsOf(was, will).length > MOST_ENDPOINTS;
      if (isUnread || (!isSame && isTooMuch)) {
        untried.push(name);
      } else if (!isSame) {
        queriesLeft -= queries;
        names.push(compareName(name, was, will));
      }
    }
  }
  return { names, untried };
}

/** Each endpoint fails once, before and after, for two types of records. */
function queriesOf(was: View | undefined, will: View | undefined): number {
  return (1 + endpointsOf(was, will).length) * PLACES.length * 2 * 2;
}

function endpointsOf(was: View | undefined, will: View | undefined): readonly string[] {
  return [...new Set([...(was?.endpoints ?? []), ...(will?.endpoints ?? [])])];
}

interface View extends Omit<Side, "simulation"> {
  readonly zone: Zone;
  readonly asked: AskedName;
  readonly fingerprint: string;
}

function view(zone: Zone | undefined, asked: AskedName | undefined): View | undefined {
  return zone === undefined || asked === undefined
    ? undefined
    : {
        zone,
        asked,
        fingerprint: fingerprint(zone, asked),
        endpoints: new Set(asked.reached.flatMap(({ endpoints }) => endpoints.map(siteOf))),
        types: new Set(zone.records.get(asked.name)?.map(({ type }) => type)),
        weighs: asked.reached.some(({ records }) => records.some(({ policy }) => policy.kind === "weighted")),
      };
}

function compareName(name: string, was: View | undefined, will: View | undefined): NameReview {
  // Both simulate the failures of either, so that each row has its counterpart.
  const endpoints = endpointsOf(was, will);
  const [before, after] = [was, will].map(
    (side) => side && { ...side, simulation: simulate(side.zone, name, endpoints, false) },
  );
  return {
    name,
    zone: (will ?? was)?.zone.id ?? "",
    presence: was === undefined ? "added" : will === undefined ? "removed" : "both",
    chooses: was?.asked.chooses === true || will?.asked.chooses === true,
    rows: rowsOf(name, before, after),
    failover: { before: failover(before), after: failover(after) },
  };
}

function failover(side: (View & Side) | undefined): Failover | undefined {
  if (side === undefined || !side.asked.chooses) {
    return undefined;
  }
  // An endpoint of the other side of the plan has no clients to lose here.
  const all = recoveries(side.simulation).filter(({ site }) => side.endpoints.has(site));
  const seconds = all.flatMap(({ detection, ttlSeconds }) =>
    detection.by === "health checks" ? [detection.seconds + ttlSeconds] : [],
  );
  const by = (what: string) => all.filter(({ detection }) => detection.by === what).map(({ site }) => site);
  return {
    seconds: seconds.length === 0 ? undefined : Math.max(...seconds),
    stuck: by("nothing"),
    undecided: [...by("load balancer"), ...by("unknown")],
  };
}

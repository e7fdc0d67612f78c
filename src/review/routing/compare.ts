import { observersOf, PLACES, recoveries, type Simulation, simulate, siteOf, type Zone } from "../../route53";
import { type AskedName, answersFingerprint, askedNames, fingerprint } from "./names";
import { type RoutingRow, rowsOf, type Side } from "./rows";

/** The longest time until clients have left a failed site, if they ever do. */
export interface Failover {
  readonly seconds: number | undefined;
  /** A site that clients never leave, because nothing stands in for it. */
  readonly stuck: readonly string[];
  /** A site whose load balancer decides, or something outside of the document: the records do not time it. */
  readonly undecided: readonly string[];
}

export interface NameReview {
  readonly name: string;
  readonly zone: string;
  readonly presence: "both" | "added" | "removed";
  /** Who asks, or what is healthy, decides the answer, before or after. */
  readonly chooses: boolean;
  /** All that is different, or would be if it were a first look. */
  readonly rows: readonly RoutingRow[];
  readonly failover: { readonly before: Failover | undefined; readonly after: Failover | undefined };
}

export interface ZoneComparison {
  readonly names: readonly NameReview[];
  /** Names that were not compared: their records can't be read yet, or they are too many, or too large. */
  readonly untried: readonly string[];
}

/** How many questions may still be asked. */
export interface Budget {
  left: number;
}

/** A hosted zone before and after: the names whose answers may differ, asked from everywhere in every failure. */
export function compareZones(
  before: Zone | undefined,
  after: Zone | undefined,
  budget: Budget,
): ZoneComparison {
  const [askedBefore, askedAfter] = [before, after].map((zone) =>
    zone === undefined ? new Map<string, AskedName>() : askedNames(zone),
  );
  const unread = new Set(after?.unread.flatMap(({ addresses }) => addresses));
  const names: NameReview[] = [];
  const untried: string[] = [];
  for (const name of new Set([...(askedBefore?.keys() ?? []), ...(askedAfter?.keys() ?? [])])) {
    const was = view(before, askedBefore?.get(name));
    const will = view(after, askedAfter?.get(name));
    if (was !== undefined && isUnread(was, unread)) {
      untried.push(name);
      continue;
    }
    if (was !== undefined && will !== undefined && was.fingerprint === will.fingerprint) {
      continue;
    }
    const questions = questionsOf(was, will);
    if (questions > budget.left || sitesOf(was, will).length > MOST_SITES) {
      untried.push(name);
    } else {
      budget.left -= questions;
      names.push(compareName(name, was, will));
    }
  }
  return { names, untried };
}

/** Only how soon is another matter. */
function answersAlike(was: View | undefined, will: View): boolean {
  return (
    was !== undefined && answersFingerprint(was.zone, was.asked) === answersFingerprint(will.zone, will.asked)
  );
}

/** What answered it stays, and only the apply will tell how. */
function isUnread({ asked }: View, unread: ReadonlySet<string>): boolean {
  return (
    unread.size > 0 && asked.reached.some(({ records }) => records.some(({ address }) => unread.has(address)))
  );
}

/** Each site fails by itself, before and after; what is left to chance is asked 16 times from each place that decides. */
function questionsOf(was: View | undefined, will: View | undefined): number {
  const both = [was, will].filter((one) => one !== undefined);
  const chance = both.some(({ weighs, byPlace }) => weighs && byPlace) ? 16 : 1;
  return (1 + sitesOf(was, will).length) * PLACES.length * 2 * 2 * chance;
}

/** A table of more rows than this is not read. */
const MOST_SITES = 16;

function sitesOf(was: View | undefined, will: View | undefined): readonly string[] {
  return [...new Set([...(was?.sites ?? []), ...(will?.sites ?? [])])];
}

interface View extends Side {
  readonly zone: Zone;
  readonly asked: AskedName;
  readonly fingerprint: string;
  /** Where the client is decides, too. */
  readonly byPlace: boolean;
}

function view(zone: Zone | undefined, asked: AskedName | undefined): View | undefined {
  return zone === undefined || asked === undefined
    ? undefined
    : {
        zone,
        asked,
        fingerprint: fingerprint(zone, asked),
        sites: new Set(asked.reached.flatMap(({ endpoints }) => endpoints.map(siteOf))),
        types: new Set(zone.records.get(asked.name)?.map(({ type }) => type)),
        weighs: uses(asked, ["weighted"]),
        byPlace: uses(asked, ["latency", "geolocation", "geoproximity", "ip-based"]),
      };
}

function uses({ reached }: AskedName, kinds: readonly string[]): boolean {
  return reached.some(({ records }) => records.some(({ policy }) => kinds.includes(policy.kind)));
}

function compareName(name: string, was: View | undefined, will: View | undefined): NameReview {
  // Both are asked with the failures of either, so that each row has its counterpart.
  const sites = sitesOf(was, will);
  const before = was && simulate(was.zone, name, sites, false);
  const after = will && (answersAlike(was, will) ? before : simulate(will.zone, name, sites, false));
  return {
    name,
    zone: (will ?? was)?.zone.id ?? "",
    presence: was === undefined ? "added" : will === undefined ? "removed" : "both",
    chooses: was?.asked.chooses === true || will?.asked.chooses === true,
    rows: rowsOf(name, { side: was, simulation: before }, { side: will, simulation: after }),
    failover: { before: failover(was, name, before), after: failover(will, name, after) },
  };
}

function failover(
  one: View | undefined,
  name: string,
  simulation: Simulation | undefined,
): Failover | undefined {
  if (one === undefined || simulation === undefined || !one.asked.chooses) {
    return undefined;
  }
  // Only what was there to be left: a site of the other side of the plan is none of this one's.
  const all = recoveries(one.zone, name, simulation, observersOf(one.zone)).filter(({ site }) =>
    one.sites.has(site),
  );
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

import {
  answering,
  type Endpoint,
  inDocument,
  type RoutingRecord,
  referredTo,
  type Zone,
  type ZoneName,
} from "./zone";

/** Everything that an answer may come from, in any health and for any client. */
export interface Reach {
  /** The zone that answers for the name. */
  readonly zone: Zone;
  readonly records: readonly RoutingRecord[];
  readonly endpoints: readonly Endpoint[];
  /** The health checks that may change the answer. */
  readonly checks: ReadonlySet<string>;
}

/**
 * Follows every alias and CNAME record from a name.
 *
 * @param types - the requested record types, by default both kinds of addresses
 * @param follows - which records to consider, by default all
 */
export function reach(
  zone: Zone,
  name: string,
  types: string | readonly string[] = ["A", "AAAA"],
  follows: (record: RoutingRecord) => boolean = () => true,
): Reach {
  const groups = new Map<string, readonly RoutingRecord[]>();
  const endpoints: Endpoint[] = [];
  const visit = ({ zone: within, name: asked }: ZoneName, type: string) => {
    const key = `${within.id} ${asked} ${type}`;
    if (groups.has(key)) {
      return;
    }
    const records = answering(within, asked, type).filter(follows);
    groups.set(key, records);
    for (const record of records) {
      const further = referredTo(within, record, type);
      if (further === undefined) {
        endpoints.push(...record.target.endpoints);
      } else {
        visit(further, type);
      }
    }
  };
  for (const type of [types].flat()) {
    visit({ zone, name }, type);
  }
  // The check of a record without alternatives changes no answer.
  const contested = [...groups.values()].filter((group) => group.length > 1).flat();
  return {
    zone,
    records: [...groups.values()].flat(),
    endpoints,
    checks: new Set(contested.flatMap(({ healthCheck }) => withChildren(zone, healthCheck))),
  };
}

/** Returns a check and, for a calculated one, the checks that it counts. */
export function withChildren(zone: Zone, id: string | undefined): readonly string[] {
  const found = new Set(id === undefined ? [] : [id]);
  // The loop also visits the checks that it adds.
  for (const one of found) {
    const probe = zone.checks.get(one)?.probe;
    for (const child of probe?.kind === "calculated" ? probe.children : []) {
      found.add(child);
    }
  }
  return [...found];
}

/**
 * Returns what a health checker reaches by a name. Checkers are outside of every VPC, and resolve names to IPv4
 * addresses. Undefined without a name, or if no public zone of the document answers for it.
 */
export function reachOfChecker(zone: Zone, name: string | undefined): Reach | undefined {
  const from = zone.isPrivate ? zone.zones.find((one) => !one.isPrivate) : zone;
  const asked = name === undefined || from === undefined ? undefined : inDocument(name, from);
  return asked && reach(asked.zone, asked.name, "A");
}

/** Returns the name that a health check requests; undefined if it requests none. */
export function nameChecked(zone: Zone, check: string): string | undefined {
  const probe = zone.checks.get(check)?.probe;
  return probe?.kind === "endpoint" ? probe.host.name : undefined;
}

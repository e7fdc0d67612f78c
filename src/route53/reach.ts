import {
  answering,
  type Endpoint,
  endpointsOf,
  type RoutingRecord,
  referredTo,
  type Zone,
  type ZoneName,
} from "./zone";

/** Everything that an answer may come from, in any health and for any client. */
export interface Reach {
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
        endpoints.push(...endpointsOf(record));
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
    records: [...groups.values()].flat(),
    endpoints,
    checks: new Set(contested.flatMap(({ healthCheck }) => withChildren(zone, healthCheck))),
  };
}

/** Returns a check and, for a calculated one, the checks that it counts. */
export function withChildren(
  zone: Zone,
  id: string | undefined,
  seen: ReadonlySet<string> = new Set(),
): readonly string[] {
  const probe = id === undefined ? undefined : zone.checks.get(id)?.probe;
  if (id === undefined || probe?.kind !== "calculated" || seen.has(id)) {
    return id === undefined ? [] : [id];
  }
  const known = new Set([...seen, id]);
  return [id, ...probe.children.flatMap((child) => withChildren(zone, child, known))];
}

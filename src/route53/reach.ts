import { answering, type Endpoint, type RoutingRecord, referredTo, type Zone, type ZoneName } from "./zone";

/** Everything that an answer may come from, whatever the health and the client. */
export interface Reach {
  readonly records: readonly RoutingRecord[];
  readonly endpoints: readonly Endpoint[];
  /** The health checks that may change the answer. */
  readonly checks: ReadonlySet<string>;
}

/**
 * Follows every alias and CNAME record from a name.
 *
 * @param follows - which records to consider, by default all
 */
export function reach(
  zone: Zone,
  name: string,
  type: string,
  follows: (record: RoutingRecord) => boolean = () => true,
): Reach {
  const groups = new Map<string, readonly RoutingRecord[]>();
  const endpoints: Endpoint[] = [];
  const waiting: ZoneName[] = [{ zone, name }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { zone: within, name: asked } = next;
    const key = `${within.id} ${asked}`;
    if (!groups.has(key)) {
      const records = answering(within, asked, type).filter(follows);
      groups.set(key, records);
      for (const record of records) {
        const { target } = record;
        const further = referredTo(within, record, type);
        if (further !== undefined) {
          waiting.push(further);
        } else if (target.kind !== "alias-to-record") {
          endpoints.push(...(target.kind === "values" ? target.endpoints : [target.endpoint]));
        }
      }
    }
  }
  const asked = [...groups.values()];
  return {
    records: asked.flat(),
    endpoints,
    // Where there is one record, a check has nothing to choose.
    checks: new Set(
      asked
        .filter((group) => group.length > 1)
        .flat()
        .flatMap(({ healthCheck }) => (healthCheck === undefined ? [] : withChildren(zone, healthCheck))),
    ),
  };
}

/** A check and, of a calculated one, the checks that it counts. */
export function withChildren(
  zone: Zone,
  id: string,
  seen: ReadonlySet<string> = new Set(),
): readonly string[] {
  const probe = zone.checks.get(id)?.probe;
  if (probe?.kind !== "calculated" || seen.has(id)) {
    return [id];
  }
  const known = new Set([...seen, id]);
  return [id, ...probe.children.flatMap((child) => withChildren(zone, child, known))];
}

import { type Endpoint, type RoutingRecord, recordsAt, type Zone } from "./zone";

/** Everything that an answer may come from, whatever the health and whoever asks. */
export interface Reach {
  readonly records: readonly RoutingRecord[];
  readonly endpoints: readonly Endpoint[];
  /** The health checks that may change the answer. */
  readonly checks: ReadonlySet<string>;
}

/** Follows every alias from a name. */
export function reach(zone: Zone, name: string, type: string): Reach {
  const seen = new Map<string, readonly RoutingRecord[]>();
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!seen.has(next)) {
      const records = recordsAt(zone, next, type);
      seen.set(next, records);
      for (const { target } of records) {
        if (target.kind === "alias-to-record") {
          waiting.push(target.name);
        }
      }
    }
  }
  const groups = [...seen.values()];
  const records = groups.flat();
  // Where there is one record, there is nothing for a check to choose.
  const asked = groups.filter((group) => group.length > 1).flat();
  return {
    records,
    endpoints: records.flatMap(({ target }) => {
      if (target.kind === "alias-to-record") {
        return [];
      }
      return target.kind === "values" ? target.endpoints : [target.endpoint];
    }),
    checks: new Set(
      asked.flatMap(({ healthCheck }) => (healthCheck === undefined ? [] : withChildren(zone, healthCheck))),
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

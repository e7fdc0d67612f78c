import { type Reach, type RoutingRecord, reach, type Zone } from "../../route53";

/** A name that clients request, and the records that its answer may come from. */
export interface AskedName {
  readonly name: string;
  readonly reached: readonly Reach[];
  /** The client's location or the endpoints' health decides the answer. */
  readonly chooses: boolean;
}

const ADDRESSES = ["A", "AAAA"] as const;

/** The names of a zone that clients request: those that no other name of it is an alias to. */
export function askedNames(zone: Zone): ReadonlyMap<string, AskedName> {
  const inner = new Set(
    [...zone.records.values()]
      .flat()
      .flatMap(({ name, target }) =>
        target.name === undefined || target.name === name ? [] : [target.name],
      ),
  );
  return new Map(
    [...zone.records]
      .filter(
        ([name, records]) =>
          !inner.has(name) && records.some(({ type }) => ADDRESSES.some((address) => address === type)),
      )
      .map(([name]): [string, AskedName] => {
        const reached = ADDRESSES.map((type) => reach(zone, name, type));
        const chooses = reached.some(({ records }) => records.some(({ policy }) => policy.kind !== "simple"));
        return [name, { name, reached, chooses }];
      }),
  );
}

/** Equal for two names whose clients always get the same answers, and as soon. */
export function fingerprint(zone: Zone, { reached }: AskedName): string {
  const withoutAddress = ({ address: _, ...record }: RoutingRecord) => JSON.stringify(record);
  return JSON.stringify(
    reached.map(({ records, checks }) => [
      records.map(withoutAddress).sort(),
      [...checks].sort().map((check) => zone.checks.get(check) ?? check),
    ]),
  );
}

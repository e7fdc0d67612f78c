import { type Reach, type RoutingRecord, reach, type Zone } from "../../route53";

const TYPES = ["A", "AAAA"] as const;

/** A name that clients ask for, and all that its answer may come from. */
export interface AskedName {
  readonly name: string;
  readonly reached: readonly Reach[];
  /** Who asks, or what is healthy, decides the answer. */
  readonly chooses: boolean;
}

/** The names of a zone that no other name of it leads to: those that clients ask for. */
export function askedNames(zone: Zone): ReadonlyMap<string, AskedName> {
  const led = new Set(
    [...zone.records.values()]
      .flat()
      .flatMap(({ name, target }) =>
        target.kind === "alias-to-record" && target.name !== name ? [target.name] : [],
      ),
  );
  return new Map(
    [...zone.records]
      .filter(([name, records]) => !led.has(name) && records.some(({ type }) => isAddress(type)))
      .map(([name]): [string, AskedName] => {
        const reached = TYPES.map((type) => reach(zone, name, type));
        const chooses = reached.some(({ records }) => records.some(({ policy }) => policy.kind !== "simple"));
        return [name, { name, reached, chooses }];
      }),
  );
}

function isAddress(type: string): boolean {
  return type === "A" || type === "AAAA";
}

/** Equal for two names that every client gets the same answers for, in any health and as soon. */
export function fingerprint(zone: Zone, name: AskedName): string {
  return essence(zone, name, (_, value) => value);
}

/** Equal for two names that every client gets the same answers for, sooner or later. */
export function answersFingerprint(zone: Zone, name: AskedName): string {
  return essence(zone, name, (key, value) => (TIMES.has(key) ? undefined : value));
}

/** What says how soon an answer changes, and not to what. */
const TIMES = new Set(["ttlSeconds", "intervalSeconds", "failureThreshold"]);

type Replacer = (key: string, value: unknown) => unknown;

function essence(zone: Zone, { reached }: AskedName, replacer: Replacer): string {
  const withoutAddress = ({ address: _, ...record }: RoutingRecord) => JSON.stringify(record, replacer);
  return JSON.stringify(
    reached.map(({ records, checks }) => [
      records.map(withoutAddress).sort(),
      [...checks].sort().map((check) => zone.checks.get(check) ?? check),
    ]),
    replacer,
  );
}

import {
  type Answer,
  type Evaluate,
  evaluator,
  explained,
  type Health,
  type HealthCheck,
  isMarker,
  type Observation,
  type Place,
  type Zone,
} from "../../route53";
import type { LoopbackAddresses } from "./loopback-addresses";

export interface Resolution {
  readonly zone: Zone & { readonly name: string };
  readonly outcome: Answer["outcome"];
  /** IPv4 addresses. */
  readonly addresses: readonly string[];
  readonly ttlSeconds: number;
}

/** Route 53's answers for the current health of all endpoints. */
export class HostedZones {
  private readonly zones: readonly (Zone & { readonly name: string })[];
  private readonly observed = new Map<string, Observation>();
  private evaluators = new Map<Zone, Evaluate>();

  constructor(
    zones: readonly Zone[],
    private readonly addresses: LoopbackAddresses,
  ) {
    this.zones = zones
      .filter(({ records }) => records.size > 0)
      .map((zone) => ({ ...zone, name: zone.name ?? commonParent([...zone.records.keys()]) }));
    for (const zone of this.zones) {
      for (const check of zone.checks.values()) {
        if (isMarker(check)) {
          this.observed.set(check.address, "failing");
        }
      }
    }
    this.evaluate();
  }

  /** The parts of the zones without a local address, as sentences. */
  get notes(): string[] {
    const records = this.zones.flatMap((zone) => [...zone.records.values()].flat());
    const elsewhere = records.flatMap(({ address, target, type }) =>
      type !== "A" && type !== "AAAA"
        ? []
        : target.endpoints
            .filter((endpoint) => this.addresses.ofEndpoint(endpoint) === undefined)
            .map(({ id }) => `${address}: ${id} is not available locally; the name has no address`),
    );
    return [...this.zones.flatMap(({ unread }) => unread.map(({ message }) => message)), ...elsewhere];
  }

  get checks(): readonly HealthCheck[] {
    return [...new Map(this.zones.flatMap((zone) => [...zone.checks])).values()];
  }

  /** The paths that health checks of regions request. */
  get healthCheckPaths(): ReadonlySet<string> {
    return new Set(
      this.zones.flatMap((zone) =>
        [...zone.checks.values()].flatMap((check) =>
          isMarker(check) ? [] : (zone.index.attributesOf(check.address).knownText("resource_path") ?? []),
        ),
      ),
    );
  }

  get health(): Health {
    return this.observed;
  }

  observe(check: string, healthy: boolean): void {
    if (healthy) {
      this.observed.delete(check);
    } else {
      this.observed.set(check, "failing");
    }
    this.evaluate();
  }

  /** Returns undefined for a name outside of all zones. */
  resolve(name: string, type: "A" | "AAAA", place: Place): Resolution | undefined {
    const zone = this.zoneOf(name);
    const evaluate = this.evaluatorFor(name);
    if (zone === undefined || evaluate === undefined) {
      return undefined;
    }
    const { outcome, endpoints, ttlSeconds } = evaluate({ name, type }, { place });
    return {
      zone,
      outcome,
      addresses: endpoints.flatMap((endpoint) => this.addresses.ofEndpoint(endpoint) ?? []),
      ttlSeconds: ttlSeconds ?? 0,
    };
  }

  /** The values of a name's TXT records. */
  texts(name: string, place: Place): readonly string[] {
    const evaluate = this.evaluatorFor(name);
    return evaluate?.({ name, type: "TXT" }, { place }).endpoints.map(({ id }) => id) ?? [];
  }

  /** Returns the answer with the rules behind it; undefined for a name outside of all zones. */
  explain(name: string, type: "A" | "AAAA", place: Place) {
    const evaluate = this.evaluatorFor(name);
    return evaluate === undefined ? undefined : explained(evaluate, { name, type }, { place });
  }

  /** Returns the zone of a name: the one with the longest matching name. */
  zoneOf(name: string): (Zone & { readonly name: string }) | undefined {
    const lower = name.toLowerCase().replace(/\.$/, "");
    return this.zones
      .filter((zone) => lower === zone.name || lower.endsWith(`.${zone.name}`))
      .sort((a, b) => b.name.length - a.name.length)[0];
  }

  private evaluatorFor(name: string): Evaluate | undefined {
    const zone = this.zoneOf(name);
    return zone === undefined ? undefined : this.evaluators.get(zone);
  }

  private evaluate(): void {
    this.evaluators = new Map(this.zones.map((zone) => [zone, evaluator(zone, this.observed)]));
  }
}

/** Returns the common parent of all names, for a zone whose document contains only the id. */
function commonParent(names: readonly string[]): string {
  const [first = "", ...others] = names;
  const labels = first.split(".");
  const parents = labels.map((_, index) => labels.slice(index).join("."));
  return (
    parents.find((parent) => others.every((name) => name === parent || name.endsWith(`.${parent}`))) ?? ""
  );
}

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
  readonly outcome: Answer["outcome"];
  /** IPv4 addresses. */
  readonly addresses: readonly string[];
  readonly ttlSeconds: number;
}

/** A zone, and its answers for the current health. */
interface HostedZone {
  readonly zone: Zone;
  readonly name: string;
  evaluate: Evaluate;
}

/** Route 53's answers for the current health of all endpoints. */
export class HostedZones {
  private readonly zones: readonly HostedZone[];
  private readonly observed = new Map<string, Observation>();

  constructor(
    zones: readonly Zone[],
    private readonly addresses: LoopbackAddresses,
  ) {
    for (const check of zones.flatMap((zone) => [...zone.checks.values()]).filter(isMarker)) {
      this.observed.set(check.address, "failing");
    }
    this.zones = zones
      .filter(({ records }) => records.size > 0)
      .map((zone) => ({
        zone,
        name: zone.name ?? commonParent([...zone.records.keys()]),
        evaluate: evaluator(zone, this.observed),
      }));
  }

  /** The parts of the zones without a local address, as sentences. */
  get notes(): string[] {
    const elsewhere = this.zones
      .flatMap(({ zone }) => [...zone.records.values()].flat())
      .filter(({ type }) => type === "A" || type === "AAAA")
      .flatMap(({ address, target }) =>
        target.endpoints
          .filter((endpoint) => this.addresses.ofEndpoint(endpoint) === undefined)
          .map(({ id }) => `${address}: ${id} is not available locally; the name has no address`),
      );
    return [...this.zones.flatMap(({ zone }) => zone.unread.map(({ message }) => message)), ...elsewhere];
  }

  get checks(): readonly HealthCheck[] {
    return [...new Map(this.zones.flatMap(({ zone }) => [...zone.checks])).values()];
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
    for (const one of this.zones) {
      one.evaluate = evaluator(one.zone, this.observed);
    }
  }

  /** Returns undefined for a name outside of all zones. */
  resolve(name: string, type: "A" | "AAAA", place: Place): Resolution | undefined {
    const answer = this.zoneOf(name)?.evaluate({ name, type }, { place });
    return (
      answer && {
        outcome: answer.outcome,
        addresses: answer.endpoints.flatMap((endpoint) => this.addresses.ofEndpoint(endpoint) ?? []),
        ttlSeconds: answer.ttlSeconds ?? 0,
      }
    );
  }

  /** The values of a name's TXT records. */
  texts(name: string, place: Place): readonly string[] {
    const answer = this.zoneOf(name)?.evaluate({ name, type: "TXT" }, { place });
    return answer?.endpoints.map(({ id }) => id) ?? [];
  }

  /** Returns the answer with the rules behind it; undefined for a name outside of all zones. */
  explain(name: string, type: "A" | "AAAA", place: Place) {
    const zone = this.zoneOf(name);
    return zone && explained(zone.evaluate, { name, type }, { place });
  }

  /** Returns the zone of a name: the one with the longest matching name. */
  zoneOf(name: string): HostedZone | undefined {
    const lower = name.toLowerCase().replace(/\.$/, "");
    return this.zones
      .filter((zone) => lower === zone.name || lower.endsWith(`.${zone.name}`))
      .sort((a, b) => b.name.length - a.name.length)[0];
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

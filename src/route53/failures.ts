import { hasOwnHealth } from "../aws";
import { remembered } from "../terraform";
import { type Health, type HealthCheck, isMarker, type Observation, type ProbeOf } from "./health";
import { reach, reachOfChecker, withChildren } from "./reach";
import { allRecords, type Endpoint, type RoutingRecord, referredTo, type Zone } from "./zone";

/** A site fails as a whole: an AWS region, or an endpoint whose region is not known. */
export function siteOf({ region, id }: Pick<Endpoint, "region" | "id">): string {
  return region ?? id;
}

/** Whether an endpoint fails, by itself or with its region. */
export function isFailed(
  failed: ReadonlySet<string>,
  { id, region }: Pick<Endpoint, "region" | "id">,
): boolean {
  return failed.has(id) || (region !== undefined && failed.has(region));
}

/** A health check or a load balancer, and the endpoints whose failure it observes. */
export interface Observer {
  /** None for a check that only counts other checks. */
  readonly endpoints: readonly Endpoint[];
  /** The observation after their region is gone and nothing sends data; undefined if no failure is observed. */
  readonly withoutData: Observation | undefined;
  /** For a check of an evacuation marker. The marker usually does not exist, so the check usually fails. */
  readonly marker?: {
    /** The bucket of the marker. */
    readonly at: Endpoint;
    /** The sites that are evacuated while the marker exists. */
    readonly evacuates: readonly string[];
  };
  /** Why the document does not state that these are its endpoints. */
  readonly assumption?: string;
}

export type Observers = ReadonlyMap<string, Observer>;

/** Returns the observers of a zone's document, by address. */
export function observersOf(zone: Zone): Observers {
  return remembered(known, zone, () => findObservers(zone));
}

const known = new WeakMap<Zone, Observers>();

function findObservers(zone: Zone): Observers {
  const guarded = guardedBy(zone);
  const observers = new Map<string, Observer>();
  const add = (id: string, observed: Partial<Observer>) =>
    observers.set(id, { endpoints: guarded.get(id) ?? [], withoutData: "failing", ...observed });
  for (const id of guarded.keys()) {
    add(id, { assumption: `${id} is not in this document` });
  }
  for (const check of zone.checks.values()) {
    add(check.address, observedBy(zone, check, guarded.get(check.address) ?? []));
  }
  for (const endpoint of allEndpoints(zone).filter(({ kind }) => hasOwnHealth(kind))) {
    add(endpoint.id, { endpoints: [endpoint] });
  }
  return observers;
}

/** @param users - the endpoints of the records that the check guards, which it observes by default */
function observedBy(zone: Zone, check: HealthCheck, users: readonly Endpoint[]): Partial<Observer> {
  const { address, probe } = check;
  switch (probe.kind) {
    case "endpoint": {
      const { name, endpoint } = probe.host;
      if (isMarker(check)) {
        return { endpoints: [], marker: { at: endpoint, evacuates: [...new Set(users.map(siteOf))] } };
      }
      const requested = requestedBy(zone, probe);
      const isUnread = (reachOfChecker(zone, name)?.zone.unread.length ?? 0) > 0;
      const why = isUnread ? "could not be read" : "is not in this document";
      return requested === undefined
        ? { assumption: `what ${address} requests (${name ?? endpoint.id}) ${why}` }
        : { endpoints: requested };
    }
    case "alarm": {
      const { region, isGlobal, withoutData, alarm, secondsToAlarm } = probe;
      const own = users.filter((endpoint) => isGlobal || endpoint.region === region);
      const elsewhere = region === undefined ? users : [{ id: region, kind: "other" as const, region }];
      const assumption = `the alarm ${alarm} of ${address} is not in this document`;
      return {
        endpoints: own.length > 0 ? own : elsewhere,
        withoutData,
        ...(secondsToAlarm === undefined && { assumption }),
      };
    }
    case "routing-control":
      return { assumption: `${address} fails when an operator turns ${probe.control} off` };
    case "calculated":
      return { endpoints: [] };
  }
}

function allEndpoints(zone: Zone): readonly Endpoint[] {
  return allRecords(zone).flatMap(({ target }) => target.endpoints);
}

/** Returns the endpoints of the records that each health check guards, in all zones of the document. */
function guardedBy(zone: Zone): ReadonlyMap<string, readonly Endpoint[]> {
  const guarded = new Map<string, Endpoint[]>();
  for (const within of zone.zones) {
    for (const record of allRecords(within)) {
      for (const check of withChildren(within, record.healthCheck)) {
        remembered(guarded, check, () => []).push(...endpointsBehind(within, record));
      }
    }
  }
  return guarded;
}

function endpointsBehind(zone: Zone, record: RoutingRecord): readonly Endpoint[] {
  const further = referredTo(zone, record, record.type);
  return further === undefined
    ? record.target.endpoints
    : reach(further.zone, further.name, record.type).endpoints;
}

/** Returns the endpoints that a health check reaches; undefined if the document does not state them. */
export function requestedBy(
  zone: Zone,
  { host: { name, endpoint } }: ProbeOf<"endpoint">,
): readonly Endpoint[] | undefined {
  const reached = reachOfChecker(zone, name);
  if (reached !== undefined) {
    return reached.endpoints.length > 0 || reached.zone.isComplete ? reached.endpoints : undefined;
  }
  const isKnown =
    endpoint.region !== undefined ||
    zone.index.resource(endpoint.id) !== undefined ||
    allEndpoints(zone).some(({ id }) => id === endpoint.id);
  return isKnown ? [endpoint] : undefined;
}

/**
 * Returns what is observed while these sites fail. An observer that still reaches one of its endpoints observes no
 * failure.
 *
 * @param evacuated - the sites whose markers exist
 */
export function healthWithout(
  zone: Zone,
  failed: ReadonlySet<string>,
  evacuated: ReadonlySet<string> = new Set(),
): Health {
  const health = new Map<string, Observation>();
  for (const [observer, { endpoints, withoutData, marker }] of observersOf(zone)) {
    const fails =
      marker === undefined
        ? endpoints.length > 0 && endpoints.every((one) => isFailed(failed, one))
        : isFailed(failed, marker.at) || !marker.evacuates.some((site) => evacuated.has(site));
    const isGone = endpoints.every(({ region = "" }) => failed.has(region));
    const observed = isGone ? withoutData : "failing";
    if (fails && observed !== undefined) {
      health.set(observer, observed);
    }
  }
  return health;
}

import { hasOwnHealth } from "../aws";
import { type Health, type HealthCheck, isMarker, type Observation } from "./health";
import { reach, withChildren } from "./reach";
import {
  allRecords,
  type Endpoint,
  endpointsOf,
  inPublicZone,
  type RoutingRecord,
  referredTo,
  type Zone,
} from "./zone";

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
  readonly endpoints: readonly Endpoint[];
  /** What it observes after their region is gone and nothing sends data; undefined if it observes no failure. */
  readonly withoutData: Observation | undefined;
  /** For a check of an evacuation marker, which usually does not exist: the check usually fails. */
  readonly marker?: Marker;
  /** Why the document does not state that these are its endpoints. */
  readonly assumption?: string;
}

export interface Marker {
  /** The bucket of the marker. */
  readonly at: Endpoint;
  /** The sites that are evacuated while the marker exists. */
  readonly evacuates: readonly string[];
}

export type Observers = ReadonlyMap<string, Observer>;

/** Returns the observers of a zone's document, by address. They are found once per zone. */
export function observersOf(zone: Zone): Observers {
  const observers = known.get(zone) ?? findObservers(zone);
  known.set(zone, observers);
  return observers;
}

const known = new WeakMap<Zone, Observers>();

function findObservers(zone: Zone): Observers {
  const guarded = guardedBy(zone);
  const foreign = [...guarded]
    .filter(([check]) => !zone.checks.has(check))
    .map(([check, endpoints]): [string, Observer] => [
      check,
      { endpoints, withoutData: "failing", assumption: `${check} is not in this document` },
    ]);
  const own = [...zone.checks.values()].flatMap((check): [string, Observer][] => {
    const observer = observerOf(zone, check, guarded.get(check.address) ?? []);
    return observer === undefined ? [] : [[check.address, observer]];
  });
  const balancers = allRecords(zone)
    .flatMap(endpointsOf)
    .filter(({ kind }) => hasOwnHealth(kind))
    .map((endpoint): [string, Observer] => [endpoint.id, { endpoints: [endpoint], withoutData: "failing" }]);
  return new Map([...foreign, ...own, ...balancers]);
}

/** @param users - the endpoints of the records that the check guards */
function observerOf(zone: Zone, check: HealthCheck, users: readonly Endpoint[]): Observer | undefined {
  const { address, probe } = check;
  switch (probe.kind) {
    case "endpoint": {
      if (isMarker(check)) {
        const evacuates = [...new Set(users.map(siteOf))];
        return { endpoints: [], withoutData: "failing", marker: { at: probe.host.endpoint, evacuates } };
      }
      const requested = requestedBy(zone, probe.host);
      if (requested !== undefined) {
        return { endpoints: requested, withoutData: "failing" };
      }
      const name = probe.host.name ?? probe.host.endpoint.id;
      const isUnread = (inPublicZone(zone, name)?.zone.unread.length ?? 0) > 0;
      const why = isUnread ? "could not be read" : "is not in this document";
      const assumption = `what ${address} requests (${name}) ${why}`;
      return { endpoints: users, withoutData: "failing", assumption };
    }
    case "alarm": {
      const { region, isGlobal, withoutData, alarm } = probe;
      const own = users.filter((endpoint) => isGlobal || endpoint.region === region);
      const elsewhere = region === undefined ? users : [{ id: region, kind: "other" as const, region }];
      const assumption = `the alarm ${alarm} of ${address} is not in this document`;
      return {
        endpoints: own.length > 0 ? own : elsewhere,
        withoutData,
        ...(probe.secondsToAlarm === undefined ? { assumption } : {}),
      };
    }
    case "routing-control": {
      const assumption = `${address} fails when an operator turns ${probe.control} off`;
      return { endpoints: users, withoutData: "failing", assumption };
    }
    case "calculated":
      return undefined;
  }
}

/** Returns the endpoints of the records that each health check guards, in all zones of the document. */
function guardedBy(zone: Zone): ReadonlyMap<string, readonly Endpoint[]> {
  const guarded = new Map<string, Endpoint[]>();
  for (const within of zone.document.zones) {
    for (const record of allRecords(within)) {
      for (const check of withChildren(within, record.healthCheck)) {
        guarded.set(check, [...(guarded.get(check) ?? []), ...endpointsBehind(within, record)]);
      }
    }
  }
  return guarded;
}

function endpointsBehind(zone: Zone, record: RoutingRecord): readonly Endpoint[] {
  const further = referredTo(zone, record, record.type);
  return further === undefined
    ? endpointsOf(record)
    : reach(further.zone, further.name, record.type).endpoints;
}

/** Returns the endpoints that a health check reaches; undefined if the document does not state them. */
export function requestedBy(
  zone: Zone,
  { name, endpoint }: { readonly name: string | undefined; readonly endpoint: Endpoint },
): readonly Endpoint[] | undefined {
  // Health checkers are outside of every VPC.
  const asked = name === undefined ? undefined : inPublicZone(zone, name);
  if (asked !== undefined) {
    const { endpoints } = reach(asked.zone, asked.name, "A");
    return endpoints.length > 0 || asked.zone.isComplete ? endpoints : undefined;
  }
  const isKnown =
    endpoint.region !== undefined ||
    zone.document.terraform.resources.has(endpoint.id) ||
    allRecords(zone).some(
      ({ target }) => target.kind === "values" && target.endpoints.some(({ id }) => id === endpoint.id),
    );
  return isKnown ? [endpoint] : undefined;
}

/**
 * Returns what is observed while these sites fail. An observer that still reaches one of its endpoints observes no
 * failure.
 *
 * @param evacuated - the sites whose markers exist
 */
export function healthWithout(
  failed: ReadonlySet<string>,
  observers: Observers,
  evacuated: ReadonlySet<string> = new Set(),
): Health {
  const health = new Map<string, Observation>();
  for (const [observer, { endpoints, withoutData, marker }] of observers) {
    if (marker !== undefined) {
      const isFound = marker.evacuates.some((site) => evacuated.has(site)) && !isFailed(failed, marker.at);
      if (!isFound) {
        health.set(observer, "failing");
      }
      continue;
    }
    const fails = endpoints.length > 0 && endpoints.every((one) => isFailed(failed, one));
    const isGone = endpoints.every(({ region = "" }) => failed.has(region));
    const observed = isGone ? withoutData : "failing";
    if (fails && observed !== undefined) {
      health.set(observer, observed);
    }
  }
  return health;
}

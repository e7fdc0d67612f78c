import { isMarker } from "./evacuation";
import type { Health, Observation } from "./health-check";
import { reach, withChildren } from "./reach";
import { type Endpoint, inDocument, referredTo, type Zone } from "./zone";

/** What fails as a whole: an AWS region, or an endpoint whose region is not known. */
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

/** A health check or a load balancer, and the endpoints whose failure it sees. */
export interface Observer {
  readonly endpoints: readonly Endpoint[];
  /** What it sees once their region is gone and nothing sends data; undefined: that all is well. */
  readonly withoutData: Observation | undefined;
  /** Why the document does not tell that these are its endpoints. */
  readonly assumption?: string;
  /** Of a check that finds a marker, which usually does not exist, and so fails. */
  readonly marker?: Marker;
}

export interface Marker {
  /** Where the marker is. */
  readonly at: Endpoint;
  /** The sites that are evacuated while the marker exists. */
  readonly evacuates: readonly string[];
}

export type Observers = ReadonlyMap<string, Observer>;

export function observersOf(zone: Zone): Observers {
  const observers = known.get(zone) ?? findObservers(zone);
  known.set(zone, observers);
  return observers;
}

/** A zone is asked for many names. */
const known = new WeakMap<Zone, Observers>();

function findObservers(zone: Zone): Observers {
  const observers = new Map<string, Observer>();
  const guarded = guardedBy(zone);
  for (const [check, endpoints] of guarded) {
    observers.set(check, {
      endpoints,
      withoutData: "failing",
      assumption: `${check} is not in this document`,
    });
  }
  for (const check of zone.checks.values()) {
    const { address, probe } = check;
    const users = guarded.get(address) ?? [];
    switch (probe.kind) {
      case "endpoint": {
        if (isMarker(zone, check)) {
          const evacuates = [...new Set(users.map(siteOf))];
          observers.set(address, {
            endpoints: [],
            withoutData: "failing",
            marker: { at: probe.host.endpoint, evacuates },
          });
          break;
        }
        const asked = requested(zone, probe.host);
        const name = probe.host.name ?? probe.host.endpoint.id;
        const assumption = `what ${address} requests (${name}) ${publicName(zone, name)?.zone.unread.length ? "could not be read" : "is not in this document"}`;
        observers.set(
          address,
          asked === undefined
            ? { endpoints: users, withoutData: "failing", assumption }
            : { endpoints: asked, withoutData: "failing" },
        );
        break;
      }
      case "alarm": {
        const { region, secondsToAlarm, isGlobal } = probe;
        const own = users.filter((endpoint) => isGlobal || endpoint.region === region);
        const elsewhere = region === undefined ? users : [{ id: region, kind: "other" as const, region }];
        observers.set(address, {
          endpoints: own.length > 0 ? own : elsewhere,
          withoutData: probe.withoutData,
          ...(secondsToAlarm === undefined
            ? { assumption: `the alarm ${probe.alarm} of ${address} is not in this document` }
            : {}),
        });
        break;
      }
      case "routing-control":
        observers.set(address, {
          endpoints: users,
          withoutData: "failing",
          assumption: `${address} waits for somebody to switch ${probe.control} off`,
        });
        break;
      case "calculated":
        observers.delete(address);
    }
  }
  for (const { target } of [...zone.records.values()].flat()) {
    if (target.kind === "alias-to-resource" && target.endpoint.kind === "load-balancer") {
      observers.set(target.endpoint.id, { endpoints: [target.endpoint], withoutData: "failing" });
    }
  }
  return observers;
}

/** The endpoints of the records that each health check guards, in all zones of the document. */
function guardedBy(zone: Zone): ReadonlyMap<string, readonly Endpoint[]> {
  const guarded = new Map<string, Endpoint[]>();
  for (const within of zone.document.zones) {
    for (const record of [...within.records.values()].flat()) {
      const { healthCheck, target, type } = record;
      if (healthCheck !== undefined) {
        const further = referredTo(within, record, type);
        const own =
          target.kind === "values" ? target.endpoints : "endpoint" in target ? [target.endpoint] : [];
        const endpoints = further === undefined ? own : reach(further.zone, further.name, type).endpoints;
        for (const check of withChildren(within, healthCheck)) {
          guarded.set(check, [...(guarded.get(check) ?? []), ...endpoints]);
        }
      }
    }
  }
  return guarded;
}

/** The endpoints that a health check reaches; undefined if the document does not tell. */
export function requested(
  zone: Zone,
  { name, endpoint }: { readonly name: string | undefined; readonly endpoint: Endpoint },
): readonly Endpoint[] | undefined {
  // Health checkers are outside of every VPC.
  const asked = name === undefined ? undefined : publicName(zone, name);
  if (asked !== undefined) {
    const { endpoints } = reach(asked.zone, asked.name, "A");
    return endpoints.length > 0 || asked.zone.isComplete ? endpoints : undefined;
  }
  const isKnown =
    endpoint.region !== undefined ||
    zone.document.terraform.resources.has(endpoint.id) ||
    [...zone.records.values()]
      .flat()
      .some(
        ({ target }) => target.kind === "values" && target.endpoints.some(({ id }) => id === endpoint.id),
      );
  return isKnown ? [endpoint] : undefined;
}

/** A name as the internet resolves it. */
export function publicName(zone: Zone, name: string): ReturnType<typeof inDocument> {
  const from = zone.isPrivate ? zone.document.zones.find((one) => !one.isPrivate) : zone;
  return from === undefined ? undefined : inDocument(name, from);
}

/**
 * What is observed while these sites fail: an observer that still reaches one of its endpoints sees no failure.
 *
 * @param evacuated - the sites whose markers exist
 */
export function healthWithout(
  failed: ReadonlySet<string>,
  observers: Observers,
  evacuated: ReadonlySet<string> = new Set(),
): Health {
  return new Map(
    [...observers].flatMap(([observer, { endpoints, withoutData, marker }]): [string, Observation][] => {
      if (marker !== undefined) {
        const isFound = marker.evacuates.some((site) => evacuated.has(site)) && !isFailed(failed, marker.at);
        return isFound ? [] : [[observer, "failing"]];
      }
      const isGone = endpoints.every(({ region = "" }) => failed.has(region));
      const sees = isGone ? withoutData : "failing";
      const fails = endpoints.length > 0 && endpoints.every((one) => isFailed(failed, one));
      return fails && sees !== undefined ? [[observer, sees]] : [];
    }),
  );
}

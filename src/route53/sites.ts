import type { Health } from "./health-check";
import { reach } from "./reach";
import type { Endpoint, Zone } from "./zone";

/** What fails as a whole: an AWS region; an endpoint by itself, if its region is not known. */
export function siteOf({ region, id }: Endpoint): string {
  return region ?? id;
}

/** What tells of a failure (health checks of endpoints and of alarms, load balancers), and the sites it looks at. */
export type Observers = ReadonlyMap<string, ReadonlySet<string>>;

export function observersOf(zone: Zone): Observers {
  const observers = known.get(zone) ?? findObservers(zone);
  known.set(zone, observers);
  return observers;
}

/** A zone is asked for many names. */
const known = new WeakMap<Zone, Observers>();

function findObservers(zone: Zone): Observers {
  const observers = new Map<string, ReadonlySet<string>>();
  for (const { address, probe } of zone.checks.values()) {
    if (probe.kind === "endpoint") {
      const { name, endpoint } = probe.host;
      const asked = name === undefined ? [] : reach(zone, name, "A").endpoints;
      observers.set(address, new Set((asked.length === 0 ? [endpoint] : asked).map(siteOf)));
    } else if (probe.kind === "alarm" && probe.region !== undefined) {
      observers.set(address, new Set([probe.region]));
    }
  }
  for (const { target } of [...zone.records.values()].flat()) {
    if (target.kind === "alias-to-resource" && target.endpoint.kind === "load-balancer") {
      observers.set(target.endpoint.id, new Set([siteOf(target.endpoint)]));
    }
  }
  return observers;
}

/** What is observed while these sites fail: an observer that still reaches one of its sites sees no failure. */
export function healthWithout(failed: ReadonlySet<string>, observers: Observers): Health {
  return new Map(
    [...observers]
      .filter(([, sites]) => sites.size > 0 && [...sites].every((site) => failed.has(site)))
      .map(([observer]) => [observer, "failing"]),
  );
}

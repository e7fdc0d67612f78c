import { RESOURCE_TTL_SECONDS } from "../route53";
import { groupBy } from "../terraform";
import type { ClientPlace, DataPlanes } from "./data-planes";
import { sentence } from "./markers";
import type { EvacuableRegion } from "./stack";

const POLL_SECONDS = 5;

/** The region that serves a client. */
export interface Served {
  readonly place: ClientPlace;
  /** Undefined if no region does, or if it is unknown. */
  readonly by: string | undefined;
  /** Why it is unknown. */
  readonly unknown?: string;
}

export function clientsOf(planes: DataPlanes, name: string): Promise<readonly Served[]> {
  return Promise.all(planes.places.map((place) => servedAt(planes, name, place)));
}

async function servedAt(planes: DataPlanes, name: string, place: ClientPlace): Promise<Served> {
  try {
    return { place, by: await planes.servedBy(name, place) };
  } catch (error) {
    return { place, by: undefined, unknown: sentence(error) };
  }
}

export interface Move {
  /** The name that clients request. */
  readonly name: string;
  /** The region whose markers have changed. */
  readonly region: EvacuableRegion;
  readonly clients: readonly Served[];
  /** Whether a client has moved. */
  readonly hasMoved: (by: string) => boolean;
  readonly amount: "every" | "some";
}

/**
 * Polls until the clients have moved, and shows each one that has. Each client is polled separately, so one without a
 * response does not delay the others.
 *
 * @returns whether they have moved within the region's bound
 */
export async function watch(
  planes: DataPlanes,
  say: (line: string) => void,
  { name, region, clients, hasMoved, amount }: Move,
): Promise<boolean> {
  const started = planes.now();
  const elapsed = () => planes.now() - started;
  // Answers must change early enough for resolver caches to expire within the bound.
  const bound = region.seconds - RESOURCE_TTL_SECONDS;
  let arrived = 0;
  const isEnough = () => amount === "some" && arrived > 0;
  const late = await Promise.all(
    clients.map(async ({ place }) => {
      while (!isEnough()) {
        const served = await servedAt(planes, name, place);
        if (served.by !== undefined && hasMoved(served.by)) {
          arrived += 1;
          say(`${place.name} is served by ${served.by} after ${Math.round(elapsed())} s.`);
          return [];
        }
        if (elapsed() > bound) {
          return [served];
        }
        await planes.wait(POLL_SECONDS);
      }
      return [];
    }),
  );
  const stuck = isEnough() ? [] : late.flat();
  if (stuck.length > 0) {
    say(`After ${region.seconds} s, not all clients have moved: ${grouped(stuck).join("; ")}.`);
    return false;
  }
  say(
    clients.length === 0
      ? `No checked client was routed to ${region.region}.`
      : `Route 53's answers have changed. Earlier answers expire in resolvers within ${RESOURCE_TTL_SECONDS} s.`,
  );
  return true;
}

function grouped(clients: readonly Served[]): readonly string[] {
  return [...groupBy(clients, fateOf)].map(
    ([fate, group]) => `${fate} (${group.map(({ place }) => place.name).join(", ")})`,
  );
}

function fateOf({ by, unknown }: Served): string {
  if (unknown !== undefined) {
    return `unknown, because ${unknown}`;
  }
  return by === undefined ? "served by no region" : `served by ${by}`;
}

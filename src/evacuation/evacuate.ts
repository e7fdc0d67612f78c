import { setTimeout as sleep } from "node:timers/promises";
import { type Evacuated, type EvacuationMarker, markerText, readMarker } from "../route53";
import type { ClientPlace, DataPlanes } from "./data-planes";
import { CACHE_SECONDS, type EvacuableRegion, type EvacuableStack, EvacuationError } from "./stack";

const POLL_SECONDS = 5;
const READ_MS = 3000;

export interface EvacuationProps {
  readonly stack: EvacuableStack;
  readonly planes: DataPlanes;
  readonly say: (line: string) => void;
}

/** The markers of a region. */
interface MarkerState {
  /** Undefined if no readable bucket contains a marker. */
  readonly evacuated: Evacuated | undefined;
  readonly present: readonly EvacuationMarker[];
  readonly missing: readonly EvacuationMarker[];
  readonly unreadable: readonly { readonly marker: EvacuationMarker; readonly why: string }[];
}

/**
 * Moves a region's users to its stand-ins and shows the progress. A region that is already evacuated stays evacuated,
 * with its first reason.
 *
 * @returns whether every checked client has moved within the bound
 * @throws EvacuationError if nothing was changed
 */
export async function evacuate(
  { stack, planes, say }: EvacuationProps,
  name: string,
  by: Omit<Evacuated, "at">,
): Promise<boolean> {
  const region = regionOf(stack, name);
  const states = new Map(
    await Promise.all(stack.regions.map(async (one) => [one.region, await markersOf(planes, one)] as const)),
  );
  const before = states.get(name);
  if (before === undefined || region.markers.length === 0) {
    throw new EvacuationError(`${name} cannot be evacuated: ${whyNot(region)}`);
  }
  const standIns = await Promise.all(
    region.standIns.map(async (standIn) => {
      const other = regionOf(stack, standIn);
      const evacuated = states.get(standIn)?.evacuated;
      const healthy = await planes.isHealthy(other.healthName).catch(() => undefined);
      return { ...other, serves: evacuated === undefined && healthy !== false, evacuated, healthy };
    }),
  );
  const serving = standIns.filter(({ serves }) => serves);
  if (serving.length === 0) {
    const why = standIns.map(
      ({ region: standIn, evacuated }) =>
        `${standIn} ${evacuated === undefined ? "fails its health check" : "is evacuated"}`,
    );
    throw new EvacuationError(`${name} is the last serving region for its users: ${why.join(", ")}`);
  }
  for (const line of capacityWarnings(region, serving)) {
    say(`Warning: ${line}`);
  }
  if (before.evacuated !== undefined) {
    say(`${name} is already evacuated: ${described(before.evacuated)}.`);
  }
  const left = await clientsOf(planes, stack.name);
  const text = markerText(name, before.evacuated ?? { ...by, at: new Date().toISOString() });
  const writable = [...before.missing, ...before.unreadable.map(({ marker }) => marker)];
  const failures = await eachMarker(writable, (marker) => planes.writeMarker(marker, text));
  for (const { marker, why } of failures) {
    say(`Warning: no marker in ${marker.region}: ${why}`);
  }
  if (before.present.length === 0 && failures.length === writable.length) {
    throw new EvacuationError(`${name} is not evacuated: no marker could be written`);
  }
  say(`${name} is marked as evacuated. Its users leave within ${region.seconds} s.`);
  return watch(
    { stack, planes, say },
    region,
    left.filter(({ by: served }) => served === name || served === undefined),
    (served) => served !== undefined && served !== name,
  );
}

/**
 * Ends an evacuation, once the region is healthy and its replica has caught up.
 *
 * @param unchecked - brings the users back without the checks
 */
export async function bringBack(
  { stack, planes, say }: EvacuationProps,
  name: string,
  unchecked: boolean,
): Promise<boolean> {
  const region = regionOf(stack, name);
  const before = await markersOf(planes, region);
  if (before.present.length === 0 && before.unreadable.length === 0) {
    say(`${name} is not evacuated.`);
    return true;
  }
  const reasons = unchecked ? [] : await whyNotBack({ stack, planes, say }, region);
  if (reasons.length > 0) {
    throw new EvacuationError(
      `${name} stays evacuated: ${reasons.join("; ")}. --unchecked brings its users back anyway`,
    );
  }
  const markers = [...before.present, ...before.unreadable.map(({ marker }) => marker)];
  const failures = await eachMarker(markers, (marker) => planes.deleteMarker(marker));
  if (failures.length > 0) {
    const where = failures.map(({ marker, why }) => `${marker.region}: ${why}`);
    throw new EvacuationError(`${name} may still be evacuated; no marker was deleted in ${where.join("; ")}`);
  }
  say(`${name} is no longer marked as evacuated. Its users return within ${region.seconds} s.`);
  const home = await clientsOf(planes, stack.name);
  // Some clients may be nearer to another region, so one returning client is enough.
  return watch({ stack, planes, say }, region, home, (served) => served === name, "some");
}

/** Returns one line per region. */
export async function status({ stack, planes }: EvacuationProps): Promise<readonly string[]> {
  const clients = await clientsOf(planes, stack.name);
  const lines = stack.regions.map(async (region) => {
    const [markers, healthy] = await Promise.all([
      markersOf(planes, region),
      planes.isHealthy(region.healthName).catch(() => undefined),
    ]);
    const served = clients.filter(({ by }) => by === region.region).map(({ place }) => place.name);
    const health = healthy === undefined ? "health unknown" : healthy ? "healthy" : "unhealthy";
    const evacuated =
      region.markers.length === 0
        ? `cannot be evacuated: ${whyNot(region)}`
        : markers.evacuated === undefined
          ? "not evacuated"
          : `evacuated: ${described(markers.evacuated)}`;
    const unreadable = markers.unreadable.map(
      ({ marker, why }) => `no response from ${marker.region}: ${why}`,
    );
    const answers = served.length === 0 ? "serves none of the clients" : `serves ${served.join(", ")}`;
    return `${region.region}: ${[health, evacuated, ...unreadable, answers].join("; ")}`;
  });
  return Promise.all(lines);
}

/** The evacuated regions, and the markers that could not be read, a sentence each. */
export async function evacuations(
  { regions }: EvacuableStack,
  planes: Pick<DataPlanes, "readMarker">,
): Promise<{ readonly evacuated: readonly string[]; readonly unknown: readonly string[] }> {
  const states = await Promise.all(
    regions.map(async (region) => ({ ...(await markersOf(planes, region)), region: region.region })),
  );
  return {
    evacuated: states.flatMap(({ region, evacuated }) =>
      evacuated === undefined ? [] : [`${region}: ${described(evacuated)}`],
    ),
    unknown: states.flatMap(({ region, unreadable }) =>
      unreadable.map(({ marker, why }) => `${region}'s marker in ${marker.region} was not read: ${why}`),
    ),
  };
}

/** Returns why a region cannot be evacuated. */
function whyNot({ standIns }: EvacuableRegion): string {
  return standIns.length === 0
    ? "no region may stand in for it"
    : "its records check no marker (evacuation is off in the configuration, or not yet deployed)";
}

function regionOf({ regions }: EvacuableStack, name: string): EvacuableRegion {
  const region = regions.find((one) => one.region === name);
  if (region === undefined) {
    const known = regions.map((one) => one.region).join(", ");
    throw new EvacuationError(`"${name}" is not a serving region of the stack (${known})`);
  }
  return region;
}

async function markersOf(
  planes: Pick<DataPlanes, "readMarker">,
  { markers }: EvacuableRegion,
): Promise<MarkerState> {
  const read = await Promise.all(
    markers.map(async (marker) => {
      try {
        const object = await soon(planes.readMarker(marker));
        return { marker, evacuated: object === undefined ? undefined : readMarker(marker, object) };
      } catch (error) {
        return { marker, why: sentence(error) };
      }
    }),
  );
  const readable = read.flatMap((one) => ("why" in one ? [] : [one]));
  return {
    evacuated: readable.find(({ evacuated }) => evacuated !== undefined)?.evacuated,
    present: readable.filter(({ evacuated }) => evacuated !== undefined).map(({ marker }) => marker),
    missing: readable.filter(({ evacuated }) => evacuated === undefined).map(({ marker }) => marker),
    unreadable: read.flatMap((one) =>
      "why" in one && one.why !== undefined ? [{ marker: one.marker, why: one.why }] : [],
    ),
  };
}

/**
 * A stand-in's own marker may be in the evacuated region. While that region does not respond, health checkers cannot
 * find the marker either, so the command does not wait for it.
 */
async function soon<T>(reading: Promise<T>): Promise<T> {
  const signal = new AbortController();
  const late = sleep(READ_MS, undefined, { signal: signal.signal }).then(() => {
    throw new Error(`no response within ${READ_MS / 1000} s`);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    signal.abort();
    late.catch(() => {});
  }
}

async function eachMarker(
  markers: readonly EvacuationMarker[],
  change: (marker: EvacuationMarker) => Promise<void>,
): Promise<readonly { readonly marker: EvacuationMarker; readonly why: string }[]> {
  const results = await Promise.all(
    markers.map(async (marker) => {
      try {
        await change(marker);
        return [];
      } catch (error) {
        return [{ marker, why: sentence(error) }];
      }
    }),
  );
  return results.flat();
}

/** Returns warnings about the stand-ins' limits, which now apply to the users of all of these regions. */
function capacityWarnings(region: EvacuableRegion, serving: readonly EvacuableRegion[]): readonly string[] {
  const names = serving.map((one) => one.region).join(" and ");
  const kinds = [
    ["throttle", "requests per second per method", "Requests above the limit get 429"],
    ["quota", "requests per client per day", "Clients above the limit get 429"],
    ["concurrency", "concurrent executions", "Requests above the limit fail"],
  ] as const;
  return kinds.flatMap(([kind, unit, effect]) => {
    const own = region.limits[kind];
    const others = serving.map(({ limits }) => limits[kind]);
    if (own === undefined || others.some((limit) => limit === undefined)) {
      return [];
    }
    const after = others.reduce<number>((sum, limit) => sum + (limit ?? 0), 0);
    return [
      `${names} allow${serving.length === 1 ? "s" : ""} ${after} ${unit}; with ${region.region}, users had ${after + own}. ${effect}`,
    ];
  });
}

/** Returns why users should not return yet. */
async function whyNotBack(
  { stack, planes, say }: EvacuationProps,
  region: EvacuableRegion,
): Promise<readonly string[]> {
  const healthy = await planes.isHealthy(region.healthName).catch(() => undefined);
  const health =
    healthy === true
      ? []
      : [healthy === false ? "Route 53 considers it unhealthy" : "no name server returned its health"];
  const behind = await Promise.all(
    stack.replication
      .filter(({ receiver }) => receiver === region.region)
      .map(async (metric) => {
        try {
          const latency = await planes.replicationLatency(metric);
          if (latency === undefined) {
            return [
              `no writes were replicated from ${metric.region} for hours, so it is unknown whether the replica has caught up`,
            ];
          }
          say(`Replication from ${metric.region} takes ${Math.round(latency)} ms.`);
          return latency <= metric.slow
            ? []
            : [
                `replication from ${metric.region} takes ${Math.round(latency)} ms; its alarm's limit is ${metric.slow} ms`,
              ];
        } catch (error) {
          return [`the replication from ${metric.region} is not known: ${sentence(error)}`];
        }
      }),
  );
  return [...health, ...behind.flat()];
}

interface Served {
  readonly place: ClientPlace;
  readonly by: string | undefined;
}

function clientsOf(planes: DataPlanes, name: string): Promise<readonly Served[]> {
  return Promise.all(
    planes.places.map(async (place) => ({
      place,
      by: await planes.servedBy(name, place).catch(() => undefined),
    })),
  );
}

/**
 * Polls until the clients are served as expected. Each client is polled separately, so one without a response does not
 * delay the others.
 */
async function watch(
  { stack, planes, say }: EvacuationProps,
  region: EvacuableRegion,
  clients: readonly Served[],
  isExpected: (by: string | undefined) => boolean,
  amount: "every" | "some" = "every",
): Promise<boolean> {
  const started = planes.now();
  const elapsed = () => planes.now() - started;
  // Answers must change early enough for resolver caches to expire within the bound.
  const bound = region.seconds - CACHE_SECONDS;
  let arrived = 0;
  const late = await Promise.all(
    clients.map(async ({ place }) => {
      while (amount === "every" || arrived === 0) {
        const by = await planes.servedBy(stack.name, place).catch(() => undefined);
        if (isExpected(by)) {
          arrived += 1;
          say(`${place.name} is served by ${by} after ${Math.round(elapsed())} s.`);
          return [];
        }
        if (elapsed() > bound) {
          return [place.name];
        }
        await planes.wait(POLL_SECONDS);
      }
      return [];
    }),
  );
  const places = late.flat();
  if (places.length > 0 && (amount === "every" || arrived === 0)) {
    const are = places.length === 1 ? "is" : "are";
    say(`After ${region.seconds} s, ${places.join(", ")} ${are} not served as expected.`);
    return false;
  }
  say(`Route 53's answers have changed. Earlier answers expire in resolvers within ${CACHE_SECONDS} s.`);
  return true;
}

function described({ by, at, reason }: Evacuated): string {
  return `by ${by} at ${at}, because ${JSON.stringify(reason)}`;
}

function sentence(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line === "" && error instanceof Error ? error.name : line;
}

import { type Evacuated, markerText } from "../route53";
import { capacityWarnings } from "./capacity";
import { clientsOf, watch } from "./clients";
import type { DataPlanes } from "./data-planes";
import { described, eachMarker, type MarkerState, markersOf } from "./markers";
import { whyNotReady } from "./readiness";
import { type EvacuableRegion, type EvacuableStack, EvacuationError } from "./stack";

export interface EvacuationProps {
  readonly stack: EvacuableStack;
  readonly planes: DataPlanes;
  readonly say: (line: string) => void;
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
  if (region.markers.length === 0) {
    throw new EvacuationError(`${name} cannot be evacuated: ${whyNot(region)}`);
  }
  const [before, serving, clients] = await Promise.all([
    markersOf(planes, region),
    servingStandIns(stack, planes, region),
    clientsOf(planes, stack.name),
  ]);
  for (const line of capacityWarnings(region, serving)) {
    say(`Warning: ${line}`);
  }
  if (before.evacuated !== undefined) {
    say(`${name} is already evacuated: ${described(before.evacuated)}.`);
  }
  const text = markerText(name, before.evacuated ?? { ...by, at: new Date().toISOString() });
  const writable = [...before.missing, ...before.unreadable.map(({ marker }) => marker)];
  const failures = await eachMarker(writable, (marker) => planes.writeMarker(marker, text));
  if (before.present.length === 0 && failures.length === writable.length) {
    const where = failures.map(({ marker, why }) => `${marker.region}: ${why}`);
    throw new EvacuationError(`${name} is not evacuated: no marker could be written (${where.join("; ")})`);
  }
  for (const { marker, why } of failures) {
    say(`Warning: no marker in ${marker.region}: ${why}`);
  }
  say(`${name} is marked as evacuated. Its users leave within ${region.seconds} s.`);
  return watch(planes, say, {
    name: stack.name,
    region,
    clients: clients.filter(({ by: served }) => served === name || served === undefined),
    hasMoved: (served) => served !== name,
    amount: "every",
  });
}

/** @throws EvacuationError if no stand-in can serve */
async function servingStandIns(
  stack: EvacuableStack,
  planes: DataPlanes,
  { region, standIns }: EvacuableRegion,
): Promise<readonly EvacuableRegion[]> {
  const others = await Promise.all(
    standIns.map(async (name) => {
      const standIn = regionOf(stack, name);
      const [{ evacuated }, healthy] = await Promise.all([
        markersOf(planes, standIn),
        planes.isHealthy(standIn.healthName).catch(() => undefined),
      ]);
      const why =
        evacuated !== undefined ? "is evacuated" : healthy === false ? "fails its health check" : undefined;
      return { standIn, why };
    }),
  );
  const serving = others.filter(({ why }) => why === undefined).map(({ standIn }) => standIn);
  if (serving.length === 0) {
    const reasons = others.map(({ standIn, why }) => `${standIn.region} ${why}`);
    throw new EvacuationError(`${region} is the last serving region for its users: ${reasons.join(", ")}`);
  }
  return serving;
}

/**
 * Ends an evacuation, once the region is healthy and its replica has caught up.
 *
 * @param unchecked - brings the users back without the checks
 * @returns whether no marker is left, and the users have returned within the bound
 * @throws EvacuationError if nothing was changed
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
  const reasons = unchecked ? [] : await whyNotReady(planes, say, region, stack);
  if (reasons.length > 0) {
    throw new EvacuationError(
      `${name} stays evacuated: ${reasons.join("; ")}. --unchecked brings its users back anyway`,
    );
  }
  const markers = [...before.present, ...before.unreadable.map(({ marker }) => marker)];
  const failures = await eachMarker(markers, (marker) => planes.deleteMarker(marker));
  if (failures.length === markers.length) {
    const where = failures.map(({ marker, why }) => `${marker.region}: ${why}`);
    throw new EvacuationError(`${name} may still be evacuated: no marker was deleted (${where.join("; ")})`);
  }
  for (const { marker, why } of failures) {
    say(
      `Warning: the marker in ${marker.region} was not deleted: ${why}. While it is readable there, ${name} is evacuated. Repeat --undo.`,
    );
  }
  if (failures.length === 0) {
    say(`${name} is no longer marked as evacuated. Its users return within ${region.seconds} s.`);
  }
  const haveReturned = await watch(planes, say, {
    name: stack.name,
    region,
    clients: await clientsOf(planes, stack.name),
    hasMoved: (served) => served === name,
    // Some clients may be nearer to another region, so one returning client is enough.
    amount: "some",
  });
  return haveReturned && failures.length === 0;
}

/** Returns one line per region. */
export async function status({ stack, planes }: EvacuationProps): Promise<readonly string[]> {
  const clients = await clientsOf(planes, stack.name);
  const areUnknown = clients.every(({ unknown }) => unknown !== undefined);
  const lines = stack.regions.map(async (region) => {
    const [markers, healthy] = await Promise.all([
      markersOf(planes, region),
      planes.isHealthy(region.healthName).catch(() => undefined),
    ]);
    const served = clients.filter(({ by }) => by === region.region).map(({ place }) => place.name);
    const serves = served.length === 0 ? "serves none of the clients" : `serves ${served.join(", ")}`;
    return `${region.region}: ${[
      healthy === undefined ? "health unknown" : healthy ? "healthy" : "unhealthy",
      evacuationOf(region, markers),
      ...markers.unreadable.map(({ marker, why }) => `no marker was read in ${marker.region}: ${why}`),
      areUnknown ? "clients unknown" : serves,
    ].join("; ")}`;
  });
  return Promise.all(lines);
}

function evacuationOf(region: EvacuableRegion, { evacuated, unreadable }: MarkerState): string {
  if (region.markers.length === 0) {
    return `cannot be evacuated: ${whyNot(region)}`;
  }
  if (evacuated !== undefined) {
    return `evacuated: ${described(evacuated)}`;
  }
  return unreadable.length > 0 ? "evacuation unknown" : "not evacuated";
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

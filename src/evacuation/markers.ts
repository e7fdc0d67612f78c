import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchServiceException } from "@aws-sdk/client-cloudwatch";
import { S3ServiceException } from "@aws-sdk/client-s3";
import { type Evacuated, type EvacuationMarker, readMarker } from "../route53";
import type { DataPlanes } from "./data-planes";
import type { EvacuableRegion, EvacuableStack } from "./stack";

const READ_MS = 3000;

/** A marker that could not be read, written or deleted. */
export interface MarkerFailure {
  readonly marker: EvacuationMarker;
  readonly why: string;
}

/** The markers of a region. */
export interface MarkerState {
  /** Undefined if no readable bucket contains a marker. */
  readonly evacuated: Evacuated | undefined;
  readonly present: readonly EvacuationMarker[];
  readonly missing: readonly EvacuationMarker[];
  readonly unreadable: readonly MarkerFailure[];
}

export async function markersOf(
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

/** Changes every marker, and returns the failures. */
export async function eachMarker(
  markers: readonly EvacuationMarker[],
  change: (marker: EvacuationMarker) => Promise<void>,
): Promise<readonly MarkerFailure[]> {
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

export function described({ by, at, reason }: Evacuated): string {
  return `by ${by} at ${at}, because ${JSON.stringify(reason)}`;
}

/** The SDK's message for a response without a body. */
const NO_MESSAGE = "UnknownError";

/** Returns an error in one line. */
export function sentence(error: unknown): string {
  const isResponse = error instanceof S3ServiceException || error instanceof CloudWatchServiceException;
  if (isResponse && error.message === NO_MESSAGE) {
    return `HTTP ${error.$metadata.httpStatusCode}`;
  }
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line === "" && error instanceof Error ? error.name : line;
}

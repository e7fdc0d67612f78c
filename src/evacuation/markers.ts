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
        const evacuated = object === undefined ? undefined : readMarker(marker, object);
        return { marker, evacuated, why: undefined };
      } catch (error) {
        return { marker, evacuated: undefined, why: sentence(error) };
      }
    }),
  );
  const present = read.filter(({ evacuated }) => evacuated !== undefined);
  const missing = read.filter(({ evacuated, why }) => evacuated === undefined && why === undefined);
  return {
    evacuated: present[0]?.evacuated,
    present: present.map(({ marker }) => marker),
    missing: missing.map(({ marker }) => marker),
    unreadable: read.flatMap(({ marker, why }) => (why === undefined ? [] : [{ marker, why }])),
  };
}

/**
 * A stand-in's own marker may be in the evacuated region. While that region does not respond, health checkers cannot
 * find the marker either, so the command does not wait for it.
 */
function soon<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no response within ${READ_MS / 1000} s`)), READ_MS);
  });
  return Promise.race([reading, late]).finally(() => clearTimeout(timer));
}

/** Changes every marker, and returns the failures. */
export async function eachMarker(
  markers: readonly EvacuationMarker[],
  change: (marker: EvacuationMarker) => Promise<void>,
): Promise<readonly MarkerFailure[]> {
  const results = await Promise.all(
    markers.map((marker) =>
      change(marker).then(
        () => [],
        (error: unknown) => [{ marker, why: sentence(error) }],
      ),
    ),
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

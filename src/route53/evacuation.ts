import { isObject, type Json, parseJson } from "../terraform";
import { RESOURCE_TTL_SECONDS } from "./evaluate";
import { observersOf } from "./failures";
import type { Zone } from "./zone";

/** An object in S3 that takes a region out of service while it exists. */
export interface EvacuationMarker {
  /** The address of the health check that looks for it. */
  readonly check: string;
  /** The region that is evacuated. */
  readonly evacuates: string;
  /** The region of the bucket. */
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
  /** What the object must contain; empty: anything. */
  readonly text: string;
  /** Until every checker has seen a change: interval × threshold. */
  readonly seconds: number;
}

/** The markers that the health checks of a zone look for; those whose place the document does not tell are left out. */
export function evacuationMarkers(zone: Zone): readonly EvacuationMarker[] {
  const { resources } = zone.document.terraform;
  return [...observersOf(zone)].flatMap(([check, { marker }]) => {
    const probe = zone.checks.get(check)?.probe;
    const attributes = resources.get(check)?.attributes;
    const bucket = marker && bucketOf(zone, marker.at.id);
    if (probe?.kind !== "endpoint" || marker?.at.region === undefined || bucket === undefined) {
      return [];
    }
    const { region } = marker.at;
    return marker.evacuates.map((evacuates) => ({
      check,
      evacuates,
      region,
      bucket,
      key: (attributes?.knownText("resource_path") ?? "/").replace(/^\//, ""),
      text: attributes?.knownText("search_string") ?? "",
      seconds: probe.intervalSeconds * probe.failureThreshold,
    }));
  });
}

function bucketOf({ document }: Zone, id: string): string | undefined {
  return (
    document.terraform.resources.get(id)?.attributes.knownText("bucket") ??
    /^([a-z0-9.-]+)\.s3[.-]/.exec(id)?.[1]
  );
}

/**
 * What evacuating or returning may take beyond the figures of checks and records: the request that writes the marker,
 * a checker's own request, and Route 53's spreading of a check's new status.
 */
export const EVACUATION_ALLOWANCE_SECONDS = 10;

/** The seconds within which users have left an evacuated region; undefined if it cannot be evacuated. */
export function evacuationSeconds(markers: readonly EvacuationMarker[], region: string): number | undefined {
  const own = markers.filter(({ evacuates }) => evacuates === region).map(({ seconds }) => seconds);
  // The first marker that is seen decides; in the worst case only the slowest bucket can be written.
  return own.length === 0
    ? undefined
    : Math.max(...own) + RESOURCE_TTL_SECONDS + EVACUATION_ALLOWANCE_SECONDS;
}

/** Who evacuated a region, when and why. */
export interface Evacuated {
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

/** Returns the text of a marker: what its health check searches for comes first. */
export function markerText(region: string, { by, at, reason }: Evacuated): string {
  return JSON.stringify({ evacuated: region, at, by, reason });
}

/** Reads a marker; undefined for an object that a health check does not take for one. */
export function readMarker({ text }: EvacuationMarker, object: string): Evacuated | undefined {
  if (!object.slice(0, SEARCHED_CHARACTERS).includes(text)) {
    return undefined;
  }
  const json = jsonOf(object);
  const field = (name: string) => {
    const value = isObject(json) ? json[name] : undefined;
    return typeof value === "string" ? value : "unknown";
  };
  return { by: field("by"), at: field("at"), reason: field("reason") };
}

/** An object that a person wrote by hand evacuates the region, whatever else it contains. */
function jsonOf(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
const SEARCHED_CHARACTERS = 5120;

import { isObject, jsonIn } from "../terraform";
import { observersOf } from "./failures";
import { RESOURCE_TTL_SECONDS, type Zone } from "./zone";

/** An object in S3 that takes a region out of service while it exists. */
export interface EvacuationMarker {
  /** The address of the health check that requests it. */
  readonly check: string;
  /** The region that is evacuated. */
  readonly evacuates: string;
  /** The region of the bucket. */
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
  /** The text that the object must contain; empty if any object evacuates. */
  readonly text: string;
  /** The health check uses HTTPS. */
  readonly isEncrypted: boolean;
  /** The seconds until every checker has noticed a change: interval × threshold. */
  readonly seconds: number;
}

/** Returns the markers that the health checks of a zone request, except those whose bucket the document does not state. */
export function evacuationMarkers(zone: Zone): readonly EvacuationMarker[] {
  const { index } = zone;
  return [...observersOf(zone)].flatMap(([check, { marker }]) => {
    const probe = zone.checks.get(check)?.probe;
    const attributes = index.attributesOf(check);
    const { id = "", region } = marker?.at ?? {};
    const bucket = index.attributesOf(id).knownText("bucket") ?? /^([a-z0-9.-]+)\.s3[.-]/.exec(id)?.[1];
    if (probe?.kind !== "endpoint" || marker === undefined || region === undefined || bucket === undefined) {
      return [];
    }
    return marker.evacuates.map((evacuates) => ({
      check,
      evacuates,
      region,
      bucket,
      key: (attributes.knownText("resource_path") ?? "/").replace(/^\//, ""),
      text: attributes.knownText("search_string") ?? "",
      isEncrypted: probe.protocol === "HTTPS",
      seconds: probe.intervalSeconds * probe.failureThreshold,
    }));
  });
}

/** How long it takes until users have left an evacuated region. */
export interface EvacuationFigures {
  readonly region: string;
  /** The regions whose buckets contain its markers. */
  readonly markedIn: readonly string[];
  readonly checkSeconds: number;
  readonly ttlSeconds: number;
  /** The request that writes the marker, a checker's own request, and propagation within Route 53. */
  readonly allowanceSeconds: number;
  readonly seconds: number;
}

/** Returns the figures of a region; undefined if it has no marker. */
export function evacuationFigures(
  markers: readonly EvacuationMarker[],
  region: string,
): EvacuationFigures | undefined {
  const own = markers.filter(({ evacuates }) => evacuates === region);
  if (own.length === 0) {
    return undefined;
  }
  // Any one marker evacuates the region. In the worst case, only the bucket with the slowest check accepts writes.
  const checkSeconds = Math.max(...own.map(({ seconds }) => seconds));
  const [ttlSeconds, allowanceSeconds] = [RESOURCE_TTL_SECONDS, 10];
  const seconds = checkSeconds + ttlSeconds + allowanceSeconds;
  const markedIn = own.map((marker) => marker.region);
  return { region, markedIn, checkSeconds, ttlSeconds, allowanceSeconds, seconds };
}

/** The person who evacuated a region, the time, and the reason. */
export interface Evacuated {
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

/** Returns the text of a marker. It starts with the text that the health check searches for. */
export function markerText(region: string, { by, at, reason }: Evacuated): string {
  return JSON.stringify({ evacuated: region, at, by, reason });
}

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
const SEARCHED_CHARACTERS = 5120;

/** Reads a marker; undefined for an object that does not evacuate a region. */
export function readMarker({ text }: EvacuationMarker, object: string): Evacuated | undefined {
  if (!object.slice(0, SEARCHED_CHARACTERS).includes(text)) {
    return undefined;
  }
  // An object that a person wrote by hand evacuates the region, whatever else it contains.
  const json = jsonIn(object);
  const field = (name: string) => {
    const value = isObject(json) ? json[name] : undefined;
    return typeof value === "string" ? value : "unknown";
  };
  return { by: field("by"), at: field("at"), reason: field("reason") };
}

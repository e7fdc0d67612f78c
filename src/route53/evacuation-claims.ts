import { whyUnreadable } from "./checker-access";
import {
  type EvacuationFigures,
  type EvacuationMarker,
  evacuationFigures,
  evacuationMarkers,
  markerText,
  readMarker,
} from "./evacuation";
import { regionsAt, type Simulation, situation } from "./simulate";
import type { AllowedRegions } from "./stated-rules";
import type { Zone } from "./zone";

/** With more regions, the larger sets of failures are tried only if they leave up to two regions. */
const MOST_REGIONS_EXHAUSTIVELY = 5;

/** The seconds within which users must have left. */
const PROMISED_SECONDS = 100;

type Claim = "evacuable" | "evacuated" | "unforced" | "evacuation";

export interface EvacuationCases {
  readonly figures: readonly EvacuationFigures[];
  /** The cases that break each claim, in a sentence each. */
  readonly broken: readonly (readonly [Claim, readonly string[]])[];
}

/**
 * Simulates the evacuation of every region of a name. Undefined if no health check requests a marker.
 *
 * @param moved - the cases in which the users of a healthy region are sent elsewhere although no one evacuated it
 */
export function evacuationCases(
  simulation: Simulation,
  allowed: AllowedRegions,
  moved: readonly string[],
): EvacuationCases | undefined {
  const { zone, checks } = simulation.reached;
  const markers = evacuationMarkers(zone).filter(({ check }) => checks.has(check));
  if (markers.length === 0) {
    return undefined;
  }
  const evacuable = simulation.regions.filter((region) =>
    simulation.clients.some(
      ({ place }) =>
        allowed.home(place) === region && allowed.allowed(place).some((other) => other !== region),
    ),
  );
  const figures = evacuable.flatMap((region) => evacuationFigures(markers, region) ?? []);
  const matchingAll = markers
    .filter(({ text }) => text === "")
    .map(({ check }) => `${check}: any answer of S3, such as a redirect, evacuates; match a text`);
  const slow = figures
    .filter(({ seconds }) => seconds > PROMISED_SECONDS)
    .map(({ region, seconds }) => `${region}: ${seconds} s instead of ${PROMISED_SECONDS} s`);
  return {
    figures,
    broken: [
      ["evacuable", evacuable.flatMap((region) => whyNotEvacuable(zone, markers, region))],
      ["evacuated", evacuable.flatMap((region) => notLeft(simulation, allowed, markers, region))],
      ["unforced", [...matchingAll, ...moved]],
      ["evacuation", slow],
    ],
  };
}

function whyNotEvacuable(
  zone: Zone,
  markers: readonly EvacuationMarker[],
  region: string,
): readonly string[] {
  const own = markers.filter(({ evacuates }) => evacuates === region);
  const others = markers.filter(({ evacuates }) => evacuates !== region);
  const causes = own.flatMap((marker) => {
    const { check, bucket, key } = marker;
    const isShared = others.some((one) => one.check === check || (one.bucket === bucket && one.key === key));
    const written = markerText(region, { by: "", at: "", reason: "" });
    return [
      marker.region === region && `the marker of ${check} is in ${region} itself`,
      isShared && `the marker of ${check} evacuates other regions, too`,
      key === "" && `${check} requests no object`,
      readMarker(marker, written) === undefined && `${check} does not match the marker of ${region}`,
      whyUnreadable(zone.index, marker),
    ].filter((cause) => typeof cause === "string");
  });
  return [...(own.length === 0 ? ["no health check of its records requests a marker"] : []), ...causes].map(
    (cause) => `${region}: ${cause}`,
  );
}

/** The cases in which users are sent to an evacuated region, or are not although nothing else answers. */
function notLeft(
  simulation: Simulation,
  { home, allowed }: AllowedRegions,
  markers: readonly EvacuationMarker[],
  region: string,
): readonly string[] {
  const { regions } = simulation;
  const isTried = ({ size }: ReadonlySet<string>) =>
    regions.length <= MOST_REGIONS_EXHAUSTIVELY || size <= 2 || size >= regions.length - 2;
  const failures = simulation.failures.filter(
    (failed) => isTried(failed) && [...failed].every((site) => regions.includes(site)),
  );
  return failures.flatMap((failed) => {
    const isMarked = markers.some((one) => one.evacuates === region && !failed.has(one.region));
    const isFailing = failed.has(region);
    return simulation.during(failed, new Set([region])).flatMap((outcome) => {
      const { place, sites } = outcome;
      const others = allowed(place).filter((one) => one !== region && !failed.has(one));
      const mustLeave = others.length > 0 && (isMarked || isFailing);
      const mustServe = others.length === 0 && !isFailing && home(place) === region;
      const to = regionsAt(simulation, sites);
      const isSent = to.includes(region);
      return (isSent && mustLeave) || (!isSent && mustServe)
        ? [
            `${region} evacuated; ${situation(outcome)}: is sent to ${to.join(", ") || "nothing"} instead of ${isSent ? others.join(" or ") : region}`,
          ]
        : [];
    });
  });
}

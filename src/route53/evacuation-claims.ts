import {
  EVACUATION_ALLOWANCE_SECONDS,
  type EvacuationMarker,
  evacuationMarkers,
  evacuationSeconds,
} from "./evacuation";
import { isFailed } from "./failures";
import { whyUnreadable } from "./marker-policy";
import { reachBoth } from "./reach";
import { regionsAt, type Simulation } from "./simulate";
import type { AllowedRegions } from "./stated-rules";
import type { Zone } from "./zone";

/** With more regions, the larger sets of failures are tried only if they leave up to two regions. */
const MOST_REGIONS_EXHAUSTIVELY = 5;

/** How soon users must have left if nothing states it. */
const PROMISED_SECONDS = 100;

/** How long it takes until users have left an evacuated region. */
export interface EvacuationFigures {
  readonly region: string;
  /** The regions whose buckets hold its markers. */
  readonly markedIn: readonly string[];
  readonly checkSeconds: number;
  readonly ttlSeconds: number;
  readonly allowanceSeconds: number;
  readonly seconds: number;
}

export interface EvacuationCases {
  readonly figures: readonly EvacuationFigures[];
  /** The cases that break each claim, in a sentence each. */
  readonly evacuable: readonly string[];
  readonly evacuated: readonly string[];
  readonly unforced: readonly string[];
  readonly evacuation: readonly string[];
}

/** Tries the evacuation of every region of a name. Undefined if no health check looks for a marker. */
export function evacuationCases(
  zone: Zone,
  name: string,
  simulation: Simulation,
  allowed: AllowedRegions,
): EvacuationCases | undefined {
  const checks = reachBoth(zone, name).checks;
  const markers = evacuationMarkers(zone).filter(({ check }) => checks.has(check));
  if (markers.length === 0) {
    return undefined;
  }
  const regions = new Set(simulation.regionOf.values());
  const evacuable = [...regions].filter((region) => standInsOf(region, simulation, allowed).length > 0);
  const figures = evacuable.flatMap((region) => figuresOf(markers, region));
  return {
    figures,
    evacuable: evacuable.flatMap((region) => whyNotEvacuable(zone, markers, region)),
    evacuated: evacuable.flatMap((region) => notLeft(simulation, allowed, markers, region)),
    unforced: [
      ...markers
        .filter(({ text }) => text === "")
        .map(({ check }) => `${check}: any answer of S3, such as a redirect, evacuates; match a text`),
      ...forced(simulation, allowed),
    ],
    evacuation: figures
      .filter(({ seconds }) => seconds > PROMISED_SECONDS)
      .map(({ region, seconds }) => `${region}: ${seconds} s instead of ${PROMISED_SECONDS} s`),
  };
}

/** The other regions that may answer for any of a region's users. */
function standInsOf(
  region: string,
  { clients }: Simulation,
  { home, allowed }: AllowedRegions,
): readonly string[] {
  const others = clients
    .filter(({ place }) => home(place) === region)
    .flatMap(({ place }) => allowed(place).filter((other) => other !== region));
  return [...new Set(others)];
}

function figuresOf(markers: readonly EvacuationMarker[], region: string): readonly EvacuationFigures[] {
  const seconds = evacuationSeconds(markers, region);
  const own = markers.filter(({ evacuates }) => evacuates === region);
  const checkSeconds = Math.max(0, ...own.map((marker) => marker.seconds));
  return seconds === undefined
    ? []
    : [
        {
          region,
          markedIn: own.map((marker) => marker.region),
          checkSeconds,
          ttlSeconds: seconds - checkSeconds - EVACUATION_ALLOWANCE_SECONDS,
          allowanceSeconds: EVACUATION_ALLOWANCE_SECONDS,
          seconds,
        },
      ];
}

function whyNotEvacuable(
  zone: Zone,
  markers: readonly EvacuationMarker[],
  region: string,
): readonly string[] {
  const own = markers.filter(({ evacuates }) => evacuates === region);
  const shared = own.filter(({ check }) =>
    markers.some((one) => one.check === check && one.evacuates !== region),
  );
  return [
    ...(own.length === 0 ? [`${region}: no health check of its records looks for a marker`] : []),
    ...own
      .filter((marker) => marker.region === region)
      .map(({ check }) => `${region}: the marker of ${check} is in ${region} itself`),
    ...shared.map(({ check }) => `${region}: the marker of ${check} evacuates other regions, too`),
    ...own.flatMap((marker) => {
      const why = whyUnreadable(zone, marker.bucket);
      return why === undefined ? [] : [`${region}: ${why}`];
    }),
  ];
}

/** The cases in which users are sent to an evacuated region, or are not although nothing else answers. */
function notLeft(
  simulation: Simulation,
  { home, allowed }: AllowedRegions,
  markers: readonly EvacuationMarker[],
  region: string,
): readonly string[] {
  const { regionOf } = simulation;
  const regions = new Set(regionOf.values());
  const own = markers.filter(({ evacuates }) => evacuates === region);
  const failures = simulation.failures.filter(
    (failed) =>
      [...failed].every((site) => regions.has(site)) &&
      (regions.size <= MOST_REGIONS_EXHAUSTIVELY || failed.size <= 2 || failed.size >= regions.size - 2),
  );
  return failures.flatMap((failed) => {
    const isMarked = own.some((marker) => !isFailed(failed, { id: marker.bucket, region: marker.region }));
    const isFailing = failed.has(region);
    return simulation.during(failed, new Set([region])).flatMap(({ place, type, sites }) => {
      const to = regionsAt(simulation, sites);
      const others = allowed(place).filter((one) => one !== region && !failed.has(one));
      const mustLeave = others.length > 0 && (isMarked || isFailing);
      const mustServe = others.length === 0 && !isFailing && home(place) === region;
      const isSent = to.includes(region);
      const wrong =
        mustLeave && isSent
          ? `is sent to ${region} instead of ${others.join(" or ")}`
          : mustServe && !isSent
            ? `is sent to ${to.join(", ") || "nothing"}, though only ${region} can answer`
            : undefined;
      return wrong === undefined
        ? []
        : [`${region} evacuated, ${describe(failed)}; ${place.name}, ${type}: ${wrong}`];
    });
  });
}

function describe(failed: ReadonlySet<string>): string {
  return failed.size === 0 ? "nothing failed" : `${[...failed].join(", ")} failed`;
}

/** The cases in which a healthy region's users are sent elsewhere although no one evacuated it. */
function forced(simulation: Simulation, { home }: AllowedRegions): readonly string[] {
  return simulation.outcomes.flatMap(({ failed, place, type, sites }) => {
    const region = home(place);
    const isWell = region !== undefined && !regionsAt(simulation, [...failed]).includes(region);
    return !isWell || regionsAt(simulation, sites).includes(region)
      ? []
      : [
          `${place.name}, ${type}, ${describe(failed)}: is sent to ${sites.join(", ") || "nothing"}, though no one evacuated ${region}`,
        ];
  });
}

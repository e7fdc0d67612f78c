import { coordinatesOf, isNearBorder, RULES } from "../aws";
import { PLACES, placeNamed } from "../route53";
import type { LocalRegions } from "./local-regions";

/** The state of all regions. */
export function overview(regions: LocalRegions) {
  const { speed, pace } = regions.clock;
  const { withoutEffect } = regions.stack;
  const uncertain = PLACES.filter((place) => isNearBorder(place, regions.regions)).map(({ name }) => name);
  return {
    url: regions.url,
    name: regions.name,
    dns: `127.0.0.1:${regions.dnsPort}`,
    s3: regions.buckets.url,
    speed,
    pace,
    requestsPerSecond: regions.load.requestsPerSecond,
    service: regions.local.notes,
    regions: regions.state().map((state) => ({ ...state, location: coordinatesOf(state.region) })),
    cuts: regions.tables.cuts,
    notes: [
      "The synthesized Terraform and the functions are real. API Gateway, DynamoDB, Route 53 and its health checkers are emulated on this machine.",
      `Health checks, TTLs, schedules and replication run ${pace}. Functions and connections run at this machine's speed.`,
      DISTANCE_NOTE,
      ...(uncertain.length === 0 ? [] : [`Near the border between two regions: ${uncertain.join(", ")}.`]),
      ...regions.notes,
      `Resources without an effect on this machine: ${Object.keys(withoutEffect).join(", ") || "none"}.`,
    ],
    withoutEffect,
  };
}

/** As `npm run routes` puts it. */
export const DISTANCE_NOTE = "Distance approximates latency: AWS does not publish its measurements.";

/** Returns the rules behind the DNS answer to a client in a city, or undefined if there is no such city. */
export function explanation(regions: LocalRegions, city: string) {
  const place = placeNamed(city);
  if (place === undefined) {
    return undefined;
  }
  const answer = regions.zones.explain(regions.name, "A", place);
  const ttlSeconds = answer?.ttlSeconds ?? null;
  const region = regions.regionFor(place) ?? null;
  const uses = regions.answers().get(place.name) ?? null;
  const sentences = [
    `Route 53 sends ${place.name} to ${region ?? "no region"}${ttlSeconds === null ? "" : `, with a TTL of ${ttlSeconds} s`}.`,
    ...(uses === region ? [] : [`The city's resolver still caches ${uses ?? "an answer without a region"}.`]),
    ...(isNearBorder(place, regions.regions)
      ? ["The city is near a border: by latency, another region may be the nearest."]
      : []),
  ];
  return {
    city: place.name,
    name: regions.name,
    summary: sentences.join(" "),
    /** The region in Route 53's current answer. */
    region,
    /** The region that a client in the city uses, because its resolver may cache an older answer. */
    uses,
    ttlSeconds,
    reasons: (answer?.trace ?? []).map(({ rule, subject, detail }) => {
      const [statement, page] = RULES[rule];
      return { subject, detail, rule: statement, page };
    }),
  };
}

export type Explanation = NonNullable<ReturnType<typeof explanation>>;

import type { EvacuableRegion } from "./stack";

const LIMITS = [
  ["throttle", "requests per second per method", "Requests above the limit get 429."],
  ["quota", "requests per client per day", "Clients above the limit get 429."],
  ["concurrency", "concurrent executions", "Requests above the limit fail."],
] as const;

/** Returns warnings about the stand-ins' limits, which now apply to the users of all of these regions. */
export function capacityWarnings(
  region: EvacuableRegion,
  serving: readonly EvacuableRegion[],
): readonly string[] {
  const names = serving.map((one) => one.region).join(" and ");
  return LIMITS.flatMap(([kind, unit, effect]) => {
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

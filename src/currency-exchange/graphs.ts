import { type Formula, type GlobalApi, type GlobalFunction, line } from "../constructs";

/** Adds graphs of the rates to the dashboards. */
export function addGraphs({ dashboards }: GlobalApi, ingest: GlobalFunction): void {
  const own = (region: string, name: string, stat: "Maximum" | "Sum", label: string) =>
    line(region, ingest.ownMetric(name), stat, label);
  const ageHours = (region: string, label: string): Formula => ({
    expression: "age / 3600",
    of: { age: own(region, "RatesAge", "Maximum", "seconds") },
    label,
    region,
  });
  const hourly = { unit: "hours", period: 3600 };
  dashboards?.addGraph({
    ...hourly,
    title: "Age of the newest rates",
    lines: (region) => [ageHours(region, region)],
  });
  dashboards?.addRegionGraph({
    ...hourly,
    title: "Rates",
    lines: (region) => [
      ageHours(region, "age"),
      { ...own(region, "SnapshotsStored", "Sum", "stored"), right: true },
      { ...own(region, "RatesHeldBack", "Sum", "quarantined"), right: true },
      { ...own(region, "ProviderFailures", "Sum", "provider failures"), right: true },
    ],
  });
}

import {
  allOf,
  anyOf,
  type GlobalApi,
  type GlobalFunction,
  inAlarm,
  notInAlarm,
  windowOfRuns,
} from "../constructs";
import type { CurrencyExchangeConfiguration } from "./settings";

/**
 * Alarms on the age of rates. The home region reports the faults that all regions share: failing rate providers and
 * stale rates.
 */
export function addAlarms(
  api: GlobalApi,
  ingest: GlobalFunction,
  rates: Pick<CurrencyExchangeConfiguration["rates"], "schedule" | "providers">,
): void {
  api.addAlarm("rates_held_back", {
    description: "A rate moved implausibly far and is quarantined. Compare it with another source.",
    metric: { ...ingest.ownMetric("RatesHeldBack"), stat: "Sum", period: 3600 },
    threshold: 0,
    periods: 1,
    missing: "notBreaching",
  });

  const window = windowOfRuns(rates.schedule);
  const { period, periods } = window;
  for (const region of api.regions) {
    const { alarms } = region;
    if (alarms === undefined) {
      continue;
    }
    const failing = alarms.part("ingest_failing", {
      description:
        "Three runs of ingest stored nothing: no rate provider responds, the table fails, or ingest does not run.",
      metric: { ...ingest.ownMetric("SnapshotsStored"), stat: "SampleCount", period },
      threshold: 1,
      comparison: "LessThanThreshold",
      periods,
      missing: "breaching",
    });
    const stale = alarms.part("rates_stale", {
      description: "Newer rates are overdue in three runs of ingest, or ingest does not run. See its log.",
      metric: { ...ingest.ownMetric("RatesStale"), stat: "Maximum", period },
      threshold: 0,
      periods,
      missing: "breaching",
    });
    const notInService = alarms.notInService("not_in_service", window);
    if (region === api.home) {
      alarms.notify("data", allOf(anyOf(inAlarm(failing), inAlarm(stale)), notInAlarm(notInService)));
      continue;
    }
    const providers = alarms.part("providers_failing", {
      description: "No rate provider responds. Another region reports this for all regions.",
      metric: { ...ingest.ownMetric("ProviderFailures"), stat: "Minimum", period },
      threshold: rates.providers.length,
      comparison: "GreaterThanOrEqualToThreshold",
      periods,
      datapoints: 2,
      missing: "notBreaching",
    });
    alarms.notify("data", allOf(inAlarm(failing), notInAlarm(notInService), notInAlarm(providers)));
  }
}

import { emitter } from "../telemetry";

/** The namespace of the API's metrics. */
export const NAMESPACE = "CurrencyExchange";

/** Writes metrics of the rates. */
export const emit = emitter(NAMESPACE, {
  /** Seconds since the newest rates were published. */
  RatesAge: "Seconds",
  /** 1 if newer rates of a run's kind, daily or live, are overdue, otherwise 0. */
  RatesStale: "Count",
  /** Rates put into quarantine because they moved implausibly far. */
  RatesHeldBack: "Count",
  /** Currencies of the previous publication that a publication lacks. */
  RatesMissing: "Count",
  /** Snapshots written. */
  SnapshotsStored: "Count",
  /** Providers that failed or returned doubtful rates in a run. The logs name them. */
  ProviderFailures: "Count",
  /** The number of times that this region's replica did not respond. */
  ReplicaFailures: "Count",
});

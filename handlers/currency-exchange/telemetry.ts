import { emitter } from "../telemetry";

/** The namespace of the API's metrics. */
export const NAMESPACE = "CurrencyExchange";

/** Writes metrics of the rates. */
export const emit = emitter(NAMESPACE, {
  /** Seconds since the newest rates were published. */
  RatesAge: "Seconds",
  /** 1 where newer rates should have been there by now, else 0. */
  RatesStale: "Count",
  /** Rates that went into quarantine: they moved too far to be believed. */
  RatesHeldBack: "Count",
  /** Currencies that a publication lacks and the one before had. */
  RatesMissing: "Count",
  /** Snapshots written. */
  SnapshotsStored: "Count",
  /** Providers that failed, or whose rates were in doubt, in a run; the logs name them. */
  ProviderFailures: "Count",
  /** Times that this region's replica did not answer. */
  ReplicaFailures: "Count",
});

import type { GlobalApi, GlobalFunction } from "../constructs";

/** Adds the queries of this service to the Logs Insights console. */
export function addSavedQueries(api: GlobalApi, answer: GlobalFunction, ingest: GlobalFunction): void {
  api.addSavedQuery("conversions", {
    title: "Conversions by pair",
    function: answer,
    commands: [
      'filter operation = "getConversion"',
      "stats count(*) as conversions by pair",
      "sort conversions desc",
    ],
  });
  api.addSavedQuery("ingest", {
    title: "Runs of ingest",
    function: ingest,
    commands: [
      "filter ispresent(level)",
      "fields @timestamp, level, message, provider, asOf, reason",
      "sort @timestamp desc",
      "limit 100",
    ],
  });
}

import { type Fields, log } from "../telemetry";
import { isTurn, type Turns } from "./domain/turns";
import type { Ingestion, IngestionResult } from "./ingestion";
import type { WritableRatesTable } from "./store/writable-rates-table";

export interface LiveIngestionProps {
  readonly table: WritableRatesTable;
  /** The ingestion of the live provider's rates. */
  readonly ingestion: Ingestion;
  readonly turns: Turns;
}

/** Requests and stores live rates when it is this region's turn, because all regions share one plan's quota. */
export class LiveIngestion {
  constructor(private readonly props: LiveIngestionProps) {}

  /**
   * @param scheduled - the time that the run was scheduled for, which determines the region's turn
   * @throws AllProvidersFailed, ReplicaFailure
   */
  async run(
    scheduled: Date,
    now: Date,
    fields: Fields,
  ): Promise<IngestionResult | { readonly skipped: true }> {
    const { table, ingestion, turns } = this.props;
    const asked = await table.lastAsked();
    if (!isTurn(turns, [...asked.values()], scheduled)) {
      log("INFO", "It is another region's turn to request live rates", {
        ...fields,
        asked: Object.fromEntries(asked),
      });
      return { skipped: true };
    }
    const result = await ingestion.run(now, fields);
    await table.storeAsked(turns.region, scheduled);
    return result;
  }
}

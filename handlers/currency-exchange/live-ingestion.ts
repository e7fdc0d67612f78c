import { type Fields, log } from "../telemetry";
import { isTurn, type Turns } from "./domain/turns";
import type { Ingestion, IngestionResult } from "./ingestion";
import type { WritableRatesTable } from "./store/writable-rates-table";

export interface LiveIngestionProps {
  readonly table: WritableRatesTable;
  /** Of the live provider. */
  readonly ingestion: Ingestion;
  readonly turns: Turns;
}

/** Stores live rates where it is this region's turn to ask for them: regions share the quota of one plan. */
export class LiveIngestion {
  constructor(private readonly props: LiveIngestionProps) {}

  /**
   * @param scheduled - the time that the run was scheduled for: it decides whose turn it is
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
      log("INFO", "Another region asks for live rates", { ...fields, asked: Object.fromEntries(asked) });
      return { skipped: true };
    }
    const result = await ingestion.run(now, fields);
    await table.storeAsked(turns.region, scheduled);
    return result;
  }
}

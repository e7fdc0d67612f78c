import type { Snapshot } from "../domain/snapshot";
import { emit, errorFields, log } from "../telemetry";
import type { RatesTable } from "./rates-table";

const FRESH_MS = 60_000;

/** How soon to ask again a replica that did not answer: until then no request waits for it. */
const RETRY_MS = 5_000;

/**
 * The newest snapshots, from memory, and from the region's replica once a minute. While the replica does not answer,
 * the ones in memory are served on, however old.
 */
export class RecentRates {
  private known: { readonly snapshots: readonly Snapshot[]; askAgainAt: number } | undefined;

  constructor(private readonly table: RatesTable) {}

  /**
   * Newest first; none before the first rates are stored.
   *
   * @throws where the replica does not answer and nothing is in memory
   */
  async get(now: Date): Promise<readonly Snapshot[]> {
    if (this.known !== undefined && now.getTime() < this.known.askAgainAt) {
      return this.known.snapshots;
    }
    try {
      return await this.read(now);
    } catch (error) {
      if (this.known === undefined) {
        throw error;
      }
      log("WARN", "The replica did not answer; serving what is in memory", errorFields(error));
      emit("api", { ReplicaFailures: 1 });
      this.known.askAgainAt = now.getTime() + RETRY_MS;
      return this.known.snapshots;
    }
  }

  /** From the replica, whatever is in memory. */
  async read(now: Date, signal?: AbortSignal): Promise<readonly Snapshot[]> {
    const snapshots = await this.table.newest(now, signal);
    if (snapshots.length > 0) {
      this.known = { snapshots, askAgainAt: now.getTime() + FRESH_MS };
    }
    return snapshots;
  }
}

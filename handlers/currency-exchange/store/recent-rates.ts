import { SingleFlight } from "../../single-flight";
import { errorFields, log } from "../../telemetry";
import type { Snapshot } from "../domain/snapshot";
import { emit } from "../telemetry";
import type { RatesTable } from "./rates-table";

const FRESH_MS = 60_000;

/** How long to leave a replica alone that did not answer: until then no request waits for it. */
const RETRY_MS = 5_000;

/**
 * The newest snapshots, from memory, and from the region's replica once a minute, or four times per interval of live
 * rates. While the replica does not answer, the ones in memory are served, however old.
 */
export class RecentRates {
  private known: { readonly snapshots: readonly Snapshot[]; askAgainAt: number } | undefined;
  private readonly reading = new SingleFlight<readonly Snapshot[]>();

  constructor(private readonly table: RatesTable) {}

  /**
   * Newest first; none before the first rates are stored. Requests that need the replica at the same time share one
   * read.
   *
   * @throws where the replica does not answer and nothing is in memory
   */
  async get(now: Date): Promise<readonly Snapshot[]> {
    if (this.known !== undefined && now.getTime() < this.known.askAgainAt) {
      return this.known.snapshots;
    }
    return this.reading.run(() => this.readOrKeep(now));
  }

  /** Reads the replica, whatever is in memory. */
  async read(now: Date, signal?: AbortSignal): Promise<readonly Snapshot[]> {
    const snapshots = await this.table.newest(now, signal);
    const [newest] = snapshots;
    if (newest !== undefined) {
      const freshMs = Math.min(FRESH_MS, (newest.every ?? Number.POSITIVE_INFINITY) * 250);
      this.known = { snapshots, askAgainAt: now.getTime() + freshMs };
    }
    return snapshots;
  }

  private async readOrKeep(now: Date): Promise<readonly Snapshot[]> {
    try {
      return await this.read(now);
    } catch (error) {
      if (this.known === undefined) {
        throw error;
      }
      log("WARN", "The replica did not answer; serving what is in memory", errorFields(error));
      emit({ ReplicaFailures: 1 });
      this.known.askAgainAt = now.getTime() + RETRY_MS;
      return this.known.snapshots;
    }
  }
}

import { SingleFlight } from "../../single-flight";
import { errorFields, log } from "../../telemetry";
import type { Snapshot } from "../domain/snapshot";
import { emit } from "../telemetry";
import type { RatesTable } from "./rates-table";

const FRESH_MS = 60_000;

/** The time without reads after a failed one, in which no request waits for the replica. */
const RETRY_MS = 5_000;

/**
 * The newest snapshots, cached in memory and read from the region's replica once per minute, or four times per interval
 * of live rates. While the replica does not respond, the cached snapshots are served, regardless of their age.
 */
export class RecentRates {
  private known: { readonly snapshots: readonly Snapshot[]; askAgainAt: number } | undefined;
  private readonly reading = new SingleFlight<readonly Snapshot[]>();

  constructor(private readonly table: RatesTable) {}

  /**
   * Returns the snapshots, newest first; none before the first rates are stored. Concurrent requests share one read.
   *
   * @throws ReplicaFailure if the replica does not respond and nothing is in memory
   */
  async get(now: Date): Promise<readonly Snapshot[]> {
    if (this.known !== undefined && now.getTime() < this.known.askAgainAt) {
      return this.known.snapshots;
    }
    return this.reading.run(() => this.readOrKeep(now));
  }

  /** Reads the replica, even if snapshots are in memory. */
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
      log("WARN", "The replica did not respond; serving rates from memory", errorFields(error));
      emit({ ReplicaFailures: 1 });
      this.known.askAgainAt = now.getTime() + RETRY_MS;
      return this.known.snapshots;
    }
  }
}

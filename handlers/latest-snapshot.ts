import type { Snapshot } from "./domain/snapshot";
import type { Snapshots } from "./store/snapshots";

const FRESH_MS = 60_000;

/**
 * The newest snapshot from memory, and from the region's replica once a minute. While the replica does not
 * answer, the one in memory is served on, however old.
 */
export class LatestSnapshot {
  private known: { readonly snapshot: Snapshot; readonly readAt: number } | undefined;

  constructor(private readonly snapshots: Snapshots) {}

  /** @throws where the replica does not answer and nothing is in memory */
  async get(now: Date): Promise<Snapshot | undefined> {
    if (this.known !== undefined && now.getTime() - this.known.readAt < FRESH_MS) {
      return this.known.snapshot;
    }
    try {
      return await this.read(now);
    } catch (error) {
      if (this.known === undefined) {
        throw error;
      }
      return this.known.snapshot;
    }
  }

  /** From the replica, whatever is in memory. */
  async read(now: Date): Promise<Snapshot | undefined> {
    const snapshot = await this.snapshots.newest(now);
    if (snapshot !== undefined) {
      this.known = { snapshot, readAt: now.getTime() };
    }
    return snapshot;
  }
}

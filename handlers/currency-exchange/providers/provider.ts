import type { Day } from "../domain/day";
import type { Snapshot, Source } from "../domain/snapshot";

/** A source of rates. */
export interface RateProvider {
  readonly name: Source;
  /**
   * Returns the newest rates, with the day that the provider states.
   *
   * @throws ProviderFailure
   */
  latest(): Promise<Snapshot>;
  /**
   * Returns the fixings from one day to another. Undefined if the provider has no fixings.
   *
   * @throws ProviderFailure
   */
  readonly between?: (from: Day, to: Day) => Promise<Snapshot[]>;
}

/** A provider was unavailable, too slow, or returned something that is not rates. */
export class ProviderFailure extends Error {
  override readonly name = "ProviderFailure";

  constructor(
    readonly provider: Source,
    reason: string,
    /** Whether the same request may succeed a moment later. */
    readonly isTransient = true,
  ) {
    super(`${provider} ${reason}`);
  }
}

import type { Day } from "../domain/day";
import type { Snapshot, Source } from "../domain/snapshot";

/** Somebody who publishes rates. */
export interface RateProvider {
  readonly name: Source;
  /**
   * The newest rates, under the day that the provider gives.
   *
   * @throws ProviderFailure
   */
  latest(): Promise<Snapshot>;
  /**
   * The fixings from one day to another. Undefined: the provider has no fixings.
   *
   * @throws ProviderFailure
   */
  readonly between?: (from: Day, to: Day) => Promise<Snapshot[]>;
}

/** A provider was down, too slow, or answered with something that is not rates. */
export class ProviderFailure extends Error {
  override readonly name = "ProviderFailure";

  constructor(
    readonly provider: Source,
    reason: string,
  ) {
    super(`${provider} ${reason}`);
  }
}

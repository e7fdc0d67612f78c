import type { Snapshot } from "../domain/snapshot";

/** Somebody who publishes rates. */
export interface RateProvider {
  readonly name: string;
  /**
   * The newest rates.
   *
   * @throws ProviderFailure
   */
  latest(): Promise<Snapshot>;
}

/** The provider was down, too slow, or answered with something that is not rates. */
export class ProviderFailure extends Error {
  constructor(
    readonly provider: string,
    reason: string,
  ) {
    super(`${provider}: ${reason}`);
  }
}

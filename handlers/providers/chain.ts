import { setTimeout as wait } from "node:timers/promises";
import { addDays, dayOf } from "../domain/day";
import { freshness } from "../domain/freshness";
import type { Snapshot, Source } from "../domain/snapshot";
import { CircuitBreaker } from "./circuit-breaker";
import { ProviderFailure, type RateProvider } from "./provider";

/** What was got, from whom, and who failed before. */
export interface ChainResult {
  readonly provider: RateProvider;
  readonly snapshot: Snapshot;
  readonly failures: readonly ProviderFailure[];
}

/** No provider gave rates. */
export class AllProvidersFailed extends Error {
  override readonly name = "AllProvidersFailed";

  constructor(readonly failures: readonly ProviderFailure[]) {
    super(failures.map(({ message }) => message).join("; "));
  }
}

/**
 * Providers in the order in which they are asked: each twice, with a pause of random length between, until one gives
 * rates that are not stale. Where all that answer give stale rates, the newest of those.
 */
export class ProviderChain {
  private readonly breakers = new Map<Source, CircuitBreaker>();

  constructor(
    private readonly providers: readonly RateProvider[],
    /** Milliseconds between two tries: between half of it and all of it. */
    private readonly pauseMs = 1_000,
  ) {}

  /** @throws AllProvidersFailed */
  async latest(now: Date): Promise<ChainResult> {
    const failures: ProviderFailure[] = [];
    let stale: Omit<ChainResult, "failures"> | undefined;
    for (const provider of this.providers) {
      try {
        const snapshot = await this.ask(provider, now);
        if (!freshness(snapshot, now).stale) {
          return { provider, snapshot, failures };
        }
        failures.push(new ProviderFailure(provider.name, `gave old rates, of ${snapshot.day}`));
        stale = stale === undefined || stale.snapshot.day < snapshot.day ? { provider, snapshot } : stale;
      } catch (error) {
        failures.push(asFailure(provider, error));
      }
    }
    if (stale === undefined) {
      throw new AllProvidersFailed(failures);
    }
    return { ...stale, failures };
  }

  private async ask(provider: RateProvider, now: Date): Promise<Snapshot> {
    const breaker = this.breakers.get(provider.name) ?? new CircuitBreaker();
    this.breakers.set(provider.name, breaker);
    if (breaker.isOpen(now)) {
      throw new ProviderFailure(provider.name, "was not asked: it failed too often just now");
    }
    try {
      const snapshot = await this.twice(() => provider.latest());
      if (snapshot.day > addDays(dayOf(now), 1)) {
        throw new ProviderFailure(provider.name, `gave rates of a day to come, ${snapshot.day}`);
      }
      breaker.succeeded();
      return snapshot;
    } catch (error) {
      breaker.failed(now);
      throw error;
    }
  }

  private async twice<Result>(attempt: () => Promise<Result>): Promise<Result> {
    try {
      return await attempt();
    } catch {
      await wait(this.pauseMs * (0.5 + Math.random() / 2));
      return attempt();
    }
  }
}

function asFailure({ name }: RateProvider, error: unknown): ProviderFailure {
  return error instanceof ProviderFailure
    ? error
    : new ProviderFailure(name, error instanceof Error ? error.message : "failed");
}

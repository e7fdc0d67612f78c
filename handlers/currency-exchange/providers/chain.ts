import { setTimeout as wait } from "node:timers/promises";
import { addDays, dayOf } from "../domain/day";
import { freshness } from "../domain/freshness";
import { asOf, newestFirst, type Snapshot, type Source } from "../domain/snapshot";
import { CircuitBreaker } from "./circuit-breaker";
import { ProviderFailure, type RateProvider } from "./provider";

/** The snapshot, the provider that returned it, and the reasons why it and earlier providers were doubtful. */
export interface ChainResult {
  readonly provider: RateProvider;
  readonly published: Snapshot;
  /** The result of the plausibility check. */
  readonly snapshot: Snapshot;
  readonly failures: readonly ProviderFailure[];
}

/** A snapshot ready to be stored, and the reason to request the next provider first. */
export interface Judgment {
  readonly snapshot: Snapshot;
  readonly doubt?: string | undefined;
}

export type Judge = (snapshot: Snapshot) => Promise<Judgment>;

/** The tolerance for a publisher's clock. Rates of a later time would count as the newest until then. */
const MOST_SECONDS_AHEAD = 300;

export interface Waits {
  /** Milliseconds between two requests to a provider: between half of it and all of it. @default 1000 */
  readonly pauseMs?: number;
  /** Milliseconds for which a provider that failed three times is not requested. @default - 30 minutes */
  readonly openMs?: number;
}

/** No provider returned rates. */
export class AllProvidersFailed extends Error {
  override readonly name = "AllProvidersFailed";

  constructor(readonly failures: readonly ProviderFailure[]) {
    super(failures.map(({ message }) => message).join("; "));
  }
}

/**
 * Requests providers in order, until one returns rates that are neither stale nor doubtful. If none does, it returns the
 * newest rates, and among those of one day the most complete ones.
 *
 * It repeats a failed request once, after a random pause, unless the provider rejected the request: rejected requests
 * may count against a quota, too.
 */
export class ProviderChain {
  private readonly breakers = new Map<Source, CircuitBreaker>();

  constructor(
    private readonly providers: readonly RateProvider[],
    private readonly waits: Waits = {},
  ) {}

  /** @throws AllProvidersFailed */
  async latest(now: Date, judge: Judge = async (snapshot) => ({ snapshot })): Promise<ChainResult> {
    const failures: ProviderFailure[] = [];
    const doubtful: Omit<ChainResult, "failures">[] = [];
    for (const provider of this.providers) {
      try {
        const published = await this.ask(provider, now);
        const { snapshot, doubt = doubtOf(published, now) } = await judge(published);
        if (doubt === undefined) {
          return { provider, published, snapshot, failures };
        }
        failures.push(new ProviderFailure(provider.name, doubt));
        doubtful.push({ provider, published, snapshot });
      } catch (error) {
        failures.push(asFailure(provider, error));
      }
    }
    const [best] = doubtful.sort((a, b) => bestFirst(a.snapshot, b.snapshot));
    if (best === undefined) {
      throw new AllProvidersFailed(failures);
    }
    return { ...best, failures };
  }

  private async ask(provider: RateProvider, now: Date): Promise<Snapshot> {
    const breaker = this.breakers.get(provider.name) ?? new CircuitBreaker(this.waits.openMs ?? 30 * 60_000);
    this.breakers.set(provider.name, breaker);
    if (breaker.isOpen(now)) {
      throw new ProviderFailure(provider.name, "was not requested: it failed too often recently");
    }
    try {
      const snapshot = await this.twice(() => provider.latest());
      if (snapshot.day > addDays(dayOf(now), 1) || secondsAhead(snapshot, now) > MOST_SECONDS_AHEAD) {
        throw new ProviderFailure(provider.name, `returned rates from the future, ${asOf(snapshot)}`);
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
    } catch (error) {
      if (error instanceof ProviderFailure && !error.isTransient) {
        throw error;
      }
      await wait((this.waits.pauseMs ?? 1_000) * (0.5 + Math.random() / 2));
      return attempt();
    }
  }
}

function doubtOf(snapshot: Snapshot, now: Date): string | undefined {
  return freshness(snapshot, now).stale ? `returned stale rates, of ${asOf(snapshot)}` : undefined;
}

function secondsAhead({ time }: Snapshot, now: Date): number {
  return time === undefined ? 0 : (Date.parse(time) - now.getTime()) / 1000;
}

function bestFirst(a: Snapshot, b: Snapshot): number {
  const accepted = ({ rates }: Snapshot) => Object.keys(rates).length;
  return a.day === b.day ? accepted(b) - accepted(a) : newestFirst(a, b);
}

function asFailure({ name }: RateProvider, error: unknown): ProviderFailure {
  return error instanceof ProviderFailure
    ? error
    : new ProviderFailure(name, error instanceof Error ? error.message : "failed");
}

import { dayOf } from "../domain/day";
import { parseRate } from "../domain/decimal";
import type { Snapshot, Source } from "../domain/snapshot";
import { ProviderFailure, type RateProvider } from "./provider";
import { type PublishedRates, snapshotFrom } from "./published-rates";

/** Live rates as returned by a provider, with their time. */
export interface LiveRates extends Pick<PublishedRates, "base"> {
  readonly rates: Readonly<Record<string, string | null>>;
  /** Seconds since 1970. */
  readonly timestamp: string;
}

export interface LiveProviderProps {
  readonly baseUrl: string;
  /** Returns the provider's key. */
  readonly key: () => Promise<string>;
  /** Seconds between two requests. */
  readonly every: number;
}

/**
 * A provider of live rates, which needs a key. Subclasses define the request and the response format.
 *
 * An invalid rate, such as 0, counts as missing, so that the provider's other 170 rates remain usable.
 */
export abstract class LiveProvider implements RateProvider {
  abstract readonly name: Source;

  constructor(protected readonly props: LiveProviderProps) {}

  /** @throws ProviderFailure */
  protected abstract request(key: string): Promise<LiveRates>;

  async latest(): Promise<Snapshot> {
    const { timestamp, base, rates } = await this.request(await this.readKey());
    const time = new Date(Number(timestamp) * 1000);
    if (!/^\d{9,10}$/.test(timestamp)) {
      throw new ProviderFailure(this.name, "returned rates without a time");
    }
    const published = {
      date: dayOf(time),
      time: time.toISOString().replace(".000Z", "Z"),
      base,
      rates: Object.fromEntries(Object.entries(rates).filter(isRate)),
    };
    return { ...snapshotFrom(this.name, published), every: this.props.every };
  }

  private async readKey(): Promise<string> {
    try {
      return await this.props.key();
    } catch (error) {
      throw new ProviderFailure(
        this.name,
        `was not requested: its key cannot be read (${error instanceof Error ? error.name : "unknown"})`,
      );
    }
  }
}

function isRate(entry: [string, string | null]): entry is [string, string] {
  return entry[1] !== null && parseRate(entry[1]) !== undefined;
}

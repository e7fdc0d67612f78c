import { isCurrency } from "../domain/currencies";
import { isDay } from "../domain/day";
import { parseRate } from "../domain/decimal";
import type { Snapshot, Source } from "../domain/snapshot";
import { ProviderFailure } from "./provider";

/** A provider's response before validation. */
export interface PublishedRates {
  readonly date: string;
  readonly time?: string;
  readonly base: string;
  readonly rates: Readonly<Record<string, string>>;
}

/**
 * Returns a snapshot of a provider's rates, without codes that are not in ISO 4217, such as cryptocurrencies.
 *
 * @throws ProviderFailure if the day or a rate is invalid
 */
export function snapshotFrom(source: Source, { date, time, base, rates }: PublishedRates): Snapshot {
  if (!isDay(date) || !isCurrency(base)) {
    throw new ProviderFailure(source, `returned rates of ${shown(base)} on ${shown(date)}`);
  }
  const decimals = Object.entries(rates)
    .filter(([code]) => code !== base && isCurrency(code))
    .map(([code, text]) => {
      const rate = parseRate(text);
      if (rate === undefined) {
        throw new ProviderFailure(source, `returned ${shown(text)} as the rate of ${code}`);
      }
      return [code, rate];
    });
  if (decimals.length === 0) {
    throw new ProviderFailure(source, "returned no rates");
  }
  return { source, day: date, time, base, rates: Object.fromEntries(decimals.sort()), held: {} };
}

export function shown(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}

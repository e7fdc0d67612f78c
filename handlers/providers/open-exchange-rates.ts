import * as z from "zod/mini";
import { dayOf } from "../domain/day";
import type { Snapshot } from "../domain/snapshot";
import { get } from "./get";
import { rates, readJson } from "./json";
import { ProviderFailure, type RateProvider } from "./provider";
import { snapshotFrom } from "./published-rates";

const answer = z.object({ timestamp: z.string(), base: z.string(), rates });

/**
 * Open Exchange Rates: some 170 currencies, hourly. Its rates are of a time, not of a day.
 *
 * @see https://docs.openexchangerates.org/reference/authentication
 * @see https://docs.openexchangerates.org/reference/latest-json
 */
export class OpenExchangeRates implements RateProvider {
  readonly name = "open-exchange-rates";

  /**
   * @param baseUrl - such as `https://openexchangerates.org/api`
   * @param key - asked for when it is needed
   */
  constructor(
    private readonly baseUrl: string,
    private readonly key: () => Promise<string>,
  ) {}

  async latest(): Promise<Snapshot> {
    const url = new URL(`${this.baseUrl}/latest.json`);
    url.searchParams.set("app_id", await this.readKey());
    const text = await get(this.name, url, "application/json");
    const { timestamp, base, rates } = readJson(this.name, text, answer);
    const time = new Date(Number(timestamp) * 1000);
    if (!/^\d{9,10}$/.test(timestamp)) {
      throw new ProviderFailure(this.name, "gave rates of no time");
    }
    return snapshotFrom(this.name, {
      date: dayOf(time),
      time: time.toISOString().replace(".000Z", "Z"),
      base,
      rates,
    });
  }

  private async readKey(): Promise<string> {
    try {
      return await this.key();
    } catch (error) {
      throw new ProviderFailure(
        this.name,
        `was not asked: its key cannot be read (${error instanceof Error ? error.name : "unknown"})`,
      );
    }
  }
}

import * as z from "zod/mini";
import { addDays, type Day, earlier } from "../domain/day";
import type { Snapshot } from "../domain/snapshot";
import { get } from "./get";
import { rates, readJson } from "./json";
import type { RateProvider } from "./provider";
import { snapshotFrom } from "./published-rates";

/** Rates for one euro. Amounts are read as text, so 1.0 also matches. */
const forOneEuro = {
  amount: z.optional(z.string().check(z.refine((amount) => Number(amount) === 1))),
  base: z.literal("EUR"),
};
const oneDay = z.object({ ...forOneEuro, date: z.string(), rates });
const manyDays = z.object({ ...forOneEuro, rates: z.record(z.string(), rates) });

/** For longer ranges, Frankfurter returns weekly averages. */
const MOST_DAYS = 90;

/**
 * The rates of the European Central Bank from Frankfurter. For a day without a fixing, it returns an earlier fixing
 * with its own date.
 *
 * @see https://frankfurter.dev/v1/
 */
export class Frankfurter implements RateProvider {
  readonly name = "frankfurter";

  /** @param baseUrl - such as `https://api.frankfurter.dev/v1` */
  constructor(private readonly baseUrl: string) {}

  async latest(): Promise<Snapshot> {
    return snapshotFrom(this.name, readJson(this.name, await this.get("latest"), oneDay));
  }

  readonly between = async (from: Day, to: Day): Promise<Snapshot[]> => {
    const last = earlier(to, addDays(from, MOST_DAYS));
    const answer = readJson(this.name, await this.get(`${from}..${last}`), manyDays);
    const snapshots = Object.entries(answer.rates)
      .filter(([date]) => date >= from && date <= last)
      .map(([date, rates]) => snapshotFrom(this.name, { date, base: answer.base, rates }));
    return last === to ? snapshots : [...snapshots, ...(await this.between(addDays(last, 1), to))];
  };

  private get(path: string): Promise<string> {
    return get(this.name, new URL(`${this.baseUrl}/${path}?base=EUR`), "application/json");
  }
}

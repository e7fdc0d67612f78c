import * as z from "zod/mini";
import type { Day } from "../domain/day";
import type { Snapshot } from "../domain/snapshot";
import { get } from "./get";
import { rates, readJson } from "./json";
import type { RateProvider } from "./provider";
import { snapshotFrom } from "./published-rates";

const oneDay = z.object({ base: z.string(), date: z.string(), rates });
const manyDays = z.object({ base: z.string(), rates: z.record(z.string(), rates) });

/**
 * The rates of the European Central Bank as Frankfurter serves them. On a day without a fixing it answers with an
 * earlier one, under that day's own date.
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

  readonly since = async (day: Day): Promise<Snapshot[]> => {
    const answer = readJson(this.name, await this.get(`${day}..`), manyDays);
    return Object.entries(answer.rates)
      .filter(([date]) => date >= day)
      .map(([date, rates]) => snapshotFrom(this.name, { date, base: answer.base, rates }));
  };

  private get(path: string): Promise<string> {
    return get(this.name, new URL(`${this.baseUrl}/${path}?base=EUR`), { accept: "application/json" });
  }
}

import * as z from "zod/mini";
import { get } from "./get";
import { liveRates, readJson } from "./json";
import { LiveProvider, type LiveRates } from "./live-provider";

const answer = z.object({ timestamp: z.string(), base: z.string(), rates: liveRates });

/**
 * Open Exchange Rates: some 170 currencies. Plans update rates hourly, every 30 or every 5 minutes, with a monthly
 * request quota.
 *
 * @see https://docs.openexchangerates.org/reference/authentication
 * @see https://docs.openexchangerates.org/reference/latest-json
 */
export class OpenExchangeRates extends LiveProvider {
  readonly name = "open-exchange-rates";

  protected async request(key: string): Promise<LiveRates> {
    const url = new URL(`${this.props.baseUrl}/latest.json`);
    url.searchParams.set("app_id", key);
    return readJson(this.name, await get(this.name, url, "application/json"), answer);
  }
}

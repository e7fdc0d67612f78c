import * as z from "zod/mini";
import { get } from "./get";
import { liveRates, readJson } from "./json";
import { LiveProvider, type LiveRates } from "./live-provider";
import { ProviderFailure } from "./provider";

/** Errors also have the status 200. */
const answer = z.union([
  z.object({ timestamp: z.string(), source: z.string(), quotes: liveRates }),
  z.object({ error: z.object({ code: z.string() }) }),
]);

/**
 * currencylayer: some 170 currencies. Plans update rates daily, hourly, every 10 minutes or every minute, with a
 * monthly request quota.
 *
 * @see https://docs.apilayer.com/currencylayer/docs/authentication-and-setup
 */
export class Currencylayer extends LiveProvider {
  readonly name = "currencylayer";

  protected async request(key: string): Promise<LiveRates> {
    const url = new URL(`${this.props.baseUrl}/live`);
    url.searchParams.set("access_key", key);
    const given = readJson(this.name, await get(this.name, url, "application/json"), answer);
    if ("error" in given) {
      throw new ProviderFailure(this.name, `rejected the request with error ${given.error.code}`);
    }
    const { timestamp, source, quotes } = given;
    // Keys are pairs, such as USDEUR.
    const quoted = Object.entries(quotes).filter(([pair]) => pair.startsWith(source));
    const byCode = quoted.map(([pair, rate]) => [pair.slice(source.length), rate]);
    return { timestamp, base: source, rates: Object.fromEntries(byCode) };
  }
}

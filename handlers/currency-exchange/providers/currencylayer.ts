import * as z from "zod/mini";
import { get } from "./get";
import { liveRates, readJson } from "./json";
import { LiveProvider, type LiveRates } from "./live-provider";
import { ProviderFailure } from "./provider";

/** Refusals come with status 200, too. */
const answer = z.union([
  z.object({ timestamp: z.string(), source: z.string(), quotes: liveRates }),
  z.object({ error: z.object({ code: z.string() }) }),
]);

/**
 * currencylayer: some 170 currencies. Plans change their rates daily, hourly, every 10 minutes or every minute, and have
 * a quota of requests per month.
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
      throw new ProviderFailure(this.name, `refused with its error ${given.error.code}`);
    }
    const { timestamp, source, quotes } = given;
    // Named by pair: USDEUR.
    const quoted = Object.entries(quotes).filter(([pair]) => pair.startsWith(source));
    const byCode = quoted.map(([pair, rate]) => [pair.slice(source.length), rate]);
    return { timestamp, base: source, rates: Object.fromEntries(byCode) };
  }
}

import type { Day } from "../domain/day";
import type { Snapshot } from "../domain/snapshot";
import { get } from "./get";
import { ProviderFailure, type RateProvider } from "./provider";
import { type PublishedRates, shown, snapshotFrom } from "./published-rates";

/**
 * The two elements with data. The files have been flat lists of them for 25 years, and an XML parser would be ten times
 * the size of this file.
 */
const CUBE =
  /<Cube\s+time=["']([^"']*)["']\s*>|<Cube\s+currency=["']([^"']*)["']\s+rate=["']([^"']*)["']\s*\/>/g;

/**
 * The euro foreign exchange reference rates from the European Central Bank itself.
 *
 * @see https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html
 */
export class EuropeanCentralBank implements RateProvider {
  readonly name = "ecb";

  /** @param baseUrl - such as `https://www.ecb.europa.eu/stats/eurofxref` */
  constructor(private readonly baseUrl: string) {}

  async latest(): Promise<Snapshot> {
    const [newest] = (await this.snapshots("eurofxref-daily.xml")).sort((a, b) => (a.day < b.day ? 1 : -1));
    if (newest === undefined) {
      throw new ProviderFailure(this.name, "returned no rates");
    }
    return newest;
  }

  readonly between = async (from: Day, to: Day): Promise<Snapshot[]> => {
    const recent = await this.snapshots("eurofxref-hist-90d.xml");
    const all = recent.some(({ day }) => day <= from) ? recent : await this.snapshots("eurofxref-hist.xml");
    return all.filter(({ day }) => day >= from && day <= to);
  };

  private async snapshots(file: string): Promise<Snapshot[]> {
    const text = await get(this.name, new URL(`${this.baseUrl}/${file}`), "application/xml");
    // Requires the end of the file, to reject truncated responses.
    if (!/<\/(\w+:)?Envelope>\s*$/.test(text)) {
      throw new ProviderFailure(this.name, `returned something that is not rates: ${shown(text)}`);
    }
    return cubes(text).map((cube) => snapshotFrom(this.name, cube));
  }
}

function cubes(text: string): PublishedRates[] {
  const days: { date: string; base: string; rates: Record<string, string> }[] = [];
  for (const [, date, code, rate] of text.matchAll(CUBE)) {
    const day = days.at(-1);
    if (date !== undefined) {
      days.push({ date, base: "EUR", rates: {} });
    } else if (day !== undefined && code !== undefined && rate !== undefined) {
      day.rates[code] = rate;
    }
  }
  return days;
}

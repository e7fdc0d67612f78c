import { type Day, isDay } from "../domain/day";
import { isSource, type Rates, type Snapshot } from "../domain/snapshot";

/** How long an intraday snapshot is kept. */
const INTRADAY_DAYS = 7;

/** Where intraday snapshots are, by time and source. */
export const INTRADAY = "INTRADAY";

/** Where the days are on which currencies were seen, by currency and day. */
export const SEEN = "SEEN";

/** Sorts after every source of a day and every time of it. */
export const LAST = "~";

/** Where the fixings of a year are, by day and source. */
export function daily(year: number): string {
  return `DAILY#${year}`;
}

/** The key and all attributes of an item. */
export type Item = Readonly<Record<string, unknown>>;

/**
 * The item of a snapshot: made of nothing but the snapshot, so that every region writes the same one, and under a key
 * of its own for each publication, so that no write replaces another publication.
 */
export function itemOf({ source, day, time, base, rates, held }: Snapshot): Item {
  const content = { base, rates, ...(Object.keys(held).length === 0 ? {} : { held }) };
  return time === undefined
    ? { pk: daily(Number(day.slice(0, 4))), sk: `${day}#${source}`, ...content }
    : {
        pk: INTRADAY,
        sk: `${time}#${source}`,
        ...content,
        expiresAt: Math.floor(Date.parse(time) / 1000) + INTRADAY_DAYS * 86_400,
      };
}

/** The item that says that a currency had a rate on a day. */
export function seenItem(code: string, day: Day): Item {
  return { pk: SEEN, sk: `${code}#${day}` };
}

/** @throws where the item is not of this application */
export function snapshotOf(item: Item): Snapshot {
  const { sk, base, rates, held = {} } = item;
  const [at = "", source = ""] = typeof sk === "string" ? sk.split("#") : [];
  const day = at.slice(0, 10);
  if (!isDay(day) || !isSource(source) || typeof base !== "string" || !isRates(rates) || !isRates(held)) {
    throw new Error(`The item ${JSON.stringify(sk)} is not a snapshot`);
  }
  return { source, day, time: at === day ? undefined : at, base, rates, held };
}

/** The day and the currency of a `SEEN` item. */
export function seenOf({ sk }: Item): { code: string; day: Day } {
  const [code = "", day = ""] = typeof sk === "string" ? sk.split("#") : [];
  if (!isDay(day)) {
    throw new Error(`The item ${JSON.stringify(sk)} does not name a day`);
  }
  return { code, day };
}

function isRates(value: unknown): value is Rates {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((rate) => typeof rate === "string")
  );
}

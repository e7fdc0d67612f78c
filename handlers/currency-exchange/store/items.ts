import { type Day, isDay, yearOf } from "../domain/day";
import { isSource, type Rates, type Snapshot } from "../domain/snapshot";

/** How long live rates are kept. */
const INTRADAY_DAYS = 7;

/** The partition of live rates, by time and source. */
export const INTRADAY = "INTRADAY";

/** The partition of each region's last request for live rates, by region. */
export const ASKED = "ASKED";

/** The partition of days on which currencies had a rate, by currency and day. */
export const SEEN = "SEEN";

/** Sorts after every source and time of a day. */
export const LAST = "~";

/** The partition of a year's fixings, by day and source, and of one live snapshot per day, also by time. */
export function daily(year: number): string {
  return `DAILY#${year}`;
}

/** The key and all attributes of an item. */
export type Item = Readonly<Record<string, unknown>>;

/**
 * Returns the item of a snapshot. It depends only on the snapshot, so every region writes the same item. Each
 * publication has its own key, so no write replaces another publication.
 */
export function itemOf(snapshot: Snapshot): Item {
  const { source, day, time } = snapshot;
  return time === undefined
    ? { pk: daily(yearOf(day)), sk: `${day}#${source}`, ...contentOf(snapshot) }
    : {
        pk: INTRADAY,
        sk: `${time}#${source}`,
        ...contentOf(snapshot),
        expiresAt: Math.floor(Date.parse(time) / 1000) + INTRADAY_DAYS * 86_400,
      };
}

/** Returns the item that stores a live snapshot permanently, next to the fixings of its day. */
export function sampleItemOf(snapshot: Snapshot): Item {
  const { source, day, time = "" } = snapshot;
  return { pk: daily(yearOf(day)), sk: `${day}#${source}#${time}`, ...contentOf(snapshot) };
}

function contentOf({ base, rates, held, every }: Snapshot): Item {
  return {
    base,
    rates,
    ...(Object.keys(held).length === 0 ? {} : { held }),
    ...(every === undefined ? {} : { every }),
  };
}

/** Returns the item of a region's last request for live rates. Each region writes its own. */
export function askedItem(region: string, time: string): Item {
  return { pk: ASKED, sk: region, time };
}

/** Returns the item that records a day on which a currency had a rate. */
export function seenItem(code: string, day: Day): Item {
  return { pk: SEEN, sk: `${code}#${day}` };
}

/** Returns the snapshot of an item, or undefined if this version of the functions does not know it as one. */
export function snapshotOf(item: Item): Snapshot | undefined {
  const { sk, base, rates, held = {}, every } = item;
  const [at = "", source = "", sampled] = typeof sk === "string" ? sk.split("#") : [];
  const day = at.slice(0, 10);
  const time = sampled ?? (at === day ? undefined : at);
  const rightTime = time === undefined || !Number.isNaN(Date.parse(time));
  const rightEvery = every === undefined || typeof every === "number";
  if (
    !isDay(day) ||
    !isSource(source) ||
    typeof base !== "string" ||
    !isRates(rates) ||
    !isRates(held) ||
    !rightTime ||
    !rightEvery
  ) {
    return undefined;
  }
  return { source, day, time, base, rates, held, ...(every === undefined ? {} : { every }) };
}

/** Returns the day and the currency of a `SEEN` item, or nothing if the item has no day. */
export function seenOf({ sk }: Item): { code: string; day: Day }[] {
  const [code = "", day = ""] = typeof sk === "string" ? sk.split("#") : [];
  return isDay(day) ? [{ code, day }] : [];
}

function isRates(value: unknown): value is Rates {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((rate) => typeof rate === "string")
  );
}

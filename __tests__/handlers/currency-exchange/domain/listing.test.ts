import fc from "fast-check";
import {
  addDays,
  type Day,
  dayOf,
  daysBetween,
  type Interval,
} from "../../../../handlers/currency-exchange/domain/day";
import { Decimal } from "../../../../handlers/currency-exchange/domain/decimal";
import { isFixingDay } from "../../../../handlers/currency-exchange/domain/fixings";
import { type Point, pointsOf } from "../../../../handlers/currency-exchange/domain/history";
import {
  cursorOf,
  type Listing,
  listingOf,
  type Order,
  pageOf,
  widestWindowOf,
  windowOf,
} from "../../../../handlers/currency-exchange/domain/listing";
import { sampleSize } from "../../../tools";

const quotes = daysBetween("2015-01-01", "2026-04-13")
  .filter(isFixingDay)
  .map((day, index) => ({ day, rate: new Decimal(1000 + ((index * 7919) % 1009)), source: "ecb" as const }));

/** Every page of a listing, its cursor handed on as a text. */
function pagesOf(listing: Listing, limit: number): Point[][] {
  const pages: Point[][] = [];
  let at: Listing | undefined = listing;
  while (at !== undefined) {
    const window = windowOf(at, limit);
    const inWindow = quotes.filter(({ day }) => day >= window.from && day <= window.to);
    const { points, next } = pageOf(at, window, pointsOf(inWindow, at.interval), limit);
    pages.push([...points]);
    at = next === undefined ? undefined : listingOf(cursorOf(next), "2014-01-01", "2027-01-01");
  }
  return pages;
}

function listing(from: Day, to: Day, interval: Interval, order: Order): Listing {
  return { base: "EUR", quote: "USD", interval, order, from, to, at: order === "asc" ? from : to };
}

test("the pages of a listing together are the whole listing, whatever their size, order and interval", () => {
  const days = fc.integer({ min: 0, max: 4500 }).map((offset) => addDays("2014-06-01", offset));
  fc.assert(
    fc.property(
      days,
      days,
      fc.constantFrom<Interval>("day", "week", "month"),
      fc.constantFrom<Order>("asc", "desc"),
      fc.integer({ min: 1, max: 400 }),
      (a, b, interval, order, limit) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const pages = pagesOf(listing(from, to, interval, order), limit);
        const whole = pointsOf(
          quotes.filter(({ day }) => day >= from && day <= to),
          interval,
        );
        expect(pages.flat()).toEqual(order === "asc" ? whole : whole.toReversed());
        expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: sampleSize(150), seed: 3 },
  );
});

test("a page covers at most five years and a month, for any limit", () => {
  const window = windowOf(listing("1999-01-04", "2026-04-13", "month", "asc"), 1000);
  expect(window.to < "2004-03-01").toBe(true);
});

test("a page of one day covers few days, and five years where those have no rates", () => {
  const years = listing("1999-01-04", "2026-04-13", "day", "desc");
  expect(windowOf(years, 1)).toEqual({ from: "2026-04-01", to: "2026-04-13" });
  expect(widestWindowOf(years)).toEqual({ from: "2021-04-09", to: "2026-04-13" });
});

test.each([
  "",
  "!",
  "x".repeat(120),
  cursorOf(listing("2026-04-13", "2026-04-01", "day", "asc")),
  Buffer.from("EUR USD day up 2026-04-01 2026-04-13 2026-04-05").toString("base64url"),
  cursorOf(listing("0001-01-01", "2026-04-13", "day", "asc")),
  cursorOf(listing("2026-04-01", "9999-12-31", "day", "desc")),
  cursorOf(listing("2026-04-01", "2026-04-15", "month", "asc")),
])("%j is not the cursor of a page", (text) => {
  expect(listingOf(text, "1999-01-04", "2026-04-14")).toBeUndefined();
});

test("a week or month has the first, highest, lowest and last of its days", () => {
  const week = [
    { day: dayOf(new Date("2026-04-07")), rate: new Decimal("1.2"), source: "ecb" as const },
    { day: dayOf(new Date("2026-04-08")), rate: new Decimal("1.4"), source: "ecb" as const },
    { day: dayOf(new Date("2026-04-09")), rate: new Decimal("1.1"), source: "ecb" as const },
    { day: dayOf(new Date("2026-04-10")), rate: new Decimal("1.3"), source: "ecb" as const },
  ];
  expect(pointsOf(week, "week")).toEqual([
    { date: "2026-04-06", open: "1.2", high: "1.4", low: "1.1", close: "1.3", fixings: 4, sources: ["ecb"] },
  ]);
});

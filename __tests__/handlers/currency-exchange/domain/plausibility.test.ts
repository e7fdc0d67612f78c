import { readEcbCsv } from "../../../../handlers/currency-exchange/backfill/ecb-csv";
import type { Day } from "../../../../handlers/currency-exchange/domain/day";
import { Decimal } from "../../../../handlers/currency-exchange/domain/decimal";
import { quarantine } from "../../../../handlers/currency-exchange/domain/plausibility";
import type { Snapshot } from "../../../../handlers/currency-exchange/domain/snapshot";
import { describeWithHistory } from "../ecb-history";
import { fixing } from "../fixings";

const SHARE = new Decimal("0.2");
const holdBack = (snapshot: Snapshot, earlier: readonly Snapshot[], share: Decimal) =>
  quarantine(snapshot, earlier, earlier[0], share);
const thursday = fixing("2026-04-09", { USD: "1.1", TRY: "50" });

test("quarantines a rate that moves further than the share, and no other", () => {
  const friday = holdBack(fixing("2026-04-10", { USD: "1.11", TRY: "5000" }), [thursday], SHARE);
  expect(friday.rates).toEqual({ USD: "1.11" });
  expect(friday.held).toEqual({ TRY: "5000" });
});

test.each(["60", "41.666666666666666667"])("a jump from 50 to %s is just accepted", (rate) => {
  expect(holdBack(fixing("2026-04-10", { TRY: rate }), [thursday], SHARE).held).toEqual({});
});

test.each(["60.0001", "41.66"])("a jump from 50 to %s is just quarantined", (rate) => {
  expect(holdBack(fixing("2026-04-10", { TRY: rate }), [thursday], SHARE).held).toEqual({ TRY: rate });
});

test("a single wrong rate ends with the next snapshot", () => {
  const friday = holdBack(fixing("2026-04-10", { USD: "1.11", TRY: "5000" }), [thursday], SHARE);
  const monday = holdBack(fixing("2026-04-13", { USD: "1.12", TRY: "50.1" }), [friday, thursday], SHARE);
  expect(monday.held).toEqual({});
});

test("a move is accepted once the next snapshot confirms it", () => {
  const friday = holdBack(fixing("2026-04-10", { USD: "1.11", TRY: "75" }), [thursday], SHARE);
  const monday = holdBack(fixing("2026-04-13", { USD: "1.12", TRY: "76" }), [friday, thursday], SHARE);
  expect(friday.held).toEqual({ TRY: "75" });
  expect(monday.rates).toEqual({ USD: "1.12", TRY: "76" });
});

test("accepts a new currency", () => {
  expect(holdBack(fixing("2026-04-10", { BRL: "6" }), [thursday], SHARE).held).toEqual({});
  expect(holdBack(fixing("2026-04-10", { BRL: "6" }), [], SHARE).held).toEqual({});
});

test("compares rates against another base by their value", () => {
  const dollars = fixing(
    "2026-04-10",
    { EUR: "0.909", TRY: "45.5" },
    { base: "USD", source: "open-exchange-rates" },
  );
  expect(holdBack(dollars, [thursday], SHARE).held).toEqual({});
});

describe("the base's own move", () => {
  const RATES = { AUD: "1.65", CHF: "0.93", GBP: "0.87", JPY: "186" };
  const monday = fixing("2026-04-13", RATES);
  const times = (factor: string, day: Day = "2026-04-14") =>
    fixing(
      day,
      Object.fromEntries(
        Object.entries(RATES).map(([code, rate]) => [code, new Decimal(rate).times(factor).toFixed()]),
      ),
    );

  test.each(["1.031", "0.969", "0.915"])("by the factor %s within a day is quarantined", (factor) => {
    expect(holdBack(times(factor), [monday], SHARE).rates).toEqual({});
  });

  test.each(["1.03", "0.971"])("by the factor %s is accepted", (factor) => {
    expect(holdBack(times(factor), [monday], SHARE).held).toEqual({});
  });

  test("may be twice as far in four fixing days", () => {
    expect(holdBack(times("1.059", "2026-04-17"), [monday], SHARE).held).toEqual({});
    expect(holdBack(times("1.063", "2026-04-17"), [monday], SHARE).rates).toEqual({});
  });

  test("is accepted once the next snapshot confirms it", () => {
    const tuesday = holdBack(times("0.9"), [monday], SHARE);
    expect(holdBack(times("0.9", "2026-04-15"), [tuesday, monday], SHARE).held).toEqual({});
  });
});

describeWithHistory("over the ECB's history", (csv) => {
  test("7 of 220,000 rates are quarantined, each for one fixing", () => {
    const held: string[] = [];
    let rates = 0;
    let earlier: Snapshot[] = [];
    for (const published of readEcbCsv(csv).toReversed()) {
      const snapshot = holdBack(published, earlier, SHARE);
      earlier = [snapshot, ...earlier.slice(0, 11)];
      rates += Object.keys(published.rates).length;
      held.push(...Object.keys(snapshot.held).map((code) => `${snapshot.day} ${code}`));
    }
    expect(rates).toBeGreaterThan(200_000);
    expect(held).toEqual([
      "2001-02-22 TRL",
      "2008-10-06 ISK",
      "2008-10-08 ISK",
      "2008-11-06 ISK",
      "2014-12-16 RUB",
      "2021-12-21 TRY",
      "2022-02-28 RUB",
    ]);
  });
});

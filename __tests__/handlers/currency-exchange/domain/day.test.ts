import {
  addDays,
  type Day,
  dayOf,
  daysBetween,
  endOfPeriod,
  isDay,
  periodOf,
} from "../../../../handlers/currency-exchange/domain/day";

test.each(["2026-04-13", "2024-02-29", "1999-01-04"])("%s is a day", (text) => {
  expect(isDay(text)).toBe(true);
});

test.each([
  "2026-02-30",
  "2025-02-29",
  "2026-13-01",
  "2026-4-13",
  "20260413",
  "2026-04-13T00:00:00Z",
  "",
  "２０２６-04-13",
])("%j is not a day", (text) => {
  expect(isDay(text)).toBe(false);
});

test("days are counted over months, years and leap days", () => {
  expect(addDays("2024-02-28", 2)).toBe("2024-03-01");
  expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
  expect(daysBetween("2025-12-30", "2026-01-02")).toEqual([
    "2025-12-30",
    "2025-12-31",
    "2026-01-01",
    "2026-01-02",
  ]);
  expect(daysBetween("2026-01-02", "2026-01-01")).toEqual([]);
});

test("the day is the one in UTC", () => {
  expect(dayOf(new Date("2026-04-13T23:59:59.999Z"))).toBe("2026-04-13");
});

test.each<[Day, Day, Day]>([
  ["2026-04-13", "2026-04-13", "2026-04-19"],
  ["2026-04-19", "2026-04-13", "2026-04-19"],
  ["2026-01-01", "2025-12-29", "2026-01-04"],
])("the week of %s is from Monday %s to Sunday %s", (day, first, last) => {
  expect(periodOf(day, "week")).toBe(first);
  expect(endOfPeriod(day, "week")).toBe(last);
});

test.each<[Day, Day, Day]>([
  ["2024-02-15", "2024-02-01", "2024-02-29"],
  ["2026-12-31", "2026-12-01", "2026-12-31"],
  ["2026-04-01", "2026-04-01", "2026-04-30"],
])("the month of %s is from %s to %s", (day, first, last) => {
  expect(periodOf(day, "month")).toBe(first);
  expect(endOfPeriod(day, "month")).toBe(last);
});

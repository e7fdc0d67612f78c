import { type Day, daysBetween, isDay } from "../../../../handlers/currency-exchange/domain/day";
import {
  isFixingDay,
  nextFixingDay,
  publishedAt,
} from "../../../../handlers/currency-exchange/domain/fixings";
import { describeWithHistory } from "../ecb-history";

test("there are no fixings on weekends, at Easter, on May 1, at Christmas and at New Year", () => {
  const holidays: Day[] = [
    "2026-04-11",
    "2026-04-12",
    "2026-04-03",
    "2026-04-06",
    "2026-05-01",
    "2026-12-25",
    "2026-01-01",
  ];
  expect(holidays.filter(isFixingDay)).toEqual([]);
  expect(isFixingDay("2026-04-13")).toBe(true);
});

test("the fixing after the Thursday before Easter is on the Tuesday after", () => {
  expect(nextFixingDay("2026-04-02")).toBe("2026-04-07");
});

test("rates are published at 16:00 in Frankfurt, summer and winter", () => {
  const hour = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/Berlin",
    hour: "2-digit",
    hourCycle: "h23",
  });
  const hours = new Set(daysBetween("1999-01-01", "2040-12-31").map((day) => hour.format(publishedAt(day))));
  expect([...hours]).toEqual(["16"]);
});

describeWithHistory("over the ECB's history", (csv) => {
  test("the days with a fixing match the calendar, which is the same every year", () => {
    const days = csv
      .split("\n")
      .map((line) => line.slice(0, 10))
      .filter(isDay);
    const first: Day = "2002-01-01";
    const calendar = daysBetween(first, days[0] ?? first).filter(isFixingDay);
    expect(calendar).toEqual(days.filter((day) => day >= first).toReversed());
  });
});

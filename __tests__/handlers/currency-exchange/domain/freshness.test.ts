import type { Day } from "../../../../handlers/currency-exchange/domain/day";
import {
  cacheSeconds,
  freshness,
  secondsUntilNext,
} from "../../../../handlers/currency-exchange/domain/freshness";
import { fixing } from "../fixings";

const of = (day: Day) => fixing(day, { USD: "1.1" });
const HOUR = 3600;

test.each<[Day, string, boolean]>([
  ["2026-04-13", "2026-04-14T15:59:00Z", false],
  ["2026-04-13", "2026-04-14T16:01:00Z", true],
  ["2026-04-10", "2026-04-13T13:00:00Z", false],
  ["2026-04-02", "2026-04-07T15:00:00Z", false],
  ["2026-04-02", "2026-04-07T17:00:00Z", true],
])("the fixing of %s at %s is stale: %s", (day, now, stale) => {
  expect(freshness(of(day), new Date(now)).stale).toBe(stale);
});

test("the age is counted from the publication, and is never negative", () => {
  expect(freshness(of("2026-04-13"), new Date("2026-04-13T15:00:00Z")).ageSeconds).toBe(HOUR);
  expect(freshness(of("2026-04-13"), new Date("2026-04-13T13:00:00Z")).ageSeconds).toBe(0);
});

test("live rates are stale after two of their intervals and two minutes, and are cached until the next ones", () => {
  const live = (every: number) =>
    fixing("2026-04-13", { USD: "1.1" }, { time: "2026-04-13T10:00:00Z", every });
  const at = (time: string) => new Date(`2026-04-13T${time}Z`);
  expect(freshness(live(60), at("10:04:00"))).toEqual({ ageSeconds: 240, stale: false });
  expect(freshness(live(60), at("10:04:01")).stale).toBe(true);
  expect(freshness(live(HOUR), at("12:02:00")).stale).toBe(false);
  expect(freshness(live(HOUR), at("12:02:01")).stale).toBe(true);
  expect(secondsUntilNext(live(60), at("10:00:20"))).toBe(40);
  expect(secondsUntilNext(live(60), at("10:02:00"))).toBe(60);
  expect(secondsUntilNext(live(HOUR), at("10:20:00"))).toBe(HOUR - 20 * 60);
});

test("a response may be cached until the next fixing, over weekends and Easter", () => {
  expect(secondsUntilNext(of("2026-04-13"), new Date("2026-04-13T14:00:00Z"))).toBe(24 * HOUR);
  expect(secondsUntilNext(of("2026-04-10"), new Date("2026-04-10T14:00:00Z"))).toBe(72 * HOUR);
  expect(secondsUntilNext(of("2026-04-02"), new Date("2026-04-02T14:00:00Z"))).toBe(120 * HOUR);
});

test("caches a response only briefly while the next fixing is due", () => {
  expect(secondsUntilNext(of("2026-04-10"), new Date("2026-04-13T14:30:00Z"))).toBe(60);
});

test("the rates of a past day are final: not stale, and cached until the next fixing", () => {
  const now = new Date("2026-04-13T12:00:00Z");
  expect(freshness(of("2020-01-03"), now, "2020-01-05").stale).toBe(false);
  expect(secondsUntilNext(of("2020-01-03"), now, "2020-01-05")).toBe(2 * HOUR);
});

test("the rates of a past day are stale where a fixing of that day is missing", () => {
  const now = new Date("2026-04-13T12:00:00Z");
  expect(freshness(of("2020-01-03"), now, "2020-01-06").stale).toBe(true);
  expect(secondsUntilNext(of("2020-01-03"), now, "2020-01-06")).toBe(60);
});

test("a fixing is cached no longer than until the next live rates, unless their provider is gone for a day", () => {
  const answered = of("2026-04-13");
  const live = fixing("2026-04-13", { USD: "1.1" }, { time: "2026-04-13T11:00:00Z", every: 300 });
  const at = (time: string) => cacheSeconds(answered, [answered, live], new Date(time));
  // 14:10 in Frankfurt is 12:10 UTC: the fixing is newer than the live rates, whose provider fails.
  expect(at("2026-04-13T14:00:00Z")).toBe(60);
  expect(at("2026-04-13T11:01:00Z")).toBe(240);
  expect(at("2026-04-14T11:00:01Z")).toBe(3 * HOUR - 1);
  expect(cacheSeconds(answered, [answered], new Date("2026-04-13T14:00:00Z"))).toBe(24 * HOUR);
  const past = of("2020-01-03");
  expect(cacheSeconds(past, [past, live], new Date("2026-04-13T12:00:00Z"), "2020-01-05")).toBe(2 * HOUR);
});

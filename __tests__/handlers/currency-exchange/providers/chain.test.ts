import type { Snapshot, Source } from "../../../../handlers/currency-exchange/domain/snapshot";
import {
  AllProvidersFailed,
  ProviderChain,
  ProviderFailure,
  type RateProvider,
} from "../../../../handlers/currency-exchange/providers";
import { fixing } from "../fixings";

const NOW = new Date("2026-04-13T17:00:00Z");
const FRESH = fixing("2026-04-13", { USD: "1.1" });

/** A provider that returns the given results in order, and then repeats the last one. */
class Told implements RateProvider {
  asked = 0;

  constructor(
    readonly name: Source,
    private readonly answers: readonly (Snapshot | "fails")[],
  ) {}

  async latest(): Promise<Snapshot> {
    const answer = this.answers[Math.min(this.asked, this.answers.length - 1)];
    this.asked += 1;
    if (answer === undefined || answer === "fails") {
      throw new ProviderFailure(this.name, "answered 500");
    }
    return answer;
  }
}

const chain = (...providers: RateProvider[]) => new ProviderChain(providers, { pauseMs: 0 });

test("stops at the first provider that returns rates", async () => {
  const [first, second] = [new Told("frankfurter", [FRESH]), new Told("ecb", [FRESH])];
  expect(await chain(first, second).latest(NOW)).toMatchObject({
    provider: first,
    snapshot: FRESH,
    failures: [],
  });
  expect(second.asked).toBe(0);
});

test("tries a provider twice, then the next one, and reports the failures", async () => {
  const [first, second] = [new Told("frankfurter", ["fails"]), new Told("ecb", ["fails", FRESH])];
  const { snapshot, failures } = await chain(first, second).latest(NOW);
  expect(snapshot).toBe(FRESH);
  expect([first.asked, second.asked]).toEqual([2, 2]);
  expect(failures.map(({ message }) => message)).toEqual(["frankfurter answered 500"]);
});

test("skips a provider with stale rates if another has newer ones", async () => {
  const stuck = fixing("2026-04-08", { USD: "1" }, { source: "frankfurter" });
  const { snapshot, failures } = await chain(
    new Told("frankfurter", [stuck]),
    new Told("ecb", [FRESH]),
  ).latest(NOW);
  expect(snapshot).toBe(FRESH);
  expect(failures[0]?.message).toBe("frankfurter returned stale rates, of 2026-04-08");
});

test("uses the newest rates if all providers have stale ones", async () => {
  const [older, newer] = [fixing("2026-04-08", { USD: "1" }), fixing("2026-04-09", { USD: "1" })];
  const { snapshot } = await chain(new Told("frankfurter", [older]), new Told("ecb", [newer])).latest(NOW);
  expect(snapshot).toBe(newer);
});

test("rejects rates of a future day, which would stay the newest forever", async () => {
  const future = new Told("frankfurter", [fixing("2099-01-01", { USD: "1" })]);
  await expect(chain(future).latest(NOW)).rejects.toThrow(
    "frankfurter returned rates from the future, 2099-01-01",
  );
});

test("reports every failure if all providers fail", async () => {
  const failing = chain(new Told("frankfurter", ["fails"]), new Told("ecb", ["fails"]));
  await expect(failing.latest(NOW)).rejects.toThrow(AllProvidersFailed);
  await expect(failing.latest(NOW)).rejects.toThrow("frankfurter answered 500; ecb answered 500");
});

test("after three consecutive failures, a provider is not requested for half an hour", async () => {
  const first = new Told("frankfurter", ["fails", "fails", "fails", "fails", "fails", "fails", FRESH]);
  const both = chain(first, new Told("ecb", [FRESH]));
  const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
  for (const minute of [0, 1, 2]) {
    await both.latest(at(minute));
  }
  expect(first.asked).toBe(6);
  const { failures } = await both.latest(at(31));
  expect(failures[0]?.message).toBe("frankfurter was not requested: it failed too often recently");
  expect(first.asked).toBe(6);
  expect((await both.latest(at(33))).provider).toBe(first);
});

test("a chain of live rates retries a failing provider after the time that its interval allows", async () => {
  const failing = new Told("open-exchange-rates", [
    "fails",
    "fails",
    "fails",
    "fails",
    "fails",
    "fails",
    FRESH,
  ]);
  const live = new ProviderChain([failing], { pauseMs: 0, openMs: 120_000 });
  const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
  for (const seconds of [0, 60, 120]) {
    await expect(live.latest(at(seconds))).rejects.toThrow("answered 500");
  }
  await expect(live.latest(at(180))).rejects.toThrow("was not requested");
  expect((await live.latest(at(240))).provider).toBe(failing);
});

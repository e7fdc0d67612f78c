import { Decimal } from "../../../handlers/currency-exchange/domain/decimal";
import type { Kind, Rates, Snapshot } from "../../../handlers/currency-exchange/domain/snapshot";
import { Ingestion } from "../../../handlers/currency-exchange/ingestion";
import {
  ProviderChain,
  ProviderFailure,
  type RateProvider,
} from "../../../handlers/currency-exchange/providers";
import { Logs } from "../logs";
import { Client } from "./client";
import { FIXINGS, fixing } from "./fixings";
import { replicaForEachTest } from "./replica";

const logs = new Logs();
const replica = replicaForEachTest();
const NOW = new Date("2026-04-13T15:00:00Z");

const table = () => replica.current.table;

function ingest(...providers: RateProvider[]) {
  return ingestAs("daily-reference", ...providers);
}

function ingestAs(kind: Kind, ...providers: RateProvider[]) {
  const chain = new ProviderChain(providers, { pauseMs: 0 });
  const maxJump = new Decimal("0.2");
  return new Ingestion({ table: table(), chain, kind, maxJump }).run(NOW, { requestId: "run" });
}

function gives(snapshot: Snapshot, between?: RateProvider["between"]): RateProvider {
  return {
    name: snapshot.source,
    latest: async () => snapshot,
    ...(between === undefined ? {} : { between }),
  };
}

const DOWN: RateProvider = {
  name: "frankfurter",
  latest: () => Promise.reject(new ProviderFailure("frankfurter", "answered 500")),
};

test("the newest rates are stored, and then served", async () => {
  const result = await ingest(gives(fixing("2026-04-13", { USD: "1.1684" })));
  expect(result).toEqual({ asOf: "2026-04-13", source: "ecb", stored: 1, heldBack: 0 });
  const { json } = await new Client(replica.current, { now: NOW.toISOString() }).ask("/v1/latest");
  expect(json).toMatchObject({ asOf: "2026-04-13", rates: { USD: "1.1684" } });
  expect(logs.metric("RatesAge")).toBe(3600);
  expect(logs.metric("RatesStale")).toBe(0);
});

test("writes nothing for the same rates", async () => {
  await ingest(gives(fixing("2026-04-13", { USD: "1.1684" })));
  const send = jest.spyOn(replica.current.client, "send");
  expect(await ingest(gives(fixing("2026-04-13", { USD: "1.1684" })))).toMatchObject({ stored: 0 });
  expect(send.mock.calls.filter(([command]) => command.constructor.name === "PutCommand")).toEqual([]);
});

test("corrected rates replace only the same source's rates of that day", async () => {
  await ingest(gives(fixing("2026-04-10", { USD: "1.1711" })));
  await ingest(gives(fixing("2026-04-13", { USD: "1.1864" })));
  await ingest(gives(fixing("2026-04-13", { USD: "1.1684" })));
  expect((await table().newest(NOW)).map(({ rates }) => rates["USD"])).toEqual(["1.1684", "1.1711"]);
});

test("old rates never replace newer ones", async () => {
  await ingest(gives(fixing("2026-04-13", { USD: "1.1684" })));
  await ingest(gives(fixing("2026-04-08", { USD: "1.1706" }, { source: "frankfurter" })));
  expect((await table().newest(NOW))[0]?.day).toBe("2026-04-13");
});

test("quarantines a rate that jumps, reports it, and never serves it", async () => {
  await ingest(gives(fixing("2026-04-10", { USD: "1.1711", TRY: "52" })));
  const result = await ingest(gives(fixing("2026-04-13", { USD: "1.1684", TRY: "5200" })));
  expect(result).toMatchObject({ stored: 1, heldBack: 1 });
  expect(logs.metric("RatesHeldBack")).toBe(1);
  expect(logs.records).toContainEqual(
    expect.objectContaining({ level: "WARN", requestId: "run", heldBack: ["TRY"] }),
  );
  const client = new Client(replica.current, { now: NOW.toISOString() });
  for (const address of [
    "/v1/latest",
    "/v1/latest?symbols=TRY",
    "/v1/rates/2026-04-13?symbols=TRY",
    "/v1/history/EUR/TRY",
    "/v1/convert?from=EUR&to=TRY&amount=1",
  ]) {
    const { status, text } = await client.ask(address);
    expect(status).toBe(200);
    expect(text).not.toContain("5200");
  }
});

test("another source of the same day does not confirm a jump", async () => {
  await ingest(gives(fixing("2026-04-10", { TRY: "52" })));
  await ingest(gives(fixing("2026-04-13", { TRY: "5200" })));
  await ingest(gives(fixing("2026-04-13", { TRY: "5200" }, { source: "frankfurter" })));
  expect((await table().newest(NOW)).map(({ rates }) => rates)).toEqual([{}, {}, { TRY: "52" }]);
});

test("requests the next provider if one fails, and counts the failure", async () => {
  expect(await ingest(DOWN, gives(fixing("2026-04-13", { USD: "1.1684" })))).toMatchObject({ source: "ecb" });
  expect(logs.metric("ProviderFailures")).toBe(1);
  expect(logs.records).toContainEqual(
    expect.objectContaining({ provider: "frankfurter", reason: "frankfurter answered 500" }),
  );
});

test("fails the run if all providers fail, still reports the age, and loses nothing", async () => {
  await ingest(gives(fixing("2026-04-10", { USD: "1.1711" })));
  await expect(ingest(DOWN)).rejects.toThrow("frankfurter answered 500");
  expect(logs.metric("RatesAge")).toBeGreaterThan(0);
  expect(await table().newest(NOW)).toHaveLength(1);
});

test("fetches fixings that earlier runs missed", async () => {
  const published = new Map(FIXINGS.map((snapshot) => [snapshot.day, snapshot]));
  const asked: string[] = [];
  const provider = gives(fixing("2026-04-13", { USD: "1.1684" }), async (from, to) => {
    asked.push(`${from}..${to}`);
    return [...published.values()].filter(({ day }) => day >= from && day <= to);
  });
  await table().store(fixing("2026-03-30", { USD: "1.1484" }));
  await table().store(fixing("2026-03-31", { USD: "1.1498" }));
  await table().store(fixing("2026-04-01", { USD: "1.1605" }));
  expect(await ingest(provider)).toMatchObject({ stored: 6 });
  expect(asked).toEqual(["2026-04-02..2026-04-12"]);
  expect((await table().fixingsUntil("2026-04-13")).map(({ day }) => day)).toEqual([
    "2026-04-13",
    "2026-04-10",
    "2026-04-09",
    "2026-04-08",
    "2026-04-07",
    "2026-04-02",
    "2026-04-01",
    "2026-03-31",
    "2026-03-30",
  ]);
  await ingest(provider);
  expect(asked).toHaveLength(1);
});

test("stores the newest fixing even if missed ones cannot be fetched", async () => {
  const provider = gives(fixing("2026-04-13", { USD: "1.1684" }), () =>
    Promise.reject(new ProviderFailure("ecb", "answered 500")),
  );
  expect(await ingest(provider)).toMatchObject({ stored: 1 });
  expect(logs.records).toContainEqual(expect.objectContaining({ level: "WARN", reason: "ecb answered 500" }));
});

test("stores the first day of a currency, and its last day once it is no longer published", async () => {
  await ingest(gives(fixing("2026-04-09", { USD: "1.1", BGN: "1.9558" })));
  await ingest(gives(fixing("2026-04-10", { USD: "1.1", BGN: "1.9558", BRL: "6" })));
  await ingest(gives(fixing("2026-04-13", { USD: "1.1", BRL: "6" })));
  expect([...(await table().coverage())]).toEqual([
    ["BGN", { firstDay: "2026-04-09", lastDay: "2026-04-10" }],
    ["BRL", { firstDay: "2026-04-10", lastDay: "2026-04-10" }],
    ["EUR", { firstDay: "2026-04-09", lastDay: "2026-04-09" }],
    ["USD", { firstDay: "2026-04-09", lastDay: "2026-04-09" }],
  ]);
  // Of those in use, the newest fixing tells the last day.
  const { json } = await new Client(replica.current, { now: NOW.toISOString() }).ask("/v1/currencies");
  expect(json).toMatchObject({
    currencies: [
      { code: "BGN", firstDay: "2026-04-09", lastDay: "2026-04-10" },
      { code: "BRL", firstDay: "2026-04-10", lastDay: "2026-04-13" },
      { code: "EUR", firstDay: "2026-04-09", lastDay: "2026-04-13" },
      { code: "USD", firstDay: "2026-04-09", lastDay: "2026-04-13" },
    ],
  });
});

describe("faults of a provider", () => {
  const FRIDAY = { AUD: "1.65", CHF: "0.93", GBP: "0.87105", JPY: "186.43", NOK: "11.2", USD: "1.1711" };
  const MONDAY = { AUD: "1.66", CHF: "0.935", GBP: "0.87058", JPY: "186.75", NOK: "11.3", USD: "1.1684" };
  const latest = async (query = "") =>
    (await new Client(replica.current, { now: NOW.toISOString() }).ask(`/v1/latest${query}`)).json;
  const of = (rates: Rates, divisor: string) =>
    Object.fromEntries(
      Object.entries(rates).map(([code, rate]) => [code, new Decimal(rate).div(divisor).sd(8).toFixed()]),
    );

  beforeEach(() => ingest(gives(fixing("2026-04-10", FRIDAY))));

  test("stores a publication that is entirely in quarantine, and requests the next provider", async () => {
    const wrong = gives(fixing("2026-04-13", of(MONDAY, "0.01"), { source: "frankfurter" }));
    expect(await ingest(wrong)).toMatchObject({ stored: 1, heldBack: 6 });
    expect(await latest()).toMatchObject({
      asOf: "2026-04-10",
      stale: true,
      rates: FRIDAY,
      quarantined: Object.keys(FRIDAY),
    });
    expect(logs.metric("RatesHeldBack")).toBe(6);
    expect(await ingest(wrong, gives(fixing("2026-04-13", MONDAY)))).toMatchObject({
      source: "ecb",
      stored: 1,
    });
    expect(await latest()).toMatchObject({ asOf: "2026-04-13", rates: MONDAY, quarantined: [] });
    expect(logs.text).toContain("frankfurter returned 0 usable rates of 6: 6 moved too far, 0 missing");
  });

  test.each([
    ["with the dollar", { ...of(MONDAY, "1.1684"), EUR: "0.85587" }],
    ["without it", of({ AUD: "1.66", CHF: "0.935", GBP: "0.87058" }, "1.1684")],
  ])("numbers of another base %s are no rates of the euro", async (_what, rates) => {
    const relabeled = gives(fixing("2026-04-13", rates, { source: "frankfurter" }));
    expect(await ingest(relabeled, gives(fixing("2026-04-13", MONDAY)))).toMatchObject({ source: "ecb" });
    expect(logs.metric("ProviderFailures")).toBe(1);
    expect(await latest()).toMatchObject({ source: "ecb", rates: MONDAY, fallbacks: [] });
  });

  test("prefers another provider's complete publication to a partial one", async () => {
    const partial = gives(fixing("2026-04-13", { USD: "1.1684" }, { source: "frankfurter" }));
    expect(await ingest(partial, gives(fixing("2026-04-13", MONDAY)))).toMatchObject({ source: "ecb" });
    expect(logs.text).toContain("frankfurter returned 1 usable rates of 6: 0 moved too far, 5 missing");
  });

  test("the currencies that a partial publication lacks keep their last rates, are listed, logged and counted", async () => {
    const partial = gives(fixing("2026-04-13", { USD: "1.1684", JPY: "186.75" }));
    expect(await ingest(partial)).toMatchObject({ stored: 1, heldBack: 0 });
    const lacking = ["AUD", "CHF", "GBP", "NOK"];
    expect(await latest()).toMatchObject({
      asOf: "2026-04-13",
      rates: { ...FRIDAY, USD: "1.1684", JPY: "186.75" },
      fallbacks: [{ asOf: "2026-04-10", source: "ecb", currencies: lacking }],
    });
    expect(logs.metric("RatesMissing")).toBe(4);
    expect(logs.records).toContainEqual(expect.objectContaining({ level: "WARN", missing: lacking }));
    // Run after run, until a provider has a whole one.
    expect(
      await ingest(partial, gives(fixing("2026-04-13", MONDAY, { source: "frankfurter" }))),
    ).toMatchObject({
      source: "frankfurter",
    });
  });

  test("a repeated publication that lacks currencies removes nothing from the day", async () => {
    await ingest(gives(fixing("2026-04-13", MONDAY)));
    await ingest(gives(fixing("2026-04-13", { USD: "1.1685" })));
    expect(await latest()).toMatchObject({ rates: { ...MONDAY, USD: "1.1685" }, fallbacks: [], missing: [] });
  });

  test("a repeated publication is compared with the day's first one", async () => {
    await ingest(gives(fixing("2026-04-13", MONDAY)));
    await ingest(gives(fixing("2026-04-13", { ...MONDAY, USD: "116.84" })));
    expect(await latest()).toMatchObject({ rates: MONDAY, quarantined: ["USD"], stale: true });
    // Again and again, it does not confirm itself.
    await ingest(gives(fixing("2026-04-13", { ...MONDAY, USD: "116.84", JPY: "186.76" })));
    expect(await latest()).toMatchObject({ rates: { ...MONDAY, JPY: "186.76" }, quarantined: ["USD"] });
  });

  test("a past day is not rewritten: the attempt is logged and counted", async () => {
    await ingest(gives(fixing("2026-04-13", MONDAY)));
    logs.clear();
    expect(await ingest(gives(fixing("2026-04-10", { ...FRIDAY, USD: "1.25" })))).toMatchObject({
      stored: 0,
    });
    expect((await table().fixingsUntil("2026-04-10"))[0]?.rates).toEqual(FRIDAY);
    expect(logs.text).toContain("returned other rates of 2026-04-10, which is final");
    expect(logs.metric("ProviderFailures")).toBe(1);
  });
});

test("the first publications of a table are compared with each other, too", async () => {
  await ingest(gives(fixing("2026-04-13", { USD: "1.1", JPY: "186" })));
  await ingest(gives(fixing("2026-04-13", { USD: "110", JPY: "18600" })));
  const { json } = await new Client(replica.current, { now: NOW.toISOString() }).ask("/v1/latest");
  expect(json).toMatchObject({ rates: { JPY: "186", USD: "1.1" }, stale: true, quarantined: ["JPY", "USD"] });
});

test("a fully quarantined publication does not change the age of the served rates", async () => {
  await ingest(gives(fixing("2026-04-09", { USD: "1.1", JPY: "186" })));
  await ingest(gives(fixing("2026-04-13", { USD: "110", JPY: "18600" })));
  const age = 4 * 86_400 + 3600;
  // The sums of both runs.
  expect([logs.metric("RatesAge"), logs.metric("RatesStale")]).toEqual([2 * age, 2]);
  const { json } = await new Client(replica.current, { now: NOW.toISOString() }).ask("/status");
  expect(json).toMatchObject({ asOf: "2026-04-09", ageSeconds: age, stale: true });
});

describe("live rates", () => {
  const LIVE = { source: "open-exchange-rates", base: "USD" } as const;
  const live = (time: string, rates: Rates) =>
    gives(fixing("2026-04-13", rates, { ...LIVE, time, every: 60 }));
  const at = (time: string, rates: Rates) => live(`2026-04-13T${time}Z`, rates);

  test("a move is confirmed when it has lasted for an hour, not by the next minute", async () => {
    await ingest(at("12:00:00", { EUR: "0.85", TRY: "45" }));
    await ingest(at("12:01:00", { EUR: "0.85", TRY: "90" }));
    expect(await ingest(at("12:02:00", { EUR: "0.85", TRY: "90" }))).toMatchObject({ heldBack: 1 });
    expect(await ingest(at("13:02:00", { EUR: "0.85", TRY: "90" }))).toMatchObject({ heldBack: 0 });
  });

  test("the first ones after a fixing are stored for the day, with the first days of their currencies", async () => {
    await ingest(at("13:59:00", { EUR: "0.85", AED: "3.6725" }));
    await ingest(at("14:00:00", { EUR: "0.86", AED: "3.6725" }));
    await ingest(at("14:01:00", { EUR: "0.87", AED: "3.6725" }));
    const kept = await table().fixingsUntil("2026-04-13");
    expect(kept.map(({ time, rates }) => [time, rates["EUR"]])).toEqual([["2026-04-13T14:00:00Z", "0.86"]]);
    expect((await table().coverage()).get("AED")).toEqual({ firstDay: "2026-04-13", lastDay: "2026-04-13" });
    const client = new Client(replica.current, { now: NOW.toISOString() });
    expect((await client.ask("/v1/currencies")).text).toContain('"code":"AED"');
    expect((await client.ask("/v1/rates/2026-04-13?symbols=AED&base=USD")).json).toMatchObject({
      kind: "live",
      rates: { AED: "3.6725" },
    });
  });

  test("with a long interval, the day's last ones are stored for the day", async () => {
    const every = (hours: number, time: string) =>
      gives(
        fixing("2026-04-13", { EUR: "0.85" }, { ...LIVE, time: `2026-04-13T${time}Z`, every: hours * 3600 }),
      );
    await ingest(every(12, "00:10:00"));
    expect(await table().fixingsUntil("2026-04-13")).toEqual([]);
    await ingest(every(12, "12:10:00"));
    expect(await table().fixingsUntil("2026-04-13")).toMatchObject([{ time: "2026-04-13T12:10:00Z" }]);
  });

  test("overdue rates of one kind are reported, even if those of the other kind are fresh", async () => {
    await table().store(fixing("2026-04-13", { USD: "1.1684" }));
    await expect(ingestAs("live", DOWN)).rejects.toThrow("answered 500");
    expect(logs.metric("RatesStale")).toBe(1);
    logs.clear();
    await ingestAs("live", at("14:59:00", { EUR: "0.85" }));
    await expect(ingestAs("live", DOWN)).rejects.toThrow("answered 500");
    await expect(ingest(DOWN)).rejects.toThrow("answered 500");
    expect(logs.metric("RatesStale")).toBe(0);
  });

  test("fresh live rates do not hide that fixings are overdue", async () => {
    await table().store(fixing("2026-04-09", { USD: "1.1684" }));
    await ingestAs("live", at("14:59:00", { EUR: "0.85" }));
    expect(logs.metric("RatesStale")).toBe(0);
    await expect(ingest(DOWN)).rejects.toThrow("answered 500");
    expect(logs.metric("RatesStale")).toBe(1);
    expect(logs.metric("RatesAge")).toBe(2 * 60);
  });

  test("rejects rates of a future time, which would be the newest until then", async () => {
    await expect(ingest(at("15:05:01", { EUR: "0.85" }))).rejects.toThrow("rates from the future");
    expect(await ingest(at("15:04:59", { EUR: "0.85" }))).toMatchObject({ stored: 1 });
  });
});

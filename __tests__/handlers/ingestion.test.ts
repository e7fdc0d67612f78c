import { Decimal } from "../../handlers/domain/decimal";
import type { Snapshot } from "../../handlers/domain/snapshot";
import { Ingestion } from "../../handlers/ingestion";
import { ProviderChain, ProviderFailure, type RateProvider } from "../../handlers/providers";
import { Client } from "./client";
import { FIXINGS, fixing } from "./fixings";
import { Logs } from "./logs";
import { replicaForEachTest } from "./replica";

const logs = new Logs();
const replica = replicaForEachTest();
const NOW = new Date("2026-04-13T15:00:00Z");

const table = () => replica.current.table;

function ingest(...providers: RateProvider[]) {
  const chain = new ProviderChain(providers, 0);
  return new Ingestion({ table: table(), chain, maxJump: new Decimal("0.2") }).run(NOW, { requestId: "run" });
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

test("the same rates again write nothing", async () => {
  await ingest(gives(fixing("2026-04-13", { USD: "1.1684" })));
  const send = jest.spyOn(replica.current.client, "send");
  expect(await ingest(gives(fixing("2026-04-13", { USD: "1.1684" })))).toMatchObject({ stored: 0 });
  expect(send.mock.calls.filter(([command]) => command.constructor.name === "PutCommand")).toEqual([]);
});

test("rates that the source has corrected replace its own, of that day alone", async () => {
  await ingest(gives(fixing("2026-04-10", { USD: "1.1711" })));
  await ingest(gives(fixing("2026-04-13", { USD: "1.1864" })));
  await ingest(gives(fixing("2026-04-13", { USD: "1.1684" })));
  expect((await table().newest(NOW)).map(({ rates }) => rates["USD"])).toEqual(["1.1684", "1.1711"]);
});

test("old rates never take the place of newer ones", async () => {
  await ingest(gives(fixing("2026-04-13", { USD: "1.1684" })));
  await ingest(gives(fixing("2026-04-08", { USD: "1.1706" }, { source: "frankfurter" })));
  expect((await table().newest(NOW))[0]?.day).toBe("2026-04-13");
});

test("a rate that jumps is held back, told and never served", async () => {
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

test("the next provider is asked where one fails, which is counted", async () => {
  expect(await ingest(DOWN, gives(fixing("2026-04-13", { USD: "1.1684" })))).toMatchObject({ source: "ecb" });
  expect(logs.metric("ProviderFailures")).toBe(1);
  expect(logs.records).toContainEqual(
    expect.objectContaining({ provider: "frankfurter", reason: "frankfurter answered 500" }),
  );
});

test("where all providers fail, the run fails, the age is still told, and nothing is lost", async () => {
  await ingest(gives(fixing("2026-04-10", { USD: "1.1711" })));
  await expect(ingest(DOWN)).rejects.toThrow("frankfurter answered 500");
  expect(logs.metric("RatesAge")).toBeGreaterThan(0);
  expect(await table().newest(NOW)).toHaveLength(1);
});

test("fixings that earlier runs missed are fetched after the fact", async () => {
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

test("fixings that cannot be fetched after the fact do not keep the newest from being stored", async () => {
  const provider = gives(fixing("2026-04-13", { USD: "1.1684" }), () =>
    Promise.reject(new ProviderFailure("ecb", "answered 500")),
  );
  expect(await ingest(provider)).toMatchObject({ stored: 1 });
  expect(logs.records).toContainEqual(expect.objectContaining({ level: "WARN", reason: "ecb answered 500" }));
});

test("the first day of a currency is kept, and the last one when it is gone", async () => {
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

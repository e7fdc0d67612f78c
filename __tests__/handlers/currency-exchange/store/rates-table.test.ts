import { PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { BatchWriter } from "../../../../handlers/currency-exchange/backfill/batch-writer";
import { daysBetween } from "../../../../handlers/currency-exchange/domain/day";
import { CURRENCY_NAMES } from "../../../../handlers/currency-exchange/domain/iso-4217";
import { itemOf } from "../../../../handlers/currency-exchange/store/items";
import { WritableRatesTable } from "../../../../handlers/currency-exchange/store/writable-rates-table";
import { ReplicaFailure } from "../../../../handlers/replica";
import { Logs } from "../../logs";
import { FIXINGS, fixing } from "../fixings";
import { Replica, TABLE } from "../replica";

const logs = new Logs();
let replica: Replica;
let table: WritableRatesTable;

beforeEach(async () => {
  replica = await Replica.start();
  table = new WritableRatesTable(replica.client, TABLE);
});
afterEach(() => replica.stop());

test("reads a snapshot as stored, including its quarantine", async () => {
  const snapshot = fixing("2026-04-13", { USD: "1.1684" }, { held: { TRY: "5000" } });
  await table.store(snapshot);
  expect(await table.fixingsUntil("2026-04-13")).toEqual([snapshot]);
});

test("an item depends only on the snapshot, with a key of its day and source", async () => {
  await table.store(fixing("2026-04-13", { USD: "1.1684" }));
  await table.store(fixing("2026-04-13", { USD: "1.1684" }, { source: "frankfurter" }));
  const { Items } = await replica.client.send(new ScanCommand({ TableName: TABLE }));
  expect(Items).toEqual([
    { pk: "DAILY#2026", sk: "2026-04-13#ecb", base: "EUR", rates: { USD: "1.1684" } },
    { pk: "DAILY#2026", sk: "2026-04-13#frankfurter", base: "EUR", rates: { USD: "1.1684" } },
  ]);
});

test("prefers the central bank itself if two sources have a day", async () => {
  await table.store(fixing("2026-04-13", { USD: "1.1" }, { source: "frankfurter" }));
  await table.store(fixing("2026-04-13", { USD: "1.2" }));
  const [first] = await table.newest(new Date("2026-04-13T15:00:00Z"));
  expect(first?.source).toBe("ecb");
});

test("in January, the days before are those of the year before", async () => {
  for (const snapshot of [
    fixing("2025-12-30", { USD: "1.1" }),
    fixing("2025-12-31", { USD: "1.2" }),
    fixing("2026-01-02", { USD: "1.3" }),
  ]) {
    await table.store(snapshot);
  }
  const days = (await table.fixingsUntil("2026-01-04")).map(({ day }) => day);
  expect(days).toEqual(["2026-01-02", "2025-12-31", "2025-12-30"]);
});

test("live rates are the newest until the day's fixing, and expire after a week", async () => {
  const intraday = fixing(
    "2026-04-13",
    { EUR: "0.85" },
    { source: "open-exchange-rates", base: "USD", time: "2026-04-13T12:00:00Z" },
  );
  await table.store(fixing("2026-04-10", { USD: "1.1711" }));
  await table.store(intraday);
  const now = new Date("2026-04-13T12:30:00Z");
  expect((await table.newest(now))[0]).toEqual(intraday);

  await table.store(fixing("2026-04-13", { USD: "1.1684" }));
  expect((await table.newest(now)).map(({ source }) => source)).toEqual([
    "ecb",
    "open-exchange-rates",
    "ecb",
  ]);

  const afterAWeek = await table.newest(new Date("2026-04-20T12:00:01Z"));
  expect(afterAWeek.filter(({ time }) => time !== undefined)).toEqual([]);
});

test("only live rates expire", async () => {
  await table.store(fixing("2026-04-10", { USD: "1.1711" }));
  await table.store(
    fixing("2026-04-13", { USD: "1.1" }, { source: "open-exchange-rates", time: "2026-04-13T12:00:00Z" }),
  );
  const { Items = [] } = await replica.client.send(new ScanCommand({ TableName: TABLE }));
  expect(Items.map(({ pk, expiresAt }) => [pk, expiresAt])).toEqual(
    expect.arrayContaining([
      ["DAILY#2026", undefined],
      ["INTRADAY", Date.parse("2026-04-20T12:00:00Z") / 1000],
    ]),
  );
});

test("a range over several years returns the requested currencies, newest first", async () => {
  await Promise.all(FIXINGS.map((snapshot) => table.store(snapshot)));
  const found = await table.fixingsBetween("2025-12-31", "2026-04-01", ["BGN", "USD"]);
  expect(found.map(({ day, rates }) => [day, rates])).toEqual([
    ["2026-04-01", { USD: "1.1605" }],
    ["2026-03-31", { USD: "1.1498" }],
    ["2025-12-31", { BGN: "1.9558", USD: "1.175" }],
  ]);
});

test("the first and last day of a currency are those on which it was seen, in whatever order they were written", async () => {
  await table.storeSeen("BGN", "2010-01-04");
  await table.storeSeen("BGN", "2025-12-31");
  await table.storeSeen("BGN", "2000-07-19");
  await table.storeSeen("USD", "1999-01-04");
  expect(await table.coverage()).toEqual(
    new Map([
      ["BGN", { firstDay: "2000-07-19", lastDay: "2025-12-31" }],
      ["USD", { firstDay: "1999-01-04", lastDay: "1999-01-04" }],
    ]),
  );
});

test("items of a newer version of the functions, which replication copies, do not make reads fail", async () => {
  const now = new Date("2026-04-13T15:00:00Z");
  const item = { base: "EUR", rates: { USD: "1.2" }, expiresAt: 2_000_000_000 };
  for (const key of [
    { pk: "DAILY#2026", sk: "2026-04-13#another-source" },
    { pk: "DAILY#2026", sk: "2026-04-13#ecb#evening" },
    { pk: "DAILY#2026", sk: "2026-04-14#ecb", rates: { USD: 1.2 } },
    { pk: "INTRADAY", sk: "2026-04-13T13:59:00Z#another-source" },
    { pk: "SEEN", sk: "USD" },
  ]) {
    await replica.client.send(new PutCommand({ TableName: TABLE, Item: { ...item, ...key } }));
  }
  const known = fixing("2026-04-13", { USD: "1.1684" });
  await table.store(known);
  expect(await table.newest(now)).toEqual([known]);
  expect(await table.fixingsBetween("2026-04-01", "2026-04-30", ["USD"])).toEqual([known]);
  expect(await table.liveUntil(now)).toBeUndefined();
  expect(await table.coverage()).toEqual(new Map());
  expect(logs.text).toContain("Skipped items that are not snapshots");
});

test("a missing table is a fault of the replica", async () => {
  await expect(new WritableRatesTable(replica.client, "another").newest(new Date())).rejects.toThrow(
    ReplicaFailure,
  );
});

test("returns a complete range that exceeds one DynamoDB response", async () => {
  const codes = Object.keys(CURRENCY_NAMES).filter((code) => code !== "EUR");
  const rates = Object.fromEntries(codes.map((code) => [code, "1.2345678901234567890"]));
  const days = daysBetween("2025-01-01", "2025-10-31");
  const writer = new BatchWriter({ client: replica.client, tableName: TABLE, writesPerSecond: 1_000_000 });
  await writer.write(
    days.map((day) => itemOf(fixing(day, rates))),
    () => undefined,
  );
  const send = jest.spyOn(replica.client, "send");
  expect(await table.fixingsBetween("2025-01-01", "2025-10-31")).toHaveLength(days.length);
  expect(send.mock.calls.length).toBeGreaterThan(1);
});

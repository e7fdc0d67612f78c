import { RecentRates } from "../../../../handlers/currency-exchange/store/recent-rates";
import { WritableRatesTable } from "../../../../handlers/currency-exchange/store/writable-rates-table";
import { ReplicaFailure } from "../../../../handlers/replica";
import { Logs } from "../../logs";
import { fixing } from "../fixings";
import { Replica, TABLE } from "../replica";

const logs = new Logs();
const NOON = new Date("2026-04-14T12:00:00Z");
const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1000);

let replica: Replica;
let table: WritableRatesTable;
let recent: RecentRates;

beforeEach(async () => {
  replica = await Replica.start();
  table = new WritableRatesTable(replica.client, TABLE);
  recent = new RecentRates(table);
});
afterEach(() => replica.stop());

test("serves stored rates from memory for one minute, then reads them again", async () => {
  await table.store(fixing("2026-04-10", { USD: "1.1" }));
  await recent.get(NOON);
  await table.store(fixing("2026-04-13", { USD: "1.2" }));
  expect((await recent.get(later(59)))[0]?.day).toBe("2026-04-10");
  expect((await recent.get(later(61)))[0]?.day).toBe("2026-04-13");
});

test("reads an empty table on every request, so that the first rates are served at once", async () => {
  expect(await recent.get(NOON)).toEqual([]);
  await table.store(fixing("2026-04-13", { USD: "1.2" }));
  expect(await recent.get(later(1))).toHaveLength(1);
});

test("serves rates from memory while the replica does not respond, and does not read it for 5 s", async () => {
  await table.store(fixing("2026-04-13", { USD: "1.2" }));
  await recent.get(NOON);
  await replica.stop();
  expect((await recent.get(later(100)))[0]?.day).toBe("2026-04-13");
  expect(logs.metric("ReplicaFailures")).toBe(1);
  await recent.get(later(104));
  expect(logs.metric("ReplicaFailures")).toBe(1);
  await recent.get(later(106));
  expect(logs.metric("ReplicaFailures")).toBe(2);
});

test("without rates in memory, a replica that does not respond is an error", async () => {
  await replica.stop();
  await expect(recent.get(NOON)).rejects.toThrow(ReplicaFailure);
});

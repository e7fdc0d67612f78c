import { Client } from "../client";
import { FIXINGS, fixing } from "../fixings";
import { Logs } from "../logs";
import { Replica, replicaForEachTest, TABLE } from "../replica";

new Logs();
const replica = replicaForEachTest();
const NOW = "2026-04-13T15:00:00Z";

async function stored(snapshots = FIXINGS): Promise<Client> {
  const table = replica.current.table;
  for (const snapshot of snapshots) {
    await table.store(snapshot);
  }
  return new Client(replica.current, { now: NOW });
}

describe("GET /v1/latest", () => {
  test("is the newest rates against the euro, with day, source and age", async () => {
    const { status, json } = await (await stored()).ask("/v1/latest");
    expect(status).toBe(200);
    expect(json).toEqual({
      base: "EUR",
      asOf: "2026-04-13",
      source: "ecb",
      stale: false,
      ageSeconds: 3600,
      rates: { GBP: "0.87058", JPY: "186.75", USD: "1.1684" },
    });
  });

  test("is against another base, and of some currencies, when asked", async () => {
    const { json } = await (await stored()).ask("/v1/latest?base=usd&symbols=EUR,USD,jpy,JPY");
    expect(json).toMatchObject({
      base: "USD",
      rates: { EUR: "0.85587127695994522424", JPY: "159.83396097226977063", USD: "1" },
    });
  });

  test("serves rates however old they are, and says so", async () => {
    const client = await stored();
    client.now = new Date("2026-04-20T15:00:00Z");
    const { status, json } = await client.ask("/v1/latest");
    expect(status).toBe(200);
    expect(json).toMatchObject({ asOf: "2026-04-13", stale: true, ageSeconds: 7 * 86_400 + 3600 });
  });

  test("takes a currency that is held back from the fixing before", async () => {
    const client = await stored([
      fixing("2026-04-10", { USD: "1.1711", TRY: "52" }),
      fixing("2026-04-13", { USD: "1.1684" }, { held: { TRY: "5200" } }),
    ]);
    expect((await client.ask("/v1/latest?symbols=TRY")).json).toMatchObject({
      asOf: "2026-04-10",
      rates: { TRY: "52" },
    });
    expect((await client.ask("/v1/latest")).json).toMatchObject({
      asOf: "2026-04-13",
      rates: { USD: "1.1684" },
    });
  });

  test("names the currency that has no rate", async () => {
    const { status, json } = await (await stored()).ask("/v1/latest?symbols=USD,BRL");
    expect(status).toBe(404);
    expect(json).toMatchObject({ type: "/#no-rate", detail: "There is no rate of BRL in the newest rates" });
  });

  test("asks to come back where nothing is stored yet", async () => {
    const { status, json, headers } = await (await stored([])).ask("/v1/latest");
    expect(status).toBe(503);
    expect(json).toMatchObject({ type: "/#no-rates-yet" });
    expect(headers["Retry-After"]).toBe("60");
  });
});

describe("GET /v1/rates/{date}", () => {
  test("is the rates of that day", async () => {
    const { json } = await (await stored()).ask("/v1/rates/2026-04-08?symbols=USD");
    expect(json).toMatchObject({
      date: "2026-04-08",
      asOf: "2026-04-08",
      carriedForward: false,
      rates: { USD: "1.1706" },
    });
  });

  test("is those of the fixing before on a day without one, and says so", async () => {
    const { json } = await (await stored()).ask("/v1/rates/2026-04-06?symbols=USD");
    expect(json).toMatchObject({
      date: "2026-04-06",
      asOf: "2026-04-02",
      carriedForward: true,
      stale: false,
      rates: { USD: "1.1525" },
    });
  });

  test("is those of the old year on New Year's Day", async () => {
    const { json } = await (await stored()).ask("/v1/rates/2026-01-01?symbols=BGN");
    expect(json).toMatchObject({ asOf: "2025-12-31", rates: { BGN: "1.9558" } });
  });

  test("has no rate of a currency that was withdrawn", async () => {
    const { status, json } = await (await stored()).ask("/v1/rates/2026-04-13?symbols=HRK");
    expect(status).toBe(404);
    expect(json).toMatchObject({
      type: "/#no-rate",
      detail: "There is no rate of HRK on 2026-04-13 or in the days before it",
    });
  });

  test.each(["2026-02-30", "1998-12-31", "2026-04-15", "yesterday", "2026-4-1"])(
    "refuses %s",
    async (date) => {
      const { status, json } = await (await stored()).ask(`/v1/rates/${date}`);
      expect(status).toBe(400);
      expect(json).toMatchObject({
        type: "/#invalid-parameter",
        detail: expect.stringContaining(`date: "${date}" is not a day`),
      });
    },
  );

  test("allows tomorrow: it may have begun where the client is", async () => {
    expect((await (await stored()).ask("/v1/rates/2026-04-14")).json).toMatchObject({ asOf: "2026-04-13" });
  });
});

describe("GET /v1/currencies", () => {
  test("lists those in use and those withdrawn, with the days of their first and last rates", async () => {
    const client = await stored();
    const table = replica.current.table;
    for (const day of ["2000-07-19", "2025-12-31"] as const) {
      await table.storeSeen("BGN", day);
    }
    for (const code of ["EUR", "USD", "JPY", "GBP"]) {
      await table.storeSeen(code, "1999-01-04");
    }
    expect((await client.ask("/v1/currencies")).json).toEqual({
      currencies: [
        { code: "BGN", name: "Bulgarian Lev", minorUnits: 2, firstDay: "2000-07-19", lastDay: "2025-12-31" },
        { code: "EUR", name: "Euro", minorUnits: 2, firstDay: "1999-01-04", lastDay: "2026-04-13" },
        { code: "GBP", name: "Pound Sterling", minorUnits: 2, firstDay: "1999-01-04", lastDay: "2026-04-13" },
        { code: "JPY", name: "Yen", minorUnits: 0, firstDay: "1999-01-04", lastDay: "2026-04-13" },
        { code: "USD", name: "US Dollar", minorUnits: 2, firstDay: "1999-01-04", lastDay: "2026-04-13" },
      ],
    });
  });
});

describe("GET /status", () => {
  test("answers with region, version and the age of the newest rates", async () => {
    const { status, json, headers } = await (await stored()).ask("/status");
    expect(status).toBe(200);
    expect(json).toEqual({
      status: "ok",
      region: "eu-west-1",
      version: "test",
      asOf: "2026-04-13",
      ageSeconds: 3600,
    });
    expect(headers["Cache-Control"]).toBe("no-store");
  });

  test("is well without rates, and with old ones: those are not the region's faults", async () => {
    const client = await stored([]);
    expect((await client.ask("/status")).json).toEqual({
      status: "ok",
      region: "eu-west-1",
      version: "test",
    });
    client.now = new Date("2027-01-01T00:00:00Z");
    expect((await client.ask("/status")).status).toBe(200);
  });

  test("is 503 as soon as the replica does not answer, though rates are in memory", async () => {
    const client = await stored();
    await client.ask("/v1/latest");
    await replica.current.stop();
    const { status, json } = await client.ask("/status");
    expect(status).toBe(503);
    expect(json).toMatchObject({ type: "/#region-unavailable" });
    expect((await client.ask("/v1/latest")).status).toBe(200);
  });

  test("is 503 where the table is missing", async () => {
    const other = await Replica.start();
    const { DeleteTableCommand } = await import("@aws-sdk/client-dynamodb");
    await other.client.send(new DeleteTableCommand({ TableName: TABLE }));
    expect((await new Client(other, { now: NOW }).ask("/status")).status).toBe(503);
    await other.stop();
  });
});

import { Logs } from "../../logs";
import { Client } from "../client";
import { FIXINGS, fixing } from "../fixings";
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

const LIVE = {
  source: "open-exchange-rates",
  base: "USD",
  time: "2026-04-13T14:59:00Z",
  every: 60,
} as const;

describe("GET /v1/latest", () => {
  test("returns the newest rates against the euro, with day, source and age", async () => {
    const { status, json } = await (await stored()).ask("/v1/latest");
    expect(status).toBe(200);
    expect(json).toEqual({
      base: "EUR",
      kind: "daily-reference",
      asOf: "2026-04-13",
      source: "ecb",
      stale: false,
      ageSeconds: 3600,
      rates: { GBP: "0.87058", JPY: "186.75", USD: "1.1684" },
      fallbacks: [],
      quarantined: [],
      missing: [],
    });
  });

  test("supports another base and a selection of currencies", async () => {
    const { json } = await (await stored()).ask("/v1/latest?base=usd&symbols=EUR,USD,jpy,JPY");
    expect(json).toMatchObject({
      base: "USD",
      rates: { EUR: "0.85587127695994522424", JPY: "159.83396097226977063", USD: "1" },
    });
  });

  test("serves rates of any age and marks them as stale", async () => {
    const client = await stored();
    client.now = new Date("2026-04-20T15:00:00Z");
    const { status, json } = await client.ask("/v1/latest");
    expect(status).toBe(200);
    expect(json).toMatchObject({ asOf: "2026-04-13", stale: true, ageSeconds: 7 * 86_400 + 3600 });
  });

  test("returns the last accepted rate of a currency in quarantine, and lists it as old", async () => {
    const client = await stored([
      fixing("2026-04-10", { USD: "1.1711", TRY: "52" }),
      fixing("2026-04-13", { USD: "1.1684" }, { held: { TRY: "5200" } }),
    ]);
    const friday = { kind: "daily-reference", asOf: "2026-04-10", source: "ecb", stale: true };
    for (const address of ["/v1/latest", "/v1/latest?symbols=USD,TRY", "/v1/rates/2026-04-13"]) {
      expect((await client.ask(address)).json).toMatchObject({
        asOf: "2026-04-13",
        stale: false,
        rates: { TRY: "52", USD: "1.1684" },
        fallbacks: [{ ...friday, currencies: ["TRY"] }],
        quarantined: ["TRY"],
        missing: [],
      });
    }
    expect((await client.ask("/v1/latest?symbols=TRY")).json).toMatchObject({
      ...friday,
      rates: { TRY: "52" },
      fallbacks: [],
      quarantined: ["TRY"],
    });
    expect((await client.ask("/v1/latest?base=TRY")).json).toMatchObject({
      ...friday,
      quarantined: ["TRY"],
    });
    expect((await client.ask("/v1/convert?from=EUR&to=TRY&amount=1")).json).toMatchObject(friday);
    expect((await client.ask("/v1/convert?from=EUR&to=USD&amount=1")).json).toMatchObject({ stale: false });
  });

  test("is never empty: if a whole publication is quarantined, the one before is served", async () => {
    const client = await stored([
      fixing("2026-04-10", { USD: "1.1711", TRY: "52" }),
      fixing("2026-04-13", {}, { held: { USD: "117.11", TRY: "5200", BRL: "6" } }),
    ]);
    expect((await client.ask("/v1/latest")).json).toMatchObject({
      asOf: "2026-04-10",
      stale: true,
      rates: { TRY: "52", USD: "1.1711" },
      fallbacks: [],
      quarantined: ["BRL", "TRY", "USD"],
      missing: ["BRL"],
    });
  });

  test("drops a currency that was withdrawn, two weeks after its last rate", async () => {
    const client = await stored([
      fixing("2026-03-29", { USD: "1.15", BGN: "1.9558" }),
      fixing("2026-04-13", { USD: "1.1684" }),
    ]);
    expect((await client.ask("/v1/latest")).json).toMatchObject({ rates: { USD: "1.1684" }, missing: [] });
  });

  test("is live if live rates are the newest, and lists currencies of other publications", async () => {
    const client = await stored([
      fixing("2026-04-13", { USD: "1.1684", ISK: "144" }),
      fixing("2026-04-13", { EUR: "0.8559", AED: "3.6725" }, LIVE),
    ]);
    const live = { kind: "live", asOf: "2026-04-13T14:59:00Z", source: "open-exchange-rates" };
    expect((await client.ask("/v1/latest")).json).toEqual({
      base: "EUR",
      ...live,
      ageSeconds: 60,
      stale: false,
      rates: { AED: "4.2908050005841803949", ISK: "144", USD: "1.1683607898118939128" },
      fallbacks: [
        {
          kind: "daily-reference",
          asOf: "2026-04-13",
          source: "ecb",
          ageSeconds: 3600,
          stale: false,
          currencies: ["ISK"],
        },
      ],
      quarantined: [],
      missing: [],
    });
    expect((await client.ask("/v1/convert?from=EUR&to=AED&amount=1")).json).toMatchObject(live);
    expect((await client.ask("/v1/latest")).headers["Cache-Control"]).toBe("public, max-age=60");
    client.now = new Date("2026-04-13T15:04:01Z");
    expect((await client.ask("/v1/latest")).json).toMatchObject({ ...live, stale: true });
  });

  test("names the currency that has no rate", async () => {
    const { status, json } = await (await stored()).ask("/v1/latest?symbols=USD,BRL");
    expect(status).toBe(404);
    expect(json).toMatchObject({ type: "/#no-rate", detail: "There is no rate for BRL in the newest rates" });
  });

  test("returns Retry-After if no rates are stored yet", async () => {
    const { status, json, headers } = await (await stored([])).ask("/v1/latest");
    expect(status).toBe(503);
    expect(json).toMatchObject({ type: "/#no-rates-yet" });
    expect(headers["Retry-After"]).toBe("60");
  });
});

describe("GET /v1/rates/{date}", () => {
  test("returns the rates of the day", async () => {
    const { json } = await (await stored()).ask("/v1/rates/2026-04-08?symbols=USD");
    expect(json).toMatchObject({
      date: "2026-04-08",
      asOf: "2026-04-08",
      carriedForward: false,
      rates: { USD: "1.1706" },
    });
  });

  test("returns the previous fixing for a day without one, and marks it", async () => {
    const { json } = await (await stored()).ask("/v1/rates/2026-04-06?symbols=USD");
    expect(json).toMatchObject({
      date: "2026-04-06",
      asOf: "2026-04-02",
      carriedForward: true,
      stale: false,
      rates: { USD: "1.1525" },
    });
  });

  test("returns the rates of the old year on New Year's Day", async () => {
    const { json } = await (await stored()).ask("/v1/rates/2026-01-01?symbols=BGN");
    expect(json).toMatchObject({ asOf: "2025-12-31", rates: { BGN: "1.9558" } });
  });

  test("has no rate for a withdrawn currency", async () => {
    const { status, json } = await (await stored()).ask("/v1/rates/2026-04-13?symbols=HRK");
    expect(status).toBe(404);
    expect(json).toMatchObject({
      type: "/#no-rate",
      detail: "There is no rate for HRK on 2026-04-13 or the days before it",
    });
  });

  test("returns the day's fixing, and for other currencies the live rates stored for the day", async () => {
    const client = await stored();
    const kept = fixing(
      "2026-04-08",
      { EUR: "0.85", AED: "3.6725" },
      { ...LIVE, time: "2026-04-08T14:00:04Z" },
    );
    await replica.current.table.storeSample(kept);
    const { json } = await client.ask("/v1/rates/2026-04-08?symbols=USD,AED");
    expect(json).toMatchObject({
      kind: "daily-reference",
      asOf: "2026-04-08",
      carriedForward: false,
      stale: false,
      rates: { AED: "4.3205882352941176471", USD: "1.1706" },
      fallbacks: [{ kind: "live", asOf: "2026-04-08T14:00:04Z", stale: false, currencies: ["AED"] }],
    });
    expect((await client.ask("/v1/convert?from=EUR&to=AED&amount=1&date=2026-04-08")).json).toMatchObject({
      kind: "live",
      carriedForward: false,
    });
    expect((await client.ask("/v1/history/EUR/AED?from=2026-04-01")).json).toMatchObject({
      kind: "live",
      points: [{ date: "2026-04-08", rate: "4.3205882352941176471", source: "open-exchange-rates" }],
    });
    expect((await client.ask("/v1/history/EUR/USD?from=2026-04-08&to=2026-04-08")).json).toMatchObject({
      points: [{ date: "2026-04-08", rate: "1.1706", source: "ecb" }],
    });
  });

  test("accepts percent-encoded characters that need no encoding", async () => {
    const client = await stored();
    expect((await client.ask("/v1/rates/2026%2D04%2D08")).json).toMatchObject({ date: "2026-04-08" });
    expect((await client.ask("/v1/history/%45UR/US%44?from=2026-04-08")).status).toBe(200);
    expect((await client.ask("/v1/rates/2026%2D04%zz")).status).toBe(400);
  });

  test.each(["2026-02-30", "1998-12-31", "2026-04-15", "yesterday", "2026-4-1"])(
    "refuses %s",
    async (date) => {
      const { status, json } = await (await stored()).ask(`/v1/rates/${date}`);
      expect(status).toBe(400);
      expect(json).toMatchObject({
        type: "/#invalid-parameter",
        detail: expect.stringContaining(`date: "${date}" is not an existing day`),
      });
    },
  );

  test("allows tomorrow: it may have begun where the client is", async () => {
    expect((await (await stored()).ask("/v1/rates/2026-04-14")).json).toMatchObject({ asOf: "2026-04-13" });
  });
});

describe("GET /v1/currencies", () => {
  test("lists current and withdrawn currencies, with their first and last days", async () => {
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
      kind: "daily-reference",
      asOf: "2026-04-13",
      source: "ecb",
      ageSeconds: 3600,
      stale: false,
    });
    expect(headers["Cache-Control"]).toBe("no-store");
  });

  test("succeeds without rates and with old rates, which are not faults of the region", async () => {
    const client = await stored([]);
    expect((await client.ask("/status")).json).toEqual({
      status: "ok",
      region: "eu-west-1",
      version: "test",
    });
    client.now = new Date("2027-01-01T00:00:00Z");
    expect((await client.ask("/status")).status).toBe(200);
  });

  test("returns 503 as soon as the replica does not respond, even with rates in memory", async () => {
    const client = await stored();
    await client.ask("/v1/latest");
    await replica.current.stop();
    const { status, json } = await client.ask("/status");
    expect(status).toBe(503);
    expect(json).toMatchObject({ type: "/#region-unavailable" });
    expect((await client.ask("/v1/latest")).status).toBe(200);
  });

  test("returns 503 if the table is missing", async () => {
    const other = await Replica.start();
    const { DeleteTableCommand } = await import("@aws-sdk/client-dynamodb");
    await other.client.send(new DeleteTableCommand({ TableName: TABLE }));
    expect((await new Client(other, { now: NOW }).ask("/status")).status).toBe(503);
    await other.stop();
  });
});

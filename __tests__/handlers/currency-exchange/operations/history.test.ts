import type { Day } from "../../../../handlers/currency-exchange/domain/day";
import type { Rates, Snapshot } from "../../../../handlers/currency-exchange/domain/snapshot";
import { Logs } from "../../logs";
import { Client } from "../client";
import { fixing } from "../fixings";
import { replicaWithFixings } from "../replica";

new Logs();

const replica = replicaWithFixings();
let client: Client;
beforeAll(async () => {
  await replica.current.table.store(fixing("2026-04-13", { USD: "9" }, { source: "frankfurter" }));
  client = new Client(replica.current, { now: "2026-04-13T15:00:00Z" });
});

test("returns one rate per day from the best source, oldest first", async () => {
  const { status, json } = await client.ask("/v1/history/EUR/USD?from=2026-04-08");
  expect(status).toBe(200);
  expect(json).toEqual({
    base: "EUR",
    quote: "USD",
    interval: "day",
    from: "2026-04-08",
    to: "2026-04-13",
    kind: "daily-reference",
    asOf: "2026-04-13",
    source: "ecb",
    ageSeconds: 3600,
    stale: false,
    points: [
      { date: "2026-04-08", rate: "1.1706", source: "ecb" },
      { date: "2026-04-09", rate: "1.1685", source: "ecb" },
      { date: "2026-04-10", rate: "1.1711", source: "ecb" },
      { date: "2026-04-13", rate: "1.1684", source: "ecb" },
    ],
  });
});

test("returns open, high, low and close of weeks and months, newest first on request", async () => {
  const { json } = await client.ask("/v1/history/EUR/USD?from=2026-03-31&interval=week&order=desc");
  expect(json).toMatchObject({
    points: [
      { date: "2026-04-13", open: "1.1684", high: "1.1684", low: "1.1684", close: "1.1684", fixings: 1 },
      { date: "2026-04-06", open: "1.1557", high: "1.1711", low: "1.1557", close: "1.1711", fixings: 4 },
      { date: "2026-03-30", open: "1.1498", high: "1.1605", low: "1.1498", close: "1.1525", fixings: 3 },
    ],
  });
  const months = await client.ask("/v1/history/EUR/USD?from=2026-03-01&interval=month");
  expect(months.json).toMatchObject({
    points: [
      { date: "2026-03-01", fixings: 1 },
      { date: "2026-04-01", fixings: 7 },
    ],
  });
});

test("returns CSV or NDJSON according to Accept", async () => {
  const csv = await client.ask("/v1/history/EUR/JPY?from=2026-04-10", { headers: { Accept: "text/csv" } });
  expect(csv.headers["Content-Type"]).toBe("text/csv; charset=utf-8");
  expect(csv.text).toBe("date,rate,source\n2026-04-10,186.43,ecb\n2026-04-13,186.75,ecb\n");
  const weeks = await client.ask("/v1/history/EUR/JPY?from=2026-04-10&interval=week", {
    headers: { accept: "text/csv" },
  });
  expect(weeks.text).toContain(
    "date,open,high,low,close,fixings,sources\n2026-04-06,186.43,186.43,186.43,186.43,1,ecb\n",
  );
  const lines = await client.ask("/v1/history/EUR/JPY?from=2026-04-10", {
    headers: { Accept: "application/x-ndjson" },
  });
  expect(lines.text).toBe(
    '{"date":"2026-04-10","rate":"186.43","source":"ecb"}\n{"date":"2026-04-13","rate":"186.75","source":"ecb"}\n',
  );
  expect((await client.ask("/v1/history/EUR/JPY", { headers: { Accept: "text/html" } })).status).toBe(406);
});

test("continues in another region with only the cursor", async () => {
  const other = new Client(replica.current, { now: "2026-04-13T15:00:01Z", region: "us-east-1" });
  const first = await client.ask("/v1/history/GBP/USD?from=2026-03-31&order=desc&limit=3");
  const link = /^<(.*)>; rel="next"$/.exec(String(first.headers["Link"]))?.[1] ?? "";
  const second = await other.ask(link);
  const dates = [first, second].map(({ json }) =>
    JSON.stringify(json)
      .match(/"date":"[^"]*/g)
      ?.map((text) => text.slice(8)),
  );
  expect(dates).toEqual([
    ["2026-04-13", "2026-04-10", "2026-04-09"],
    ["2026-04-08", "2026-04-07", "2026-04-02"],
  ]);
  expect(first.json).toMatchObject({ next: expect.stringMatching(/^[\w-]+$/) });
});

test("rejects a cursor of another listing and an invalid cursor", async () => {
  const { json } = await client.ask("/v1/history/EUR/USD?limit=1");
  const next = JSON.stringify(json).match(/"next":"([^"]*)/)?.[1];
  for (const address of [
    `/v1/history/EUR/JPY?cursor=${next}`,
    `/v1/history/EUR/USD?cursor=${next}&order=desc`,
    "/v1/history/EUR/USD?cursor=AAAA",
  ]) {
    const { status, json: problem } = await client.ask(address);
    expect(status).toBe(400);
    expect(problem).toMatchObject({
      type: "/#invalid-parameter",
      detail: expect.stringMatching(/^cursor: (belongs to|not the) /),
    });
  }
  expect((await client.ask(`/v1/history/EUR/USD?cursor=${next}&order=asc&interval=day`)).status).toBe(200);
});

test("is 1 between a currency and itself", async () => {
  const { status, json } = await client.ask("/v1/history/USD/USD?from=2026-04-13");
  expect(status).toBe(200);
  expect(json).toMatchObject({ points: [{ date: "2026-04-13", rate: "1" }] });
});

test("has at least one point per page if there is one within five years of the first requested day", async () => {
  const { json } = await client.ask("/v1/history/EUR/USD?from=2021-06-01&limit=1");
  expect(json).toMatchObject({
    points: [{ date: "2025-12-31", rate: "1.175", source: "ecb" }],
    next: expect.any(String),
  });
  const { json: newest } = await client.ask("/v1/history/EUR/BGN?limit=1&order=desc");
  expect(newest).toMatchObject({ points: [{ date: "2025-12-31", rate: "1.9558" }] });
});

test.each([
  ["before the euro", "EUR USD day desc 0000-01-01 2026-04-13 2026-04-13"],
  ["to the end of time", "EUR USD day asc 2026-04-01 9999-12-31 9999-12-31"],
  ["over all years", "EUR USD month asc 0001-01-01 9999-12-31 0001-01-01"],
  ["of years", "EUR USD year asc 2026-04-01 2026-04-13 2026-04-01"],
])("refuses the cursor of a listing %s", async (_what, listing) => {
  const cursor = Buffer.from(listing).toString("base64url");
  const { status, json } = await client.ask(`/v1/history/EUR/USD?cursor=${cursor}`);
  expect(status).toBe(400);
  expect(json).toMatchObject({ detail: "cursor: not the `next` of an earlier page" });
});

test("a listing has the same points on pages of every size, with live rates where a fixing lacks the pair", async () => {
  const { table } = replica.current;
  const sample = (day: Day, rates: Rates): Snapshot =>
    fixing(day, rates, { source: "open-exchange-rates", time: `${day}T14:30:00Z`, base: "USD" });
  await table.store(fixing("2023-03-01", { USD: "1.0684", HRK: "7.5345" }));
  await table.storeSample(sample("2023-03-01", { EUR: "0.93", HRK: "7.1" }));
  await table.store(fixing("2023-03-02", { USD: "1.0605" }));
  await table.storeSample(sample("2023-03-02", { EUR: "0.94", HRK: "7.05" }));
  // Its fixing is not stored yet.
  await table.storeSample(sample("2023-03-03", { EUR: "0.95", HRK: "7.0" }));
  const listing = "/v1/history/EUR/HRK?from=2023-02-01&to=2023-03-31";
  const all = [
    { date: "2023-03-01", rate: "7.5345", source: "ecb" },
    { date: "2023-03-02", rate: "7.5", source: "open-exchange-rates" },
  ];
  expect((await client.ask(listing)).json).toMatchObject({ points: all });
  const first = await client.ask(`${listing}&limit=1`);
  const second = await client.ask(/^<(.*)>/.exec(String(first.headers["Link"]))?.[1] ?? "");
  expect(first.json).toMatchObject({ points: all.slice(0, 1) });
  expect(second.json).toMatchObject({ points: all.slice(1) });
});

test("may be cached until the next fixing, which cannot change past days", async () => {
  const ask = async (query: string) =>
    (await client.ask(`/v1/history/EUR/USD${query}`)).headers["Cache-Control"];
  expect(await ask("?to=2026-04-08")).toBe(`public, max-age=${23 * 3600}`);
  expect(await ask("")).toBe(`public, max-age=${23 * 3600}`);
  expect(await ask("?to=2026-04-14")).toBe(`public, max-age=${23 * 3600}`);
});

test("is stale if the newest rate of the pair is in quarantine", async () => {
  const { table } = replica.current;
  await table.store(fixing("2024-05-03", { USD: "1.07" }, { held: { JPY: "16.7" } }));
  await table.store(fixing("2024-05-03", { JPY: "167" }, { source: "frankfurter" }));
  const ask = async (quote: string) => (await client.ask(`/v1/history/EUR/${quote}?to=2024-05-03`)).json;
  expect(await ask("JPY")).toMatchObject({ source: "frankfurter", stale: true });
  expect(await ask("USD")).toMatchObject({ source: "ecb", stale: false });
});

test("may begin tomorrow, which may have begun at the client", async () => {
  const { json } = await client.ask("/v1/history/EUR/USD?from=2026-04-14");
  expect(json).toMatchObject({ from: "2026-04-14", to: "2026-04-14", points: [] });
});

test("is empty if there are no rates", async () => {
  expect((await client.ask("/v1/history/HRK/BGN?from=2026-01-01")).json).toMatchObject({ points: [] });
});

test.each([
  ["?from=2026-04-13&to=2026-04-12", "from: 2026-04-13 is after the last day, 2026-04-12"],
  ["?limit=0", 'limit: "0" is not a whole number from 1 to 1000'],
  ["?limit=1e2", 'limit: "1e2" is not a whole number from 1 to 1000'],
  ["?interval=year", "one of day, week, month"],
  ["?base=USD", '"base" is not a parameter'],
])("refuses %s", async (query, detail) => {
  const { status, json } = await client.ask(`/v1/history/EUR/USD${query}`);
  expect(status).toBe(400);
  expect(json).toMatchObject({ detail: expect.stringContaining(detail) });
});

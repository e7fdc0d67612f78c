import { RatesTable } from "../../../../handlers/currency-exchange/store/rates-table";
import { Logs } from "../../logs";
import { Client } from "../client";
import { fixing } from "../fixings";
import { Replica, replicaWithFixings } from "../replica";

new Logs();

const replica = replicaWithFixings();
let client: Client;
beforeAll(async () => {
  client = new Client(replica.current, { now: "2026-04-13T15:00:00Z" });
});

describe("GET /v1/convert", () => {
  test("is exact and states the rate, its day and its source", async () => {
    expect((await client.ask("/v1/convert?from=USD&to=JPY&amount=1234.56")).json).toEqual({
      from: "USD",
      to: "JPY",
      amount: "1234.56",
      rate: "159.83396097226977063",
      unrounded: "197324.6148579253680289728",
      result: "197325",
      rounding: "half-even",
      kind: "daily-reference",
      asOf: "2026-04-13",
      source: "ecb",
      stale: false,
      ageSeconds: 3600,
    });
  });

  test("uses the rate of a day or of the previous fixing, and states which", async () => {
    const { json } = await client.ask("/v1/convert?from=EUR&to=USD&amount=100&date=2026-04-05&rounding=up");
    expect(json).toMatchObject({
      date: "2026-04-05",
      asOf: "2026-04-02",
      carriedForward: true,
      rate: "1.1525",
      result: "115.25",
    });
  });

  test("returns the amount for the identity pair", async () => {
    expect((await client.ask("/v1/convert?from=JPY&to=JPY&amount=10.005")).json).toMatchObject({
      rate: "1",
      unrounded: "10.005",
      result: "10.005",
    });
  });

  test.each(["0", "0.00", "1", "999999999999999999", "0.00000000000000001", "1234567890.12345678"])(
    "takes the amount %s",
    async (amount) => {
      expect((await client.ask(`/v1/convert?from=EUR&to=USD&amount=${amount}`)).status).toBe(200);
    },
  );

  test.each([
    "abc",
    "",
    "-1",
    "+1",
    "%2B1",
    "1e400",
    "1e3",
    "9".repeat(1000),
    "1234567890123456789",
    "1,000",
    "1.000,5",
    "１２",
    "١٢",
    "%201",
    "1%20",
    "1.",
    ".5",
    "007",
    "0x10",
    "NaN",
    "Infinity",
    "1_000",
    "1'000",
    "%00",
    "1%0a",
    "null",
    "0.0000000000000000001",
  ])("refuses the amount %s with one sentence that states what is allowed", async (amount) => {
    const { status, json } = await client.ask(`/v1/convert?from=EUR&to=USD&amount=${amount}`);
    expect(status).toBe(400);
    expect(json).toMatchObject({
      type: "/#invalid-parameter",
      detail: expect.stringMatching(/^amount: ".* is not a number of at most 18 digits such as 1234\.56/),
    });
    expect(JSON.stringify(json).length).toBeLessThan(500);
  });

  test.each([
    ["/v1/convert?to=USD&amount=1", "/#missing-parameter", "from is missing"],
    [
      "/v1/convert?from=EUR&to=USD&amount=1&precision=2",
      "/#unknown-parameter",
      '"precision" is not a parameter; known parameters: from, to, amount, date, rounding',
    ],
    ["/v1/convert?from=EUR&from=USD&to=USD&amount=1", "/#invalid-parameter", "from: given 2 times"],
    [
      "/v1/convert?from=EUR&to=BTC&amount=1",
      "/#unknown-currency",
      'to: "BTC" is not an ISO 4217 currency code',
    ],
    [
      "/v1/convert?from=EUR&to=USD&amount=1&rounding=bankers",
      "/#invalid-parameter",
      "one of half-even, half-up, half-down, up, down",
    ],
    ["/v1/convert?from=EURO&to=USD&amount=1", "/#invalid-parameter", "an ISO 4217 currency code such as EUR"],
  ])("refuses %s", async (address, type, detail) => {
    const { status, json } = await client.ask(address);
    expect(status).toBe(400);
    expect(json).toMatchObject({
      type,
      status: 400,
      requestId: "request-1",
      detail: expect.stringContaining(detail),
    });
  });
});

describe("POST /v1/convert", () => {
  const post = (body: unknown, headers: Record<string, string> = { "Content-Type": "application/json" }) =>
    client.ask("/v1/convert", {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers,
    });

  test("answers or rejects each entry independently, in the order of the request", async () => {
    const { status, json } = await post({
      conversions: [
        { from: "EUR", to: "USD", amount: "100" },
        { from: "EUR", to: "USD", amount: 100 },
        { from: "EUR", to: "HRK", amount: "100" },
        { from: "EUR", to: "USD", amount: "100", date: "2026-04-01" },
        { from: "EUR", to: "USD", amount: "100", fee: "1" },
        "EUR",
      ],
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      answers: [
        { conversion: { result: "116.84" } },
        { problem: { type: "/#invalid-parameter", detail: 'amount: 100 is not a string such as "1234.56"' } },
        { problem: { type: "/#no-rate", status: 404 } },
        { conversion: { result: "116.05", asOf: "2026-04-01" } },
        { problem: { type: "/#unknown-parameter" } },
        { problem: { type: "/#missing-parameter" } },
      ],
    });
  });

  test("accepts a hundred entries and reads each day once", async () => {
    const conversions = Array.from({ length: 100 }, (_, index) => ({
      from: "EUR",
      to: "JPY",
      amount: String(index),
      date: "2026-04-08",
    }));
    const query = jest.spyOn(replica.current.client, "send");
    const { text } = await post({ conversions });
    expect(text.match(/"result"/g)).toHaveLength(100);
    // Of the year, and of the one before, as this table has few days.
    expect(query).toHaveBeenCalledTimes(2);
  });

  test("answers a batch from one snapshot, with no more reads than a single conversion", async () => {
    const reads = async (ask: (cold: Client) => Promise<unknown>) => {
      const cold = new Client(replica.current, { now: "2026-04-13T15:00:00Z" });
      const send = jest.spyOn(replica.current.client, "send");
      const before = send.mock.calls.length;
      await ask(cold);
      const count = send.mock.calls.length - before;
      send.mockRestore();
      return count;
    };
    const of = (to: string, index: number) => ({ from: "EUR", to, amount: String(index) });
    const conversions = Array.from({ length: 100 }, (_, index) => of(index % 2 === 0 ? "USD" : "JPY", index));
    const body = JSON.stringify({ conversions });
    const one = await reads((cold) => cold.ask("/v1/convert?from=EUR&to=USD&amount=1"));
    expect(await reads((cold) => cold.ask("/v1/convert", { method: "POST", body }))).toBe(one);
    const many = Array.from({ length: 50 }, () => "/v1/convert?from=EUR&to=USD&amount=1");
    expect(await reads((cold) => Promise.all(many.map((address) => cold.ask(address))))).toBe(one);
  });

  test("answers a whole batch from one snapshot, even if a newer one is stored meanwhile", async () => {
    const [older, newer] = [fixing("2026-04-10", { USD: "1.1" }), fixing("2026-04-13", { USD: "1.2" })];
    const newest = jest.spyOn(RatesTable.prototype, "newest");
    newest.mockResolvedValueOnce([older]).mockResolvedValue([newer, older]);
    const conversions = Array.from({ length: 30 }, (_, index) => ({
      from: "EUR",
      to: "USD",
      amount: "1",
      // Days between make the batch read in the middle of it.
      ...(index % 3 === 0 ? { date: "2026-04-08" } : {}),
    }));
    const cold = new Client(replica.current, { now: "2026-04-13T15:00:00Z" });
    const { text } = await cold.ask("/v1/convert", { method: "POST", body: JSON.stringify({ conversions }) });
    newest.mockRestore();
    expect(text.match(/"result":"1.10"/g)).toHaveLength(20);
    expect(text).not.toContain('"result":"1.20"');
  });

  test("rejects nested values individually, however deep they are", async () => {
    const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
    const { status, json } = await post(`{"conversions":[{"from":${deep}},{"from":{"a":1}}]}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      answers: [
        { problem: { type: "/#invalid-parameter", detail: 'from: a list is not a string such as "USD"' } },
        { problem: { type: "/#invalid-parameter", detail: 'from: an object is not a string such as "USD"' } },
      ],
    });
  });

  test.each([
    ["", "/#invalid-body"],
    ["{", "/#invalid-body"],
    ["null", "/#invalid-body"],
    ["[]", "/#invalid-body"],
    ['{"conversions":[]}', "/#invalid-body"],
    ['{"conversions":{}}', "/#invalid-body"],
    ['{"conversions":[{}],"more":1}', "/#invalid-body"],
    [JSON.stringify({ conversions: Array.from({ length: 101 }, () => ({})) }), "/#invalid-body"],
    [" ".repeat(70_000), "/#body-too-large"],
  ])("refuses the body %.40s", async (body, type) => {
    const { status, json } = await post(body);
    expect([400, 413]).toContain(status);
    expect(json).toMatchObject({ type });
  });

  test("rejects other formats", async () => {
    expect(await post("from=EUR", { "content-type": "application/x-www-form-urlencoded" })).toMatchObject({
      status: 415,
      json: { type: "/#unsupported-media-type" },
    });
  });

  test("fails as a whole, not per conversion, if the replica does not respond", async () => {
    const failing = jest.spyOn(replica.current.client, "send").mockImplementation(() => {
      throw new Error("down");
    });
    const { status, json } = await post({
      conversions: [{ from: "EUR", to: "USD", amount: "1", date: "2026-04-08" }],
    });
    failing.mockRestore();
    expect(status).toBe(503);
    expect(json).toMatchObject({ type: "/#region-unavailable" });
  });

  test("returns Retry-After for the whole batch if no rates are stored yet", async () => {
    const empty = await Replica.start();
    const body = JSON.stringify({ conversions: [{ from: "EUR", to: "USD", amount: "1" }] });
    const { status, headers } = await new Client(empty).ask("/v1/convert", { method: "POST", body });
    await empty.stop();
    expect([status, headers["Retry-After"]]).toEqual([503, "60"]);
  });
});

import { Logs } from "../logs";
import { Client } from "./client";
import { replicaWithFixings } from "./replica";

const logs = new Logs();
const NOW = "2026-04-13T15:00:00Z";

const replica = replicaWithFixings();
let client: Client;
beforeAll(async () => {
  client = new Client(replica.current, { now: NOW });
});

test("every answer names its request and its region", async () => {
  for (const address of ["/status", "/v1/latest", "/nowhere", "/v1/latest?x=1"]) {
    const { headers } = await client.ask(address);
    expect(headers).toMatchObject({ "X-Request-Id": "request-1", "X-Served-By": "eu-west-1" });
  }
});

test.each([
  "/v1/latest?base=USD",
  "/v1/rates/2026-04-08",
  "/v1/currencies",
  "/v1/history/EUR/USD",
  "/v1/convert?from=EUR&to=USD&amount=1",
  "/openapi.json",
  "/",
])(
  "%s has the same ETag in every region and at every age, and 304 for a client that has it",
  async (address) => {
    const other = new Client(replica.current, { now: "2026-04-13T15:30:00Z", region: "us-east-1" });
    const [here, there] = [await client.ask(address), await other.ask(address)];
    const etag = String(here.headers["ETag"]);
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    expect(there.headers["ETag"]).toBe(etag);
    for (const given of [etag, `"other", ${etag}`, etag.slice(2), "*"]) {
      const again = await client.ask(address, { headers: { "if-none-match": given } });
      expect(again).toMatchObject({ status: 304, text: "" });
      expect(again.headers["ETag"]).toBe(etag);
    }
    expect((await client.ask(address, { headers: { "If-None-Match": 'W/"other"' } })).status).toBe(200);
  },
);

test("other rates have another ETag", async () => {
  const [a, b] = [await client.ask("/v1/rates/2026-04-08"), await client.ask("/v1/rates/2026-04-09")];
  expect(a.headers["ETag"]).not.toBe(b.headers["ETag"]);
});

test("responses may be cached until the next fixing; errors and the status may not", async () => {
  expect((await client.ask("/v1/latest")).headers["Cache-Control"]).toBe(`public, max-age=${23 * 3600}`);
  expect((await client.ask("/v1/latest?x=1")).headers["Cache-Control"]).toBe("no-store");
  expect((await client.ask("/status")).headers["Cache-Control"]).toBe("no-store");
});

test.each(["X-Api-Key", "Authorization", "Cookie"])(
  "shared caches may not keep the response to a request with %s",
  async (name) => {
    const { headers } = await client.ask("/v1/latest", { headers: { [name]: "secret" } });
    expect(headers["Cache-Control"]).toBe(`private, max-age=${23 * 3600}`);
  },
);

test("HEAD has the headers of GET and no body", async () => {
  const [get, head] = [await client.ask("/v1/latest"), await client.ask("/v1/latest", { method: "HEAD" })];
  expect(head).toMatchObject({ status: 200, text: "" });
  expect(head.headers).toEqual(get.headers);
});

test("OPTIONS returns the methods of a path", async () => {
  const { status, headers } = await client.ask("/v1/convert", { method: "OPTIONS" });
  expect(status).toBe(204);
  expect(headers["Allow"]).toBe("GET, HEAD, POST, OPTIONS");
  expect(headers).not.toHaveProperty("Access-Control-Allow-Origin");
});

test("rejects an unsupported method and lists the supported ones", async () => {
  const { status, headers } = await client.ask("/v1/latest", { method: "DELETE" });
  expect(status).toBe(405);
  expect(headers["Allow"]).toBe("GET, HEAD, OPTIONS");
});

test("pages of the origins that the configuration allows may read the API", async () => {
  const some = new Client(replica.current, {
    now: NOW,
    corsOrigins: ["https://a.example", "https://b.example"],
  });
  const ask = (origin: string) => some.ask("/v1/latest", { headers: { Origin: origin } });
  expect((await ask("https://b.example")).headers).toMatchObject({
    "Access-Control-Allow-Origin": "https://b.example",
    "Access-Control-Expose-Headers": expect.stringContaining("X-Served-By"),
    Vary: expect.stringContaining("Origin"),
  });
  expect((await ask("https://c.example")).headers).not.toHaveProperty("Access-Control-Allow-Origin");

  const all = new Client(replica.current, { now: NOW, corsOrigins: ["*"] });
  const preflight = await all.ask("/v1/convert", {
    method: "OPTIONS",
    headers: { Origin: "https://c.example" },
  });
  expect(preflight.headers).toMatchObject({
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": expect.stringContaining("X-Api-Key"),
  });
});

test("an error is problem+json, and its type links to the documentation page", async () => {
  const { status, headers, json } = await client.ask("/v1/latest?bas=USD");
  const page = await client.ask("/");
  expect(status).toBe(400);
  expect(headers["Content-Type"]).toBe("application/problem+json");
  expect(json).toEqual({
    type: "/#unknown-parameter",
    title: "Unknown parameter",
    status: 400,
    detail: '"bas" is not a parameter; known parameters: base, symbols',
    requestId: "request-1",
  });
  expect(page.headers["Content-Type"]).toBe("text/html; charset=utf-8");
  expect(page.text).toContain('id="unknown-parameter"');
});

test("logs one line per request, with its id and trace, and without secrets", async () => {
  process.env["_X_AMZN_TRACE_ID"] = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
  await client.ask("/v1/latest?symbols=USD&secret%0aforged=hunter2", {
    headers: { "X-Api-Key": "hunter2", Authorization: "hunter2" },
  });
  delete process.env["_X_AMZN_TRACE_ID"];
  expect(logs.records).toEqual([
    {
      timestamp: expect.any(String),
      level: "INFO",
      message: "Request",
      traceId: "1-5759e988-bd862e3fe1be46a994272793",
      requestId: "request-1",
      method: "GET",
      problem: "unknown-parameter",
      status: 400,
      durationMs: expect.any(Number),
    },
  ]);
  expect(logs.text).not.toContain("hunter2");
});

test("a bug in the API returns 500 without a stack trace and logs the stack trace", async () => {
  const broken = new Client(replica.current, { now: NOW });
  broken.now = new Date(Number.NaN);
  const { status, text } = await broken.ask("/v1/latest");
  expect(status).toBe(500);
  expect(text).toContain("/#internal-error");
  expect(text).not.toMatch(/\bat |RangeError/);
  expect(logs.text).toContain("RangeError");
});

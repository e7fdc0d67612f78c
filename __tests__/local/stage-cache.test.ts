import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replicaWithFixings } from "../handlers/currency-exchange/replica";
import { Logs } from "../handlers/logs";
import { type Served, servedApi } from "./served-api";

new Logs();
const replica = replicaWithFixings();
const running: { stop(): void }[] = [];
afterEach(() => {
  for (const one of running.splice(0)) {
    one.stop();
  }
});

const HISTORY = "/v1/history/EUR/USD?from=2026-03-30&to=2026-04-10";
const ORIGINS: readonly [string, string] = ["https://a.example", "https://b.example"];

function api(cached: boolean, corsOrigins: readonly string[] = ORIGINS) {
  const served = servedApi(replica.current, { now: "2026-04-13T15:00:00Z", cached, corsOrigins });
  running.push(served);
  return served;
}

/** All that an answer says but for which request it was. */
function said({ status, headers, text }: Served) {
  const { "x-request-id": _, "x-amzn-requestid": __, ...others } = headers;
  return { status, headers: others, text: text.replace(/"requestId":"[^"]*"/, "") };
}

/** Two values of every header that the handlers read, which they answer differently. */
const HEADERS: Readonly<Record<string, readonly [string, string]>> = {
  accept: ["application/json", "text/csv"],
  "content-type": ["application/json", "text/plain"],
  host: ["api.example.com", "eu-west-1.api.example.com"],
  "if-none-match": ['"none"', "*"],
  origin: ORIGINS,
};

test("tries every header that the handlers read", () => {
  const folder = join(__dirname, "..", "..", "handlers");
  const read = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [...readFileSync(join(folder, file), "utf8").matchAll(/\bheaders\["([a-z-]+)"\]/g)])
    .map(([, name]) => name);
  expect([...new Set(read)].sort()).toEqual(Object.keys(HEADERS).sort());
});

describe("a cached response equals the response without a cache", () => {
  test.each(Object.entries(HEADERS))("whatever %s another request sent", async (name, [first, second]) => {
    const cached = api(true);
    const plain = api(false);
    for (const path of [HISTORY, "/"]) {
      for (const headers of [{ [name]: first }, { [name]: second }, {}, { [name]: first }]) {
        expect(said(await cached.send(path, headers))).toEqual(said(await plain.send(path, headers)));
      }
    }
  });

  test("one cache entry serves all origins if every origin is allowed", async () => {
    const cached = api(true, ["*"]);
    const first = await cached.send(HISTORY, { origin: "https://a.example" });
    const second = await cached.send(HISTORY, { origin: "https://b.example" });
    expect(second.headers["access-control-allow-origin"]).toBe("*");
    expect(second.headers["x-request-id"]).toBe(first.headers["x-request-id"]);
  });

  test.each([
    ["an unknown parameter", "/v1/latest?base=USD&nothing=1"],
    ["a repeated parameter", "/v1/latest?base=zzz1&base=USD"],
  ])("%s in one request is not the fault of the next", async (_, address) => {
    const cached = api(true);
    await cached.send(address);
    expect(await cached.send("/v1/latest?base=USD")).toMatchObject({ status: 200 });
  });
});

test("rejects an unknown or repeated parameter without a cache", async () => {
  const plain = api(false);
  expect(await plain.send("/v1/latest?base=USD&nothing=1")).toMatchObject({ status: 400 });
  expect(await plain.send("/v1/latest?base=zzz1&base=USD")).toMatchObject({ status: 400 });
});

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { listen } from "../../src/local/http";
import { Replica, replicaWithFixings, TABLE } from "./currency-exchange/replica";

const folder = join(__dirname, "..", "..", "dist", "functions");
const replica = replicaWithFixings();

/** What the bundle's handler answers to an event, in a process of its own with nothing but what Lambda sets. */
async function invoke(
  name: string,
  event: object,
  environment: Record<string, string> = {},
): Promise<unknown> {
  const script = `require(${JSON.stringify(join(folder, name, "index.js"))})
    .handler(${JSON.stringify(event)}, { awsRequestId: "invocation" })
    .then((answer) => process.stderr.write(JSON.stringify(answer)), (error) => process.stderr.write(JSON.stringify(error.name)));`;
  const env = {
    PATH: process.env["PATH"],
    NODE_OPTIONS: "--no-warnings",
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_SESSION_TOKEN: "test",
    AWS_ENDPOINT_URL_DYNAMODB: replica.current.endpoint,
    TABLE_NAME: TABLE,
    ...environment,
  };
  const { stderr } = await promisify(execFile)(process.execPath, ["-e", script], { env });
  return JSON.parse(stderr);
}

const size = (name: string) => readFileSync(join(folder, name, "bundle.js")).byteLength;

test("the api bundle is under 250 kB and contains no write operations", () => {
  expect(size("api")).toBeLessThan(250_000);
  const code = readFileSync(join(folder, "api", "bundle.js"), "utf8");
  for (const absent of ["PutItem", "BatchWriteItem", "GetParameter", "assumeRole"]) {
    expect([absent, code.includes(absent)]).toEqual([absent, false]);
  }
});

test.concurrent("the api bundle answers from its region's replica, by the credentials of its environment", async () => {
  const answer = await invoke("api", {
    httpMethod: "GET",
    resource: "/v1/rates/{date}",
    pathParameters: { date: "2026-04-13" },
  });
  expect(answer).toMatchObject({
    statusCode: 200,
    headers: { "X-Served-By": "eu-west-1" },
    body: expect.stringContaining('"USD":"1.1684"'),
  });
});

test.concurrent("the api bundle reports its region as unavailable without a replica", async () => {
  const answer = await invoke(
    "api",
    { httpMethod: "GET", resource: "/status" },
    { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1" },
  );
  expect(answer).toMatchObject({ statusCode: 503, body: expect.stringContaining("/#region-unavailable") });
});

test.concurrent("the ingest bundle fails as a whole where no provider answers", async () => {
  const nowhere = { FRANKFURTER_URL: "http://127.0.0.1:1", ECB_URL: "http://127.0.0.1:1" };
  expect(await invoke("ingest", {}, nowhere)).toBe("AllProvidersFailed");
});

test.concurrent("the api bundle times out on a replica that never responds", async () => {
  const server = await listen(() => undefined);
  const silent = { AWS_ENDPOINT_URL_DYNAMODB: server.url };
  const answers = await Promise.all(
    ["/status", "/v1/latest"].map((resource) => invoke("api", { httpMethod: "GET", resource }, silent)),
  );
  await server.close();
  expect(answers).toEqual([
    expect.objectContaining({ statusCode: 503 }),
    expect.objectContaining({ statusCode: 503 }),
  ]);
});

test.concurrent("the api bundle serves the ingest bundle's rates, even if they are old", async () => {
  const rates = '{"amount":1.0,"base":"EUR","date":"2026-04-14","rates":{"JPY":187.02,"USD":1.17100}}';
  const server = await listen((request, response) => {
    response.writeHead(String(request.url).startsWith("/latest?") ? 200 : 404).end(rates);
  });
  const provider = { FRANKFURTER_URL: server.url, ECB_URL: "http://127.0.0.1:1" };
  const ingested = await invoke("ingest", {}, provider);
  await server.close();
  expect(ingested).toEqual({ asOf: "2026-04-14", source: "frankfurter", stored: 1, heldBack: 0 });
  const answer = await invoke("api", { httpMethod: "GET", resource: "/v1/latest" });
  const text = z.object({ body: z.string() }).parse(answer).body;
  expect(JSON.parse(text)).toMatchObject({
    asOf: "2026-04-14",
    source: "frankfurter",
    stale: true,
    rates: { JPY: "187.02", USD: "1.171" },
  });
});

test.concurrent("the ingest bundle requests live rates with the key in Parameter Store, in turn with other regions", async () => {
  const asked: string[] = [];
  const server = await listen((request, response) => {
    asked.push(String(request.headers["x-amz-target"] ?? request.url));
    const time = Math.floor(Date.now() / 1000);
    response.end(
      request.method === "POST"
        ? JSON.stringify({ Parameter: { Name: "key", Value: "s3cret" } })
        : `{"timestamp":${time},"base":"USD","rates":{"EUR":0.8559,"JPY":159.8}}`,
    );
  });
  const own = await Replica.start();
  const liveRates = {
    LIVE_RATES_PROVIDER: "open-exchange-rates",
    LIVE_RATES_KEY_PARAMETER: "/aws/reference/secretsmanager/key",
    LIVE_RATES_INTERVAL: "60",
    LIVE_RATES_REGIONS: "eu-west-1,us-east-1",
    OPEN_EXCHANGE_RATES_URL: server.url,
    AWS_ENDPOINT_URL_SSM: server.url,
    AWS_ENDPOINT_URL_DYNAMODB: own.endpoint,
  };
  const run = (minute: number) =>
    invoke("ingest", { rates: "live", scheduledAt: new Date(minute * 60_000).toISOString() }, liveRates);
  // An even minute is eu-west-1's, the next one is us-east-1's.
  const minute = Math.floor(Date.now() / 120_000) * 2;
  expect(await run(minute)).toMatchObject({ source: "open-exchange-rates", heldBack: 0 });
  expect(await run(minute + 1)).toEqual({ skipped: true });
  await Promise.all([server.close(), own.stop()]);
  expect(asked).toEqual(["AmazonSSM.GetParameter", "/latest.json?app_id=s3cret"]);
});

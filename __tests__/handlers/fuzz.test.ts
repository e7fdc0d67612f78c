import type { APIGatewayProxyResult } from "aws-lambda";
import fc from "fast-check";
import { openApiDocument } from "../../handlers/openapi";
import { itemOf, seenItem } from "../../handlers/store/items";
import { sampleSize } from "../tools";
import { FIXINGS } from "./fixings";
import { Logs } from "./logs";
import { answerFromMemory } from "./memory-table";

/** The providers' pauses are not waited for. */
jest.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));
jest.setTimeout(600_000);

const logs = new Logs();
const SECRET = "key-that-nobody-may-log";
const CONTEXT = { awsRequestId: "invocation" };

Object.assign(process.env, {
  TABLE_NAME: "rates",
  AWS_REGION: "eu-west-1",
  CORS_ORIGINS: "https://app.example.com",
  RATE_PROVIDERS: "frankfurter,ecb",
});

const resources = Object.keys(openApiDocument.paths);
const names = [
  ...new Set(
    Object.values(openApiDocument.paths)
      .flatMap((methods) => Object.values(methods))
      .flatMap(({ parameters = [] }) => parameters.map(({ name }) => name)),
  ),
];

/** What people send by mistake, and on purpose. */
const hostile = fc.oneof(
  fc.constantFrom(
    "EUR",
    "usd",
    "USD,JPY",
    "XXX",
    "1",
    "1234.56",
    "0",
    "-1",
    "1e400",
    "NaN",
    "2026-04-10",
    "2026-02-30",
    "9999-12-31",
    "0000-01-01",
    "day",
    "week",
    "month",
    "asc",
    "desc",
    "366",
    "99999999999",
    "half-even",
    "",
    " ",
    "\0",
    "\r\nSet-Cookie: a=b",
    '"}\n{"level":"ERROR","forged":true}',
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "${jndi:ldap://x}",
    "__proto__",
    "constructor",
    "１２",
    "\u202e",
    "\ud800",
    "%00",
    "text/csv",
    "application/x-ndjson;q=NaN",
    "*",
    'W/"x"',
    "RVVSIFVTRCBkYXkgYXNjIDIwMjUtMDQtMTMgMjAyNi0wNC0xMyAyMDI1LTA0LTE3",
  ),
  fc.string({ maxLength: 40 }),
  fc.array(fc.nat(0x10ffff), { maxLength: 20 }).map((points) => String.fromCodePoint(...points)),
  fc.integer({ min: 1, max: 10_000 }).map((length) => "9".repeat(length)),
  fc.integer({ min: 1, max: 2_500 }).map((length) => "EUR,".repeat(length)),
);

// A global of a test is looked up slowly, and this one two million times.
const { imul } = Math;

/** Seeded, so that a case that fails is found again by its number. */
class Dice {
  constructor(private state: number) {}

  /** By mulberry32. */
  roll(sides: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  }

  /** True once in so many times. */
  once(inTimes: number): boolean {
    return this.roll(inTimes) === 0;
  }

  from<Value>(values: readonly Value[]): Value | undefined {
    return values[this.roll(values.length)];
  }
}

const SEED = 4217;
const REQUESTS = sampleSize(97_000);
const INGESTIONS = sampleSize(3_000);
const texts = fc.sample(hostile, { seed: SEED, numRuns: 1_000 });
const values = fc.sample(fc.anything(), { seed: SEED, numRuns: 500 });
const NESTED = "[".repeat(70_000);
const methods = ["GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "get", "DELETE"];
const RIGHT: Readonly<Record<string, string>> = {
  base: "EUR",
  quote: "USD",
  symbols: "USD,JPY",
  date: "2026-04-10",
  from: "EUR",
  to: "USD",
  amount: "1234.56",
};

/** An event that is nearly right, or has nothing right in it. */
function eventBy(dice: Dice): unknown {
  if (dice.once(20)) {
    return dice.from(values);
  }
  const text = (name: string) => (dice.once(4) ? dice.from(texts) : (RIGHT[name] ?? dice.from(texts)));
  const any = (usual: unknown) => (dice.once(12) ? dice.from(values) : usual);
  const some = (among: readonly string[]) => among.filter(() => dice.once(3));
  const resource = dice.from(resources) ?? "/";
  const needed = [...resource.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const asked =
    resource === "/v1/convert" && !dice.once(4) ? ["from", "to", "amount"] : dice.once(2) ? [] : some(names);
  const stray = dice.once(8) ? [dice.from(texts) ?? ""] : [];
  const query = Object.fromEntries(
    [...asked, ...stray].map((name) => [name, any([text(name), ...(dice.once(20) ? ["EUR"] : [])])]),
  );
  const sent = Object.fromEntries(
    some(["Accept", "If-None-Match", "Origin", "Content-Type"]).map((name) => [name, dice.from(texts)]),
  );
  return {
    httpMethod: any(dice.from(methods)),
    resource: any(resource),
    path: dice.from(texts),
    pathParameters: any(Object.fromEntries(needed.map((name) => [name, text(name)]))),
    multiValueQueryStringParameters: any(dice.once(3) ? null : query),
    queryStringParameters: any(null),
    headers: any({ ...sent, "X-Api-Key": SECRET, Authorization: SECRET }),
    body: any(bodyBy(dice)),
    isBase64Encoded: any(dice.once(20)),
    requestContext: any({ requestId: dice.once(2) ? "id" : dice.from(texts), identity: { apiKey: SECRET } }),
  };
}

function bodyBy(dice: Dice): string | null | undefined {
  switch (dice.roll(5)) {
    case 0:
      return null;
    case 1:
      return dice.from(texts);
    case 2:
      return NESTED.slice(0, dice.once(2) ? NESTED.length - dice.roll(10_000) : dice.roll(100));
    default: {
      const conversions = Array.from({ length: dice.roll(6) }, () =>
        dice.once(5) ? dice.from(values) : conversionBy(dice),
      );
      return JSON.stringify({ conversions }, (_key, value) =>
        typeof value === "bigint" ? `${value}` : value,
      );
    }
  }
}

function conversionBy(dice: Dice): Record<string, unknown> {
  const given = ["from", "to", "amount", "date", "rounding"].filter(() => !dice.once(4));
  return Object.fromEntries(
    given.map((name) => [name, dice.once(4) ? dice.from(values) : (RIGHT[name] ?? dice.from(texts))]),
  );
}

/** What is wrong with a response to anything at all; undefined where nothing is. */
function fault({ statusCode, headers = {}, body }: APIGatewayProxyResult): string | undefined {
  if (statusCode < 200 || statusCode >= 500) {
    return `status ${statusCode}`;
  }
  if (body.length > 200_000) {
    return `a body of ${body.length} characters`;
  }
  if (/\n\s+at |node_modules|handlers\//.test(body) && statusCode !== 200) {
    return "a stack trace";
  }
  if (Object.values(headers).some((value) => /[\r\n]/.test(String(value)))) {
    return "a header that ends a line";
  }
  const isProblem = headers["Content-Type"] === "application/problem+json";
  return isProblem === statusCode >= 400 ? undefined : "an error that is no problem+json";
}

/** What is wrong with what was logged: a line each of JSON, and nothing of it secret or forged. */
function faultInLogs(): string | undefined {
  const { text } = logs;
  const lines = text.split("\n").filter((line) => line !== "");
  const forged = lines.some((line) => "forged" in JSON.parse(line));
  logs.clear();
  return text.includes(SECRET) ? "a secret in the logs" : forged ? "a forged line in the logs" : undefined;
}

function check(what: string | undefined, event: unknown): void {
  if (what !== undefined) {
    throw new Error(`${what} for ${JSON.stringify(event)?.slice(0, 2000)}`);
  }
}

test(`${REQUESTS} requests, most of them malformed, are answered or refused, and none fails`, async () => {
  answerFromMemory([...FIXINGS.map(itemOf), seenItem("EUR", "1999-01-04")]);
  const { handler } = await import("../../handlers/api");
  const dice = new Dice(SEED);
  const statuses = new Map<number, number>();
  for (let number = 0; number < REQUESTS; number += 1) {
    const event = eventBy(dice);
    const response = await handler(event, CONTEXT);
    statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
    check(fault(response) ?? faultInLogs(), event);
  }
  // The cases reach everything that there is to refuse, and what is answered.
  expect([...statuses.keys()].sort()).toEqual([200, 204, 304, 400, 404, 405, 406, 413, 415]);
  expect(statuses.get(200)).toBeGreaterThan((REQUESTS * 9) / 97);
});

const answers = fc.oneof(
  hostile,
  fc.json(),
  fc
    .record({
      base: hostile,
      date: hostile,
      rates: fc.dictionary(fc.constantFrom("USD", "JPY", "__proto__", "€"), fc.oneof(fc.double(), hostile)),
    })
    .map((answer) => JSON.stringify(answer)),
  fc
    .tuple(hostile, hostile)
    .map(
      ([date, rate]) =>
        `<Cube><Cube time='${date}'><Cube currency='USD' rate='${rate}'/></Cube></Cube></gesmes:Envelope>`,
    ),
);

test(`${INGESTIONS} runs of the ingestion, whatever the event and the providers say, store rates or nothing`, async () => {
  const items = answerFromMemory(FIXINGS.map(itemOf));
  const { handler } = await import("../../handlers/ingest");
  const fetched = jest.spyOn(globalThis, "fetch");
  await fc.assert(
    fc.asyncProperty(
      fc.anything(),
      fc.array(answers, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(200, 404, 500),
      async (event, bodies, status) => {
        let count = 0;
        fetched.mockImplementation(async () => new Response(bodies[count++ % bodies.length], { status }));
        await handler(event, CONTEXT).catch((error: unknown) => {
          check(
            error instanceof Error && error.name === "AllProvidersFailed" ? undefined : `${error}`,
            bodies,
          );
        });
        check(faultInLogs(), bodies);
      },
    ),
    { numRuns: INGESTIONS, seed: SEED },
  );
  for (const item of items.values()) {
    expect(`${item["pk"]} ${item["sk"]}`).toMatch(
      /^(DAILY#\d{4} \d{4}-\d\d-\d\d#(ecb|frankfurter)|SEEN [A-Z]{3}#\d{4}-\d\d-\d\d)$/,
    );
    expect(Object.values(item["rates"] ?? {}).filter((rate) => !/^\d+(\.\d+)?$/.test(String(rate)))).toEqual(
      [],
    );
  }
});

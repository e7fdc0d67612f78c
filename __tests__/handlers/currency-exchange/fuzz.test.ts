import type { APIGatewayProxyResult } from "aws-lambda";
import fc from "fast-check";
import { apiDocument, openApiDocument, served } from "../../../handlers/currency-exchange/openapi";
import { itemOf, seenItem } from "../../../handlers/currency-exchange/store/items";
import { Contract } from "../../contract";
import { sampleSize } from "../../tools";
import { Logs } from "../logs";
import { FIXINGS } from "./fixings";
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
/** Valid JSON that no recursion survives. */
const DEEP = [`${"[".repeat(9_000)}${"]".repeat(9_000)}`, `${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}`];
/** Values of the right form that mean something out of bounds. */
const EXTREMES: readonly string[] = [
  ...["0000-01-01", "0001-01-01", "1998-12-31", "1999-01-04", "2026-02-29", "9999-12-31", "99999-01-01"],
  ...[
    "EUR",
    "XAU",
    "XXX",
    "__proto__",
    "toString",
    "day",
    "week",
    "month",
    "asc",
    "desc",
    "",
    "0",
    "1",
    "1000",
  ],
  ...["999999999999999999", "0.00000000000000001", "00", "1e9", "\u0000", "\ud800", "\ufeff", "💶"],
];
const methods = ["GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "get", "DELETE"];
const RIGHT: Readonly<Record<string, string>> = {
  interval: "week",
  order: "desc",
  limit: "3",
  rounding: "up",
  base: "EUR",
  quote: "USD",
  symbols: "USD,JPY",
  date: "2026-04-10",
  from: "EUR",
  to: "USD",
  amount: "1234.56",
};

/** A request that is right, but for one field of it, which may be missing, twice, of another type or out of bounds. */
function mutantBy(dice: Dice): unknown {
  const resource =
    dice.from(["/v1/history/{base}/{quote}", "/v1/convert", "/v1/rates/{date}", "/v1/latest"]) ?? "/";
  const isBatch = resource === "/v1/convert" && dice.once(2);
  const inQuery = resource.includes("history")
    ? ["from", "to", "interval", "order", "limit"].filter(() => dice.once(3))
    : resource === "/v1/convert" && !isBatch
      ? ["from", "to", "amount", "date", "rounding"].filter((name) => name !== "date" || dice.once(2))
      : [];
  const inPath = [...resource.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const right = (name: string) =>
    resource.includes("history") && (name === "from" || name === "to") ? "2026-04-08" : (RIGHT[name] ?? "");
  const query = Object.fromEntries(inQuery.map((name) => [name, [right(name)]]));
  const path = Object.fromEntries(inPath.map((name) => [name, right(name)]));
  if (resource.includes("history") && dice.once(2)) {
    Object.assign(query, { cursor: [cursorBy(dice)] });
  }
  const fields = [...Object.keys(query), ...Object.keys(path)];
  const field = dice.from(fields) ?? "base";
  const wrong = dice.from(dice.once(4) ? texts : EXTREMES) ?? "";
  if (dice.once(2)) {
    Object.assign(field in path ? path : query, { [field]: field in path ? wrong : [wrong] });
  }
  return {
    httpMethod: isBatch ? "POST" : "GET",
    resource,
    pathParameters: path,
    multiValueQueryStringParameters: query,
    headers: {
      Accept: dice.from(["application/json", "text/csv", "application/x-ndjson"]),
      ...(dice.once(8) ? { "If-None-Match": "*" } : {}),
    },
    body: isBatch ? batchBy(dice) : null,
    requestContext: { requestId: "id" },
  };
}

const DAYS = [
  "0000-01-01",
  "0001-01-01",
  "1998-12-31",
  "1999-01-04",
  "2026-04-10",
  "2026-04-14",
  "9999-12-31",
];

/** A cursor as the API makes them, with some of its fields replaced. */
function cursorBy(dice: Dice): string {
  const fields = ["EUR", "USD", "day", "asc", "2025-04-13", "2026-04-13", "2026-04-10"];
  for (let count = dice.roll(3); count > 0; count -= 1) {
    fields[dice.roll(fields.length)] = dice.from(dice.once(4) ? texts : EXTREMES) ?? "";
  }
  if (dice.once(2)) {
    // Days in order, as a cursor's are, however far apart.
    const [from = "", at = "", to = ""] = [0, 1, 2].map(() => dice.from(DAYS) ?? "").sort();
    fields.splice(4, 3, from, to, at);
  }
  const text = (dice.once(10) ? [...fields, "more"] : fields).join(" ");
  return Buffer.from(text)
    .toString(dice.once(10) ? "base64" : "base64url")
    .slice(0, 300);
}

/** A batch that is right, but for one field of one conversion. */
function batchBy(dice: Dice): string {
  const conversion = { from: "EUR", to: "USD", amount: "1234.56", date: "2026-04-10", rounding: "up" };
  const name = dice.from([...Object.keys(conversion), "more", "__proto__"]) ?? "from";
  const wrong = dice.once(3)
    ? dice.from([
        ...DEEP,
        "null",
        "true",
        "1e400",
        "-0",
        "12345678901234567890",
        "[]",
        "{}",
        '{"from":"EUR"}',
      ])
    : JSON.stringify(dice.from(dice.once(4) ? texts : EXTREMES));
  const body = JSON.stringify({ conversions: [conversion, { ...conversion, [name]: "WRONG" }] });
  return body.replace('"WRONG"', () => wrong ?? "null") + " ".repeat(dice.once(8) ? 70_000 : 0);
}

/** An event that is nearly right, or has nothing right in it. */
function eventBy(dice: Dice): unknown {
  if (dice.once(2)) {
    return mutantBy(dice);
  }
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

const contract = new Contract(served(apiDocument));

/** The way in which an answer to a request of the document departs from it; none, where the event is of another shape. */
function departure(
  event: unknown,
  { statusCode, headers = {}, body }: APIGatewayProxyResult,
): string | undefined {
  const { httpMethod, resource }: { httpMethod?: unknown; resource?: unknown } = Object(event);
  if (typeof httpMethod !== "string" || typeof resource !== "string" || !resources.includes(resource)) {
    return undefined;
  }
  const contentType = String(headers["Content-Type"]);
  const method = httpMethod.toUpperCase();
  return contract.departure({ method, path: resource, status: statusCode, contentType, text: body });
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

test(`${REQUESTS} requests, most of them malformed, are answered or rejected, and none fails`, async () => {
  answerFromMemory([...FIXINGS.map(itemOf), seenItem("EUR", "1999-01-04")]);
  const { handler } = await import("../../../handlers/currency-exchange/api");
  const dice = new Dice(SEED);
  const statuses = new Map<number, number>();
  for (let number = 0; number < REQUESTS; number += 1) {
    const event = eventBy(dice);
    const response = await handler(event, CONTEXT);
    statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
    check(fault(response) ?? departure(event, response) ?? faultInLogs(), event);
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

test(`${INGESTIONS} runs of the ingestion, whatever the event is and the providers return, store rates or nothing`, async () => {
  const items = answerFromMemory(FIXINGS.map(itemOf));
  const { handler } = await import("../../../handlers/currency-exchange/ingest");
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

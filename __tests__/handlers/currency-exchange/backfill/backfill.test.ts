import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { backfill } from "../../../../handlers/currency-exchange/backfill/backfill";
import { BatchWriter } from "../../../../handlers/currency-exchange/backfill/batch-writer";
import { readEcbCsv } from "../../../../handlers/currency-exchange/backfill/ecb-csv";
import { daysBetween } from "../../../../handlers/currency-exchange/domain/day";
import type { Snapshot } from "../../../../handlers/currency-exchange/domain/snapshot";
import { Logs } from "../../logs";
import { Client } from "../client";
import { describeWithHistory } from "../ecb-history";
import { FIXINGS, fixing } from "../fixings";
import { replicaForEachTest, TABLE } from "../replica";

/** Pauses are told, not waited for. */
jest.mock("node:timers/promises", () => ({ setTimeout: jest.fn(async () => undefined) }));
beforeEach(() => jest.mocked(wait).mockClear());

const ROOT = join(__dirname, "../../../..");

new Logs();
const replica = replicaForEachTest();
const table = () => replica.current.table;

function load(
  snapshots = FIXINGS,
  writesPerSecond = 1_000_000,
  progress: (done: number, all: number) => void = () => undefined,
) {
  const writer = new BatchWriter({ client: replica.current.client, tableName: TABLE, writesPerSecond });
  return backfill(snapshots, { table: table(), writer, progress });
}

test("writes fixings once", async () => {
  expect(await load()).toEqual({ fixings: 9, written: 9 });
  expect(await load()).toEqual({ fixings: 9, written: 0 });
});

test("resumes an interrupted run", async () => {
  await load(FIXINGS.slice(0, 5));
  const steps: string[] = [];
  expect(await load(FIXINGS, 1_000_000, (done, all) => steps.push(`${done}/${all}`))).toEqual({
    fixings: 9,
    written: 4,
  });
  expect(steps).toEqual(["5/9", "9/9"]);
});

test("overwrites different and quarantined rates", async () => {
  await table().store(fixing("2026-04-13", { USD: "9" }));
  await table().store(fixing("2026-04-10", { USD: "1.1711", GBP: "0.87105" }, { held: { JPY: "186.43" } }));
  expect(await load()).toEqual({ fixings: 9, written: 9 });
  expect((await table().fixingsUntil("2026-04-13")).slice(0, 2)).toEqual([FIXINGS[8], FIXINGS[7]]);
});

test("the first and last day of every currency are known, however the years are loaded", async () => {
  await load(FIXINGS.slice(4));
  await load(FIXINGS.slice(0, 6));
  const { json } = await new Client(replica.current, { now: "2026-04-13T15:00:00Z" }).ask("/v1/currencies");
  expect(json).toMatchObject({
    currencies: [
      { code: "BGN", firstDay: "2025-12-31", lastDay: "2025-12-31" },
      { code: "EUR", firstDay: "2025-12-31", lastDay: "2026-04-13" },
      { code: "GBP" },
      { code: "JPY" },
      { code: "USD", firstDay: "2025-12-31", lastDay: "2026-04-13" },
    ],
  });
});

test("retries unprocessed items", async () => {
  let refused = 0;
  replica.current.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName !== "BatchWriteItemCommand" || refused === 3) {
          return next(args);
        }
        refused += 1;
        const UnprocessedItems = "RequestItems" in args.input ? args.input.RequestItems : {};
        return Promise.resolve({ response: undefined, output: { UnprocessedItems, $metadata: {} } });
      },
    { step: "initialize", priority: "low" },
  );
  await load();
  expect(refused).toBe(3);
  expect(await load()).toEqual({ fixings: 9, written: 0 });
});

test("starts a batch only when the rate limit allows", async () => {
  jest.spyOn(Date, "now").mockReturnValue(0);
  const days = daysBetween("2025-01-01", "2025-03-11").map((day) => fixing(day, { USD: "1" }));
  await load(days, 100);
  const pauses = jest.mocked(wait).mock.calls.map(([milliseconds]) => milliseconds);
  // Two items say when EUR and USD were seen; then come 70 fixings in batches of 25.
  expect(pauses).toEqual([0, 0, 250, 500]);
});

test("gives up after ten attempts on a table that accepts nothing", async () => {
  replica.current.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        commandName === "BatchWriteItemCommand" && "RequestItems" in args.input
          ? Promise.resolve({
              response: undefined,
              output: { UnprocessedItems: args.input.RequestItems, $metadata: {} },
            })
          : next(args),
    { step: "initialize", priority: "low" },
  );
  await expect(load()).rejects.toThrow("DynamoDB left 9 items unprocessed, 10 times");
});

describe("the ECB's file", () => {
  test("is read by its header, without missing rates", () => {
    const csv =
      "\uFEFFDate,USD,JPY,BTC,\r\n2026-04-13,1.1684,186.75,0.00001,\r\n1999-01-04,1.1789,N/A,N/A,\r\n\r\n";
    expect(readEcbCsv(csv)).toEqual([
      fixing("2026-04-13", { USD: "1.1684", JPY: "186.75" }),
      fixing("1999-01-04", { USD: "1.1789" }),
    ]);
  });

  test.each([
    ["", 'line 1: expected "Date"'],
    ["<html>", 'line 1: expected "Date"'],
    ["Date,USD\n13.04.2026,1.1", 'line 2: "13.04.2026" is not a day'],
    ["Date,USD\n2026-04-13,1.1\n2026-04-10,-1", 'line 3, USD: "-1" is not a rate'],
    ["Date,USD,JPY,\n2026-04-13,1.1,186.75,\n2026-04-10,1.", "line 3: has 2 columns instead of 4"],
  ])("%j is refused, by line and column", (csv, message) => {
    expect(() => readEcbCsv(csv)).toThrow(message);
  });
});

describe("the backfill's command line", () => {
  const scratch = mkdtempSync(join(tmpdir(), "backfill-"));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  const file = join(scratch, "rates.csv");
  writeFileSync(file, "Date,USD\n2026-04-13,1.1684\n2026-04-10,1.1711\n2026-04-09,1.1685\n");

  function run(...given: string[]): Promise<{ code: number; out: string; error: string }> {
    const env = {
      PATH: process.env["PATH"],
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL_DYNAMODB: replica.current.endpoint,
      NODE_OPTIONS: "--no-warnings",
    };
    const tool = ["--require", "tsx/cjs", "handlers/currency-exchange/backfill/index.ts"];
    return new Promise((resolve) => {
      execFile(process.execPath, [...tool, ...given], { cwd: ROOT, env }, (failure, out, error) => {
        resolve({ code: failure === null ? 0 : Number(failure.code), out, error });
      });
    });
  }

  test("loads a file, shows progress, and reports the result", async () => {
    const { code, out, error } = await run(file, "--table", TABLE, "--from", "2026-04-10");
    expect({ code, out }).toEqual({ code: 0, out: "2 of 2 fixings written, 0 already up to date\n" });
    expect(error).toBe("0 of 2 fixings\n2 of 2 fixings\n");
    expect((await table().fixingsUntil("2026-04-13")).map(({ day }) => day)).toEqual([
      "2026-04-13",
      "2026-04-10",
    ]);
  });

  test.each([
    [["missing.csv", "--table", TABLE], "ENOENT: no such file or directory, open 'missing.csv'"],
    [[file, "--table", "another"], "ReplicaFailure: ResourceNotFoundException"],
    [[file], "--table: missing; name the table or set TABLE_NAME"],
  ])("rejects %j with the reason in one line", async (given, message) => {
    const { code, error } = await run(...given);
    expect(code).toBe(1);
    expect(error).toContain(message.replace("ReplicaFailure: ", ""));
    expect(error).not.toMatch(/^\s+at /m);
  });
});

describeWithHistory("the ECB's history", (csv) => {
  test("is loaded completely, and every rate of every day is served as published", async () => {
    const days = readEcbCsv(csv);
    expect(await load(days)).toEqual({ fixings: 6983, written: 6983 });
    const stored = await table().fixingsBetween("1999-01-04", "2026-04-13");
    expect(stored).toHaveLength(6983);
    expect(stored.filter((snapshot, index) => !isSame(snapshot, days[index]))).toEqual([]);

    const client = new Client(replica.current, { now: "2026-04-13T15:00:00Z" });
    const send = jest.spyOn(replica.current.client, "send");
    const year = await client.ask("/v1/history/USD/JPY?from=2025-01-01&to=2025-12-31");
    expect(year.text.match(/"rate"/g)).toHaveLength(days.filter(({ day }) => day.startsWith("2025")).length);
    const queries = send.mock.calls.filter(([command]) => JSON.stringify(command.input).includes("BETWEEN"));
    expect(queries).toHaveLength(1);

    const { json } = await client.ask("/v1/currencies");
    expect(json).toMatchObject({
      currencies: expect.arrayContaining([
        { code: "EEK", name: "Kroon", minorUnits: 2, firstDay: "1999-01-04", lastDay: "2010-12-31" },
        { code: "RUB", name: "Russian Ruble", minorUnits: 2, firstDay: "2005-04-01", lastDay: "2022-03-01" },
        { code: "ISK", name: "Iceland Krona", minorUnits: 0, firstDay: "1999-01-04", lastDay: "2026-04-13" },
      ]),
    });
    expect(JSON.stringify(json).match(/"code"/g)).toHaveLength(42);
  });
});

/** Whatever the order of the rates. */
function isSame(stored: Snapshot, published: Snapshot | undefined): boolean {
  const rates = Object.entries(published?.rates ?? {});
  return (
    stored.day === published?.day &&
    stored.base === published.base &&
    Object.keys(stored.rates).length === rates.length &&
    rates.every(([currency, rate]) => stored.rates[currency] === rate)
  );
}

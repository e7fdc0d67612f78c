import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { service } from "#service";
import { type Operation, openApiDocument } from "../../handlers/currency-exchange/openapi";
import { WritableRatesTable } from "../../handlers/currency-exchange/store/writable-rates-table";
import { exampleOf } from "../../handlers/openapi/page";
import { LocalRegions, readStack, type Sample, SteadyLoad } from "../../src/local";
import type { Part } from "../../src/local/faults";
import { FIXINGS } from "../handlers/currency-exchange/fixings";
import { eventually, scratchFolder, synthesized } from "./support";

const SPEED = 120;
const EVERY_MS = 100;
/** What a busy machine may be late by. */
const SLACK_MS = 10_000;
const PATH = "/v1/latest?base=USD&symbols=EUR";

const folder = scratchFolder();

async function start(configuration: object): Promise<LocalRegions> {
  const stack = readStack(synthesized(folder, configuration));
  const regions = new LocalRegions({ stack, speed: SPEED, port: 0, live: false, service });
  await regions.start();
  return regions;
}

function from(regions: LocalRegions, place: string, path = PATH): string {
  return `${regions.url}${path}${path.includes("?") ? "&" : "?"}place=${encodeURIComponent(place)}`;
}

async function servedBy(regions: LocalRegions, place: string): Promise<string | null> {
  const answer = await fetch(from(regions, place));
  await answer.text();
  return answer.status === 200 ? answer.headers.get("x-served-by") : `${answer.status}`;
}

function failed(samples: readonly Sample[]): Sample[] {
  return samples.filter(({ status }) => status !== 200);
}

describe("two regions", () => {
  let regions: LocalRegions;
  beforeAll(async () => {
    regions = await start({});
  });
  afterAll(() => regions.stop());

  const clientOf = (region: string) =>
    DynamoDBDocumentClient.from(
      new DynamoDBClient({
        region,
        endpoint: regions.tables.in(region).url,
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
      }),
    );

  test("a client in Dublin and one in New York are each served by their region", async () => {
    expect(await servedBy(regions, "Dublin")).toBe("eu-west-1");
    expect(await servedBy(regions, "New York")).toBe("us-east-1");
    expect(regions.notes).toEqual([]);
  });

  test.each<Part>(["gateway", "function", "table"])(
    "us-east-1's %s fails: its users move in time, none of their requests is lost after that, and Dublin's notice nothing",
    async (part) => {
      // Two of the slowest checker's intervals may pass unnoticed; Route 53's answers are kept for a second here.
      const limitMs = regions.clock.realMs(regions.failoverSeconds) + 1000 + SLACK_MS;
      const newYork = new SteadyLoad(from(regions, "New York"), EVERY_MS);
      const dublin = new SteadyLoad(from(regions, "Dublin"), EVERY_MS);
      await newYork.until(({ status, region }) => status === 200 && region === "us-east-1", limitMs);
      const failedAt = performance.now();
      regions.faults.fail("us-east-1", [part]);
      const moved = await newYork.until(
        ({ status, region }) => status === 200 && region === "eu-west-1",
        limitMs,
      );
      const { sentAt: movedAt, doneAt: answeredAt } = moved ?? {
        sentAt: 0,
        doneAt: Number.POSITIVE_INFINITY,
      };
      regions.faults.heal("us-east-1");
      const back = await newYork.until(
        ({ status, region }) => status === 200 && region === "us-east-1",
        limitMs,
      );
      const [own, others] = [await newYork.stop(), await dublin.stop()];

      // Never before three failed answers of every checker: two intervals, less the delay of a timer on a busy machine.
      // What was sent before may be answered after.
      expect(answeredAt - failedAt).toBeGreaterThan(regions.clock.realMs(1.5 * 30));
      expect(answeredAt - failedAt).toBeLessThan(limitMs);
      expect(back).toBeDefined();
      expect(failed(own.filter(({ sentAt }) => sentAt >= movedAt))).toEqual([]);
      // While a table fails, processes that have rates in memory still answer.
      if (part !== "table") {
        expect(failed(own).length).toBeGreaterThan(0);
      }
      expect(others.filter(({ status, region }) => status !== 200 || region !== "eu-west-1")).toEqual([]);
      expect(others.length).toBeGreaterThan(10);
      const rates = [...own, ...others]
        .filter(({ status }) => status === 200)
        .map(({ body }) => JSON.parse(body));
      expect(new Set(rates.map((one) => JSON.stringify([one.asOf, one.rates]))).size).toBe(1);
    },
  );

  test("a partition with writes on both sides heals to the same items", async () => {
    const contents = async () =>
      new Set(
        await Promise.all(
          regions.regions.map(async (one) => JSON.stringify(await regions.tables.contents(one))),
        ),
      ).size;
    const write = (region: string, key: string) =>
      clientOf(region).send(
        new PutCommand({
          TableName: "currency-exchange",
          Item: { pk: "PARTITION", sk: key, writer: region },
        }),
      );
    await eventually(async () => (await contents()) === 1);
    regions.tables.cut("us-east-1", "eu-west-1");
    await write("us-east-1", "only in us-east-1");
    await write("us-east-1", "in both");
    await write("eu-west-1", "only in eu-west-1");
    await write("eu-west-1", "in both");
    expect(await contents()).toBe(2);
    regions.tables.mend("us-east-1", "eu-west-1");
    await eventually(async () => (await contents()) === 1);
    const { Items } = await clientOf("us-east-1").send(
      new QueryCommand({
        TableName: "currency-exchange",
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": "PARTITION" },
      }),
    );
    expect(Items?.map(({ sk, writer }) => [sk, writer])).toEqual([
      ["in both", "eu-west-1"],
      ["only in eu-west-1", "eu-west-1"],
      ["only in us-east-1", "us-east-1"],
    ]);
  });

  describe("the API keeps its contract behind this gateway", () => {
    const operations = Object.entries(openApiDocument.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
        method.toUpperCase(),
        path,
        operation,
      ]),
    );

    beforeAll(async () => {
      const table = new WritableRatesTable(clientOf("eu-west-1"), "currency-exchange");
      for (const snapshot of FIXINGS) {
        await table.store(snapshot);
      }
    });

    test.each(operations)("%s %s", async (method, path, operation) => {
      const sent = operation.requestBody?.content["application/json"]?.example;
      const answer = await fetch(from(regions, "Dublin", exampleOf(path, operation.parameters ?? [])), {
        method,
        ...(sent === undefined
          ? {}
          : { body: JSON.stringify(sent), headers: { "Content-Type": "application/json" } }),
      });
      expect(answer.headers.get("x-served-by")).toBe("eu-west-1");
      if (path === "/health-check") {
        expect(answer.status).toBe(403);
        return;
      }
      expect(String(answer.status)).toBe(Object.keys(operation.responses)[0]);
      const example = exampleIn(operation);
      if (example === undefined) {
        return;
      }
      // On a named day the answer is the example's, but for its age; the newest rates are this machine's.
      const given = await answer.json();
      if (/"date":"2026|"from":"2026/.test(JSON.stringify(example))) {
        expect(ageless(given)).toEqual(ageless(example));
      } else {
        expect(Object.keys(given)).toEqual(Object.keys(Object(example)));
      }
    });

    test("requests that the gateway rejects get a problem, too", async () => {
      const refused = await fetch(from(regions, "Dublin", "/v1/convert?from=USD"));
      expect(refused.status).toBe(400);
      expect(refused.headers.get("content-type")).toBe("application/problem+json");
      expect(await refused.json()).toMatchObject({ detail: expect.stringContaining("amount") });
      expect((await fetch(from(regions, "Dublin", "/nowhere"))).status).toBe(404);
      expect((await fetch(from(regions, "Dublin", "/v1/latest?foo=1"))).status).toBe(400);
    });
  });
});

describe("three regions, one without stand-ins", () => {
  let regions: LocalRegions;
  beforeAll(async () => {
    regions = await start({
      regions: { "us-east-1": {}, "eu-west-1": { failover: [] }, "ap-southeast-1": {} },
    });
  });
  afterAll(() => regions.stop());

  test("a region that was added by configuration joins", async () => {
    expect(await servedBy(regions, "Singapore")).toBe("ap-southeast-1");
    expect(regions.state().map(({ region, healthy }) => [region, healthy])).toEqual([
      ["ap-southeast-1", true],
      ["eu-west-1", true],
      ["us-east-1", true],
    ]);
    expect(await regions.tables.contents("ap-southeast-1")).toEqual(
      await regions.tables.contents("us-east-1"),
    );
  });

  test("users of a region without stand-ins get no response from another region", async () => {
    regions.faults.fail("eu-west-1", ["gateway"]);
    regions.faults.fail("ap-southeast-1", ["gateway"]);
    await eventually(async () => (await servedBy(regions, "Singapore")) !== "502", 15_000);
    expect(await servedBy(regions, "Singapore")).toBe("us-east-1");
    await eventually(() =>
      regions.state().every(({ region, healthy }) => healthy === (region === "us-east-1")),
    );
    expect(await servedBy(regions, "Dublin")).toBe("502");
  });
});

function exampleIn(operation: Operation): unknown {
  const { "200": answer } = JSON.parse(JSON.stringify(operation.responses));
  return answer?.content?.["application/json"]?.example;
}

function ageless(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (key, value) =>
    key === "ageSeconds" || key === "stale" ? undefined : value,
  );
}

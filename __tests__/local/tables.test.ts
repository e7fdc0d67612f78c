import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { Clock } from "../../src/local/clock";
import { Events, type LocalEvent } from "../../src/local/events";
import type { TableModel } from "../../src/local/stack/tables";
import { GlobalTables } from "../../src/local/tables/global-tables";
import { eventually } from "./support";

const TABLE = "rates";
const REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-1"];

const model: TableModel = {
  address: "aws_dynamodb_table.us-east-1_table",
  name: TABLE,
  keys: ["pk", "sk"],
  regions: REGIONS,
  definition: {
    TableName: TABLE,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
  },
};

let tables: GlobalTables;
let clock: Clock;
let events: LocalEvent[];

/** @param speed - 1000: the lag of half a second is half a millisecond */
async function start(speed: number): Promise<void> {
  clock = new Clock(speed);
  events = [];
  const bus = new Events();
  bus.on((event) => events.push(event));
  tables = new GlobalTables(REGIONS, [model], clock, bus);
  await tables.start();
}

afterEach(async () => {
  clock.stop();
  await tables.stop();
});

function client(region: string): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region,
      endpoint: tables.in(region).url,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    }),
  );
}

const key = (sk: string) => ({ pk: "p", sk });
const put = (region: string, sk: string, value: unknown) =>
  client(region).send(new PutCommand({ TableName: TABLE, Item: { ...key(sk), value } }));
const get = async (region: string, sk: string) =>
  (await client(region).send(new GetCommand({ TableName: TABLE, Key: key(sk) }))).Item?.["value"];
const contents = async () =>
  new Set(await Promise.all(REGIONS.map(async (region) => JSON.stringify(await tables.contents(region)))));

test("a write is visible in its region immediately, and in other regions after the lag", async () => {
  await start(1);
  await put("us-east-1", "a", 1);
  expect(await get("us-east-1", "a")).toBe(1);
  expect(await get("eu-west-1", "a")).toBeUndefined();
  await eventually(async () => (await get("eu-west-1", "a")) === 1);
  await eventually(async () => (await get("ap-southeast-1", "a")) === 1);
  expect(events).toContainEqual({ type: "replication", from: "us-east-1", to: "eu-west-1", changes: 1 });
});

test("replicates the result of updates, deletions and batches", async () => {
  await start(100);
  await put("us-east-1", "updated", 1);
  await put("us-east-1", "deleted", 1);
  await eventually(async () => (await get("eu-west-1", "deleted")) === 1);
  await client("us-east-1").send(
    new UpdateCommand({
      TableName: TABLE,
      Key: key("updated"),
      UpdateExpression: "ADD #v :one",
      ExpressionAttributeNames: { "#v": "value" },
      ExpressionAttributeValues: { ":one": 1 },
    }),
  );
  await client("us-east-1").send(new DeleteCommand({ TableName: TABLE, Key: key("deleted") }));
  await client("us-east-1").send(
    new BatchWriteCommand({
      RequestItems: {
        [TABLE]: [
          { PutRequest: { Item: { ...key("batched"), value: "b" } } },
          { DeleteRequest: { Key: key("never there") } },
        ],
      },
    }),
  );
  await eventually(async () => (await get("eu-west-1", "batched")) === "b");
  expect(await get("eu-west-1", "updated")).toBe(2);
  expect(await get("eu-west-1", "deleted")).toBeUndefined();
});

test("does not replicate a rejected write", async () => {
  await start(1000);
  await put("us-east-1", "a", "first");
  const refused = client("us-east-1").send(
    new PutCommand({
      TableName: TABLE,
      Item: { ...key("a"), value: "second" },
      ConditionExpression: "attribute_not_exists(pk)",
    }),
  );
  await expect(refused).rejects.toThrow("conditional request failed");
  await sleep(50);
  expect(await get("eu-west-1", "a")).toBe("first");
});

test("a partition with writes on both sides heals to the same items: the last writer wins", async () => {
  await start(1000);
  tables.cut("us-east-1", "eu-west-1");
  expect(tables.cuts).toEqual([["eu-west-1", "us-east-1"]]);
  await put("us-east-1", "both", "american");
  await put("us-east-1", "one", "american");
  await sleep(5);
  await put("eu-west-1", "both", "european");
  await put("eu-west-1", "other", "european");
  await sleep(50);
  expect(await get("us-east-1", "both")).toBe("american");
  expect(await get("us-east-1", "other")).toBeUndefined();
  tables.mend("us-east-1", "eu-west-1");
  await eventually(async () => (await contents()).size === 1);
  for (const region of REGIONS) {
    expect([await get(region, "both"), await get(region, "one"), await get(region, "other")]).toEqual([
      "european",
      "american",
      "european",
    ]);
  }
});

test("an item deleted on one side of a partition stays deleted, if that came last", async () => {
  await start(1000);
  await put("us-east-1", "a", 1);
  await eventually(async () => (await get("eu-west-1", "a")) === 1);
  tables.cut("us-east-1", "eu-west-1");
  await put("us-east-1", "a", 2);
  await sleep(5);
  await client("eu-west-1").send(new DeleteCommand({ TableName: TABLE, Key: key("a") }));
  tables.mend("us-east-1", "eu-west-1");
  await eventually(async () => (await contents()).size === 1);
  expect(await get("us-east-1", "a")).toBeUndefined();
});

test("180 concurrent writes to the same 6 items from three regions converge to the same items", async () => {
  await start(200);
  const clients = new Map(REGIONS.map((region) => [region, client(region)]));
  await Promise.all(
    REGIONS.map(async (region) => {
      for (let n = 0; n < 60; n += 1) {
        const Item = { ...key(String((n * 7) % 6)), value: `${region} ${n}` };
        await clients.get(region)?.send(new PutCommand({ TableName: TABLE, Item }));
      }
    }),
  );
  await eventually(async () => (await contents()).size === 1);
});

test("a machine's clock that is set back neither stops replication nor lets regions differ", async () => {
  await start(200);
  const clock = jest.spyOn(Date, "now").mockReturnValue(Date.now());
  try {
    await put("us-east-1", "a", "first");
    await eventually(async () => (await get("eu-west-1", "a")) === "first");
    clock.mockReturnValue(Date.now() - 60_000);
    await put("eu-west-1", "a", "second");
    await eventually(async () => (await get("us-east-1", "a")) === "second");
  } finally {
    clock.mockRestore();
  }
});

test("a failed region's table does not respond, and catches up when it is healed", async () => {
  await start(1000);
  await put("eu-west-1", "a", 1);
  tables.fail("us-east-1");
  await put("eu-west-1", "b", 2);
  await expect(get("us-east-1", "a")).rejects.toThrow("This region's tables have failed");
  await sleep(50);
  tables.heal("us-east-1");
  await eventually(async () => (await get("us-east-1", "b")) === 2);
  expect(await get("us-east-1", "a")).toBe(1);
});

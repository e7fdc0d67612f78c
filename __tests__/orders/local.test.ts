import { dirname } from "node:path";
import { LocalRegions, readStack } from "../../src/local";
import { eventually, run } from "../local/support";
import { service } from "./local";
import { SMALL } from "./orders-stack";
import type { NewEvent } from "./service/order";
import { ordersBundle, synthesizedOrders } from "./synthesized";

jest.setTimeout(90_000);

const bundle = ordersBundle();
let stack: string;
beforeAll(() => {
  stack = synthesizedOrders({ ...SMALL, bundle: bundle() });
});

describe("orders in two regions", () => {
  let regions: LocalRegions;
  beforeAll(async () => {
    regions = new LocalRegions({
      stack: readStack(stack),
      speed: 120,
      port: 0,
      live: false,
      service,
    });
    await regions.start();
  });
  afterAll(() => regions.stop());

  async function add(place: string, order: string, ...events: readonly NewEvent[]) {
    const response = await fetch(`${regions.url}/v1/orders/${order}/events`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-place": place },
      body: JSON.stringify({ events }),
    });
    return { status: response.status, json: await response.json() };
  }

  async function read(place: string, order: string) {
    const response = await fetch(`${regions.url}/v1/orders/${order}`, { headers: { "x-place": place } });
    return { by: response.headers.get("x-served-by"), json: await response.json() };
  }

  test("changes on both sides of a partition are kept, reported, and settled by a change that knows both", async () => {
    const placed = await add("New York", "o-1", { type: "placed", total: "12.50", after: [] });
    expect(placed.status).toBe(200);
    const after: readonly string[] = placed.json.newest;
    await eventually(async () => (await read("Dublin", "o-1")).json.newest.join() === after.join());

    regions.tables.cut("us-east-1", "eu-west-1");
    const changed = await add("New York", "o-1", { type: "changed", total: "15.00", after });
    const cancelled = await add("Dublin", "o-1", { type: "cancelled", total: undefined, after });
    expect([changed.json.conflict, cancelled.json.conflict]).toEqual([false, false]);
    regions.tables.mend("us-east-1", "eu-west-1");

    await eventually(async () => (await read("Dublin", "o-1")).json.conflict === true);
    const [there, here] = [await read("New York", "o-1"), await read("Dublin", "o-1")];
    expect([there.by, here.by]).toEqual(["us-east-1", "eu-west-1"]);
    expect(there.json).toEqual(here.json);
    expect(here.json.events).toHaveLength(3);
    expect(here.json.newest).toEqual([...changed.json.newest, ...cancelled.json.newest].sort());

    const settled = await add("Dublin", "o-1", {
      type: "changed",
      total: "14.00",
      after: here.json.newest,
    });
    expect(settled.json).toMatchObject({ conflict: false, newest: [expect.any(String)] });
  });

  test("rejects an event until it is replicated from another region", async () => {
    regions.tables.cut("us-east-1", "eu-west-1");
    const { json } = await add("New York", "o-2", { type: "placed", total: "1", after: [] });
    const change: NewEvent = { type: "changed", total: "2", after: json.newest };
    expect(await add("Dublin", "o-2", change)).toMatchObject({
      status: 409,
      json: { type: "/#unknown-event" },
    });
    regions.tables.mend("us-east-1", "eu-west-1");
    await eventually(async () => (await add("Dublin", "o-2", change)).status === 200);
  });

  test.each([
    [{ type: "placed", after: [] }, "total"],
    [{ type: "placed", total: "1e3", after: [] }, "total"],
    [{ type: "paid", total: "1", after: [] }, "type"],
    [{ type: "placed", total: "1" }, "after"],
  ])("a wrong event, %j, is refused", async (event, field) => {
    const response = await fetch(`${regions.url}/v1/orders/o-3/events`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ events: [event] }),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(field === "after" ? "" : field);
    expect((await read("New York", "o-3")).json.events).toEqual([]);
  });
});

test("npm start runs orders' own demo: each claim holds", async () => {
  const file = require.resolve("./local.ts");
  const { code, stdout } = await run(dirname(stack), [
    ...["--stack", stack, "--service", file],
    ...["--demo", "--speed", "20", "--port", "0", "--json"],
  ]).ended;
  const lines = stdout.split("\n").filter((line) => line.startsWith('{"type":"demo"'));
  const claims: readonly { claim: string; holds: boolean }[] = JSON.parse(lines.at(-1) ?? "{}").claims;
  expect(claims.filter(({ holds }) => !holds)).toEqual([]);
  expect(claims.length).toBeGreaterThan(3);
  expect(code).toBe(0);
});

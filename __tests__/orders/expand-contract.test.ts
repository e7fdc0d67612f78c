import { dirname, join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { LocalRegions, readStack } from "../../src/local";
import { eventually } from "../local/support";
import { SMALL } from "./orders-stack";
import { addAmounts } from "./service/add-amounts";
import { ordersBundle, synthesizedOrders } from "./synthesized";

jest.setTimeout(240_000);

/** A client of each region. */
const PLACES = { "us-east-1": "New York", "eu-west-1": "Dublin" } as const;
type Region = keyof typeof PLACES;
const REGIONS = ["eu-west-1", "us-east-1"] as const satisfies readonly Region[];

const bundle = ordersBundle();
let regions: LocalRegions;
beforeEach(async () => {
  const stack = readStack(synthesizedOrders({ ...SMALL, bundle: bundle() }));
  regions = new LocalRegions({ stack, speed: 20, port: 0, live: false });
  await regions.start();
});
afterEach(() => regions.stop());

function versionsIn(region: Region) {
  const model = regions.stack.functions.find((one) => one.region === region);
  const versions = model && regions.functions.of(model);
  if (model === undefined || versions === undefined) {
    throw new Error(`${region}: no function`);
  }
  return { model, versions };
}

/** Publishes the bundle of a shape in a region. @returns the version */
function publish(region: Region, shape: "expanded" | "contracted"): Promise<string> {
  const zip = join(dirname(bundle()), `orders-${shape}.zip`);
  return regions.functions.publish(versionsIn(region).model, undefined, zip);
}

/** Sends the requests of a region's clients to two versions equally, or to one. */
function route(region: Region, version: string, other?: string): void {
  const additional = other === undefined ? {} : { additional: { version: other, weight: 0.5 } };
  versionsIn(region).versions.route({ version, ...additional });
}

/**
 * Sends a request until the region accepts it, as a client does: on a busy machine, a table may be late, or a health
 * check may send a client to the other region. An event that is sent again is the same event.
 */
async function answered(region: Region, path: string, init: RequestInit = {}): Promise<string> {
  let body = "";
  await eventually(async () => {
    const headers = { "content-type": "application/json", "x-place": PLACES[region] };
    const response = await fetch(`${regions.url}${path}`, { ...init, headers });
    body = await response.text();
    if (response.status >= 400 && response.status < 500) {
      throw new Error(`${path}: ${response.status} ${body}`);
    }
    return response.status === 200 && response.headers.get("x-served-by") === region;
  }, 60_000);
  return body;
}

async function place(region: Region, order: string, total: string): Promise<void> {
  const body = JSON.stringify({ events: [{ type: "placed", total, after: [] }] });
  await answered(region, `/v1/orders/${order}/events`, { method: "POST", body });
}

/** The totals of an order's events, as a region answers them. */
async function totals(region: Region, order: string): Promise<readonly unknown[]> {
  const { events } = JSON.parse(await answered(region, `/v1/orders/${order}`));
  return events.map((event: { total?: string }) => event.total);
}

/** Places orders in both regions until it is stopped, and reads some of those before. */
class Clients {
  /** By order, its total. */
  readonly placed = new Map<string, string>();
  private stopped = false;
  private readonly running: Promise<unknown>;

  constructor() {
    this.running = Promise.all(REGIONS.flatMap((region) => [this.run(region, "a"), this.run(region, "b")]));
  }

  /** Waits for further orders. */
  more(count: number): Promise<void> {
    const enough = this.placed.size + count;
    return Promise.race([eventually(() => this.placed.size >= enough, 60_000), this.running.then(() => {})]);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(region: Region, name: string): Promise<void> {
    for (let number = 1; !this.stopped; number++) {
      const [order, total] = [`${region}-${name}-${number}`, `${number}.50`];
      await place(region, order, total);
      this.placed.set(order, total);
      await this.read(region, order);
      const others = [...this.placed.keys()];
      await this.read(region, others[Math.floor(Math.random() * others.length)] ?? order);
    }
  }

  /** Reads an order that is on its way to the region, if another one accepted it. */
  async read(region: Region, order: string): Promise<void> {
    await eventually(async () => (await totals(region, order)).length === 1, 60_000);
    expect([region, order, await totals(region, order)]).toEqual([region, order, [this.placed.get(order)]]);
  }
}

/** Moves a region to a version of a shape while both versions serve. */
async function wave(region: Region, before: string, shape: "expanded" | "contracted", clients: Clients) {
  const version = await publish(region, shape);
  route(region, before, version);
  await clients.more(6);
  route(region, version);
  await clients.more(2);
  return version;
}

test("a change of the data's shape in two steps: two versions serve at once, and each reads all events", async () => {
  const clients = new Clients();
  await clients.more(6);
  const expanded: Record<string, string> = {};
  for (const region of REGIONS) {
    expanded[region] = await wave(region, "1", "expanded", clients);
  }
  const [table] = regions.stack.tables;
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region: "us-east-1",
      endpoint: regions.tables.in("us-east-1").url,
      credentials: { accessKeyId: "a", secretAccessKey: "a" },
    }),
  );
  expect(await addAmounts(client, table?.name ?? "")).toBeGreaterThan(0);
  expect(await addAmounts(client, table?.name ?? "")).toBe(0);
  client.destroy();
  for (const region of REGIONS) {
    const before = expanded[region] ?? "";
    const version = await wave(region, before, "contracted", clients);
    // A rollback returns to the expanded version, which reads what the contracted one has written.
    route(region, before);
    await clients.more(2);
    route(region, version);
  }
  await clients.more(2);
  await clients.stop();
  expect(clients.placed.size).toBeGreaterThan(30);
  for (const order of clients.placed.keys()) {
    for (const region of REGIONS) {
      await clients.read(region, order);
    }
  }
});

test("in one step, neither version reads what the other has written", async () => {
  route("us-east-1", await publish("us-east-1", "contracted"));
  await place("us-east-1", "new", "1.50");
  await place("eu-west-1", "old", "2.50");
  await eventually(async () => (await totals("eu-west-1", "new")).length === 1, 60_000);
  await eventually(async () => (await totals("us-east-1", "old")).length === 1, 60_000);
  expect(await totals("eu-west-1", "new")).toEqual([undefined]);
  expect(await totals("us-east-1", "old")).toEqual([undefined]);
});

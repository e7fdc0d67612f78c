import { createSocket, type Socket } from "node:dgram";
import { annotate, invocation, subsegment } from "../../handlers/tracing";

const ROOT = "1-67891233-abcdef012345678912345678";

let daemon: Socket;
let received: Record<string, unknown>[];

beforeEach(async () => {
  received = [];
  daemon = createSocket("udp4");
  daemon.on("message", (datagram) => {
    const [header = "", document = ""] = datagram.toString().split("\n");
    expect(JSON.parse(header)).toEqual({ format: "json", version: 1 });
    received.push(JSON.parse(document));
  });
  await new Promise<void>((resolve) => daemon.bind(0, "127.0.0.1", resolve));
  process.env["AWS_XRAY_DAEMON_ADDRESS"] = `127.0.0.1:${daemon.address().port}`;
  process.env["_X_AMZN_TRACE_ID"] = `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`;
});

afterEach(async () => {
  delete process.env["_X_AMZN_TRACE_ID"];
  await new Promise<void>((resolve) => daemon.close(() => resolve()));
});

async function documents(count: number): Promise<Record<string, unknown>[]> {
  for (let waited = 0; received.length < count && waited < 100; waited += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return received;
}

test("work is a subsegment of the function's segment, with nested subsegments", async () => {
  await invocation("api", async () => {
    annotate({ pair: "EUR/USD", stale: false });
    await subsegment(
      "DynamoDB",
      { kind: "aws", aws: { operation: "Query", region: "us-east-1" } },
      async () => 1,
    );
  });
  const [table, api] = await documents(2);
  expect(api).toMatchObject({
    name: "api",
    trace_id: ROOT,
    parent_id: "53995c3f42cd8ad8",
    type: "subsegment",
    annotations: { pair: "EUR/USD", stale: false },
  });
  expect(table).toMatchObject({
    name: "DynamoDB",
    namespace: "aws",
    parent_id: api?.["id"],
    aws: { operation: "Query", region: "us-east-1" },
  });
  expect(Number(table?.["end_time"])).toBeGreaterThanOrEqual(Number(table?.["start_time"]));
});

test("work that fails is a fault, and fails as before", async () => {
  const failing = invocation("ingest", async () => {
    throw new TypeError("a secret");
  });
  await expect(failing).rejects.toThrow("a secret");
  const [document] = await documents(1);
  expect(document).toMatchObject({ name: "ingest", fault: true, metadata: { error: "TypeError" } });
  expect(JSON.stringify(document)).not.toContain("a secret");
});

test("concurrent subsegments keep their own annotations", async () => {
  await Promise.all(
    ["EUR/USD", "EUR/JPY"].map((pair) =>
      invocation(pair, async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        annotate({ pair });
      }),
    ),
  );
  for (const { name, annotations } of await documents(2)) {
    expect(annotations).toEqual({ pair: name });
  }
});

test.each([
  ["is not sampled", `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=0`],
  ["is not traced", ""],
  ["has a broken header", "Root=;Parent=;Sampled=1"],
])("nothing is sent of a request that %s", async (_what, header) => {
  process.env["_X_AMZN_TRACE_ID"] = header;
  expect(await invocation("api", async () => "answer")).toBe("answer");
  process.env["_X_AMZN_TRACE_ID"] = `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`;
  await invocation("marker", async () => undefined);
  expect((await documents(1)).map(({ name }) => name)).toEqual(["marker"]);
});

test("a missing daemon fails no request", async () => {
  process.env["AWS_XRAY_DAEMON_ADDRESS"] = "127.0.0.1:1";
  expect(await invocation("api", async () => "answer")).toBe("answer");
});

import type { RequestListener } from "node:http";
import { responseForm } from "../../handlers/openapi/response-form";
import { type ListeningServer, listen } from "../../src/local/http";

const GOOD = {
  from: "EUR",
  to: "USD",
  amount: "100",
  rate: "1.08427",
  unrounded: "108.427",
  result: "108.43",
  rounding: "half-even",
  kind: "daily-reference",
  asOf: "2026-04-10",
  source: "ecb",
  ageSeconds: 3600,
  stale: false,
};
const { source: _, ...WITHOUT_SOURCE } = GOOD;
const servers: ListeningServer[] = [];

async function region(answer: RequestListener): Promise<string> {
  const server = await listen(answer);
  servers.push(server);
  return server.url;
}

function answering(body: object, headers: Record<string, string> = {}, status = 200): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}

/** The metrics that the canary writes about one target. */
async function measured(name: string, url: string): Promise<Record<string, unknown>> {
  process.env["AWS_LAMBDA_FUNCTION_NAME"] = "rates-canary";
  process.env["CANARY_TARGETS"] = `${name}=${url}`;
  const lines: string[] = [];
  const write = jest
    .spyOn(process.stdout, "write")
    .mockImplementation((line) => lines.push(String(line)) > 0);
  try {
    const { handler } = await import("../../handlers/currency-exchange/canary");
    await handler();
  } finally {
    write.mockRestore();
  }
  const metrics = lines.map((line) => JSON.parse(line)).find((line) => "CanarySuccess" in line);
  expect(metrics).toMatchObject({ FunctionName: "rates-canary", target: name });
  return metrics;
}

/** 1 for a right answer. */
async function seen(name: string, url: string): Promise<unknown> {
  return (await measured(name, url))["CanarySuccess"];
}

afterAll(() => Promise.all(servers.map((server) => server.close())));

test("a correct response counts as success", async () => {
  const url = await region(answering(GOOD, { "x-served-by": "us-east-1" }));
  expect(await seen("us-east-1", url)).toBe(1);
  expect(await seen("shared", url)).toBe(1);
});

test.each<[string, RequestListener]>([
  ["another region answers under its pinned name", answering(GOOD, { "x-served-by": "eu-west-1" })],
  ["its result is wrong", answering({ ...GOOD, result: "108.52" }, { "x-served-by": "us-east-1" })],
  ["its product is wrong", answering({ ...GOOD, unrounded: "108.4271" }, { "x-served-by": "us-east-1" })],
  [
    "all numbers are ten times too large",
    answering(
      { ...GOOD, rate: "10.8427", unrounded: "1084.27", result: "1084.27" },
      { "x-served-by": "us-east-1" },
    ),
  ],
  [
    "it converts another amount",
    answering(
      { ...GOOD, amount: "200", unrounded: "216.854", result: "216.85" },
      { "x-served-by": "us-east-1" },
    ),
  ],
  ["it converts another currency", answering({ ...GOOD, to: "GBP" }, { "x-served-by": "us-east-1" })],
  ["a number is not a decimal", answering({ ...GOOD, rate: "1.08e0" }, { "x-served-by": "us-east-1" })],
  ["a field has another type", answering({ ...GOOD, ageSeconds: "an hour" }, { "x-served-by": "us-east-1" })],
  ["a field is missing", answering(WITHOUT_SOURCE, { "x-served-by": "us-east-1" })],
  ["its answer is something else", answering({ hello: 1 }, { "x-served-by": "us-east-1" })],
  ["its answer is not JSON", (_request, response) => response.end("<html>")],
  ["it fails", answering({}, { "x-served-by": "us-east-1" }, 503)],
  ["its web ACL or its keys refuse the canary", answering({ message: "Forbidden" }, {}, 403)],
  ["it hangs up", (request) => request.socket.destroy()],
])("a region is ill when %s", async (_what, answer) => {
  expect(await seen("us-east-1", await region(answer))).toBe(0);
});

test("latency is measured only if there is a response, correct or not", async () => {
  expect(await measured("us-east-1", await region(answering({}, {}, 503)))).toMatchObject({
    CanaryLatency: expect.any(Number),
  });
  expect(await measured("us-east-1", await region((request) => request.socket.destroy()))).not.toHaveProperty(
    "CanaryLatency",
  );
});

test("the canary sends its key if it has one", async () => {
  const keys: unknown[] = [];
  const url = await region((request, response) => {
    keys.push(request.headers["x-api-key"]);
    answering(GOOD, { "x-served-by": "us-east-1" })(request, response);
  });
  await seen("us-east-1", url);
  process.env["CANARY_KEY"] = "a key of its own";
  await seen("us-east-1", url);
  delete process.env["CANARY_KEY"];
  expect(keys).toEqual([undefined, "a key of its own"]);
});

test("it sends client requests", async () => {
  let asked = "";
  const url = await region((request, response) => {
    asked = request.url ?? "";
    answering(GOOD, { "x-served-by": "us-east-1" })(request, response);
  });
  await seen("us-east-1", url);
  expect(asked).toBe("/v1/convert?from=EUR&to=USD&amount=100");
});

test("the form of a response is that of the operation at its path", () => {
  const open = { type: "object", required: ["open"], properties: { open: { type: "integer" } } } as const;
  const response = { "200": { description: "", content: { "application/json": { schema: open } } } };
  const get = { operationId: "get", summary: "", responses: response };
  const document = { paths: { "/tickets/{number}": { get } }, components: { schemas: {} } };
  const fault = responseForm(document, "/tickets/7");
  expect(fault({ open: 3 })).toBeUndefined();
  expect(fault({ open: "3" })).toBe("the response/open must be integer");
  expect(fault(undefined)).toBe("the response must be object");
  expect(() => responseForm(document, "/tickets")).toThrow(
    "GET /tickets: the document declares no JSON response with status 200",
  );
});

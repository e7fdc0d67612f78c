import type { RequestListener } from "node:http";
import { type ListeningServer, listen } from "../../src/local/http";

const GOOD = { rate: "1.0842", result: "108.42" };
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

/** What the canary says of one target: 1 for a right answer. */
async function seen(name: string, url: string): Promise<number> {
  process.env["AWS_LAMBDA_FUNCTION_NAME"] = "rates-canary";
  process.env["CANARY_TARGETS"] = `${name}=${url}`;
  const lines: string[] = [];
  const write = jest
    .spyOn(process.stdout, "write")
    .mockImplementation((line) => lines.push(String(line)) > 0);
  try {
    const { handler } = await import("../../handlers/canary");
    await handler();
  } finally {
    write.mockRestore();
  }
  const metrics = lines.map((line) => JSON.parse(line)).find((line) => "CanarySuccess" in line);
  expect(metrics).toMatchObject({
    FunctionName: "rates-canary",
    target: name,
    CanaryLatency: expect.any(Number),
  });
  return metrics.CanarySuccess;
}

afterAll(() => Promise.all(servers.map((server) => server.close())));

test("a region that answers rightly is well", async () => {
  const url = await region(answering(GOOD, { "x-served-by": "us-east-1" }));
  expect(await seen("us-east-1", url)).toBe(1);
  expect(await seen("shared", url)).toBe(1);
});

test.each<[string, RequestListener]>([
  ["another region answers under its pinned name", answering(GOOD, { "x-served-by": "eu-west-1" })],
  ["its conversion is wrong", answering({ ...GOOD, result: "108.52" }, { "x-served-by": "us-east-1" })],
  ["its answer is something else", answering({ hello: 1 }, { "x-served-by": "us-east-1" })],
  ["its answer is not JSON", (_request, response) => response.end("<html>")],
  ["it fails", answering({}, { "x-served-by": "us-east-1" }, 503)],
  ["it hangs up", (request) => request.socket.destroy()],
])("a region is ill when %s", async (_what, answer) => {
  expect(await seen("us-east-1", await region(answer))).toBe(0);
});

test("a gateway that asks for a client's key is well", async () => {
  expect(await seen("us-east-1", await region(answering({}, {}, 403)))).toBe(1);
});

test("it asks what a client asks", async () => {
  let asked = "";
  const url = await region((request, response) => {
    asked = request.url ?? "";
    answering(GOOD, { "x-served-by": "us-east-1" })(request, response);
  });
  await seen("us-east-1", url);
  expect(asked).toBe("/v1/convert?from=EUR&to=USD&amount=100");
});

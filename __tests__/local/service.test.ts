import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundle, eventually, run, scratchFolder, started, synthesized } from "./support";

const folder = scratchFolder();
const SPEED = ["--speed", "15"];

/** A service that has nothing in common with the sample: tickets, whose numbers come from the internet. */
const HANDLER = `
const { request } = require("node:http");
const call = (operation, body) =>
  new Promise((resolve, reject) => {
    const headers = {
      "Content-Type": "application/x-amz-json-1.0",
      "X-Amz-Target": "DynamoDB_20120810." + operation,
      "X-Amz-Date": "20200101T000000Z",
      Authorization: "AWS4-HMAC-SHA256 Credential=a/20200101/a/dynamodb/aws4_request, SignedHeaders=host, Signature=a",
    };
    const sent = request(process.env.AWS_ENDPOINT_URL_DYNAMODB, { method: "POST", headers }, (answer) => {
      answer.resume();
      answer.once("end", () => (answer.statusCode === 200 ? resolve() : reject(new Error(operation))));
    });
    sent.once("error", reject);
    sent.end(JSON.stringify({ TableName: process.env.TABLE_NAME, ...body }));
  });
exports.handler = async ({ httpMethod }) => {
  if (httpMethod === "POST") {
    const number = await (await fetch("https://numbers.example.org/next")).text();
    await call("PutItem", { Item: { pk: { S: "ticket" }, sk: { S: number } } });
  } else {
    await call("DescribeTable", {});
  }
  return { statusCode: httpMethod === "POST" ? 201 : 200, body: '{"open":3}' };
};`;

let stack: string;
beforeAll(async () => {
  const file = synthesized(folder, {});
  const zip = await bundle(folder, "tickets", HANDLER);
  const document = JSON.parse(readFileSync(file, "utf8"));
  for (const one of Object.values<Record<string, unknown>>(document.resource.aws_lambda_function)) {
    one["filename"] = zip;
  }
  for (const api of Object.values<{ body: string }>(document.resource.aws_api_gateway_rest_api)) {
    const body = JSON.parse(api.body);
    const { "/health-check": health } = body.paths;
    const operation = { ...health.get, parameters: [] };
    const ticket = {
      parameters: [{ name: "number", in: "path", required: true, schema: { type: "string" } }],
      get: operation,
    };
    body.paths = {
      "/health-check": health,
      "/tickets/{number}": ticket,
      "/tickets": { get: operation, post: operation },
    };
    api.body = JSON.stringify(body);
  }
  delete document.resource.aws_scheduler_schedule;
  stack = join(dirname(file), "tickets.tf.json");
  writeFileSync(stack, JSON.stringify(document));
});

/** The demo's claims, each with whether it holds. */
function claimsIn(output: string): [string, boolean][] {
  return JSON.parse(output.trim().split("\n").at(-1) ?? "").claims.map(
    ({ claim, holds }: { claim: string; holds: boolean }) => [claim, holds],
  );
}

test("another service's stack runs without a service file, and its demo requests the first public path", async () => {
  const { code, stdout, stderr } = await run(folder, ["--stack", stack, "--demo", "--json", ...SPEED]).ended;
  expect(stderr).toBe("");
  expect(claimsIn(stdout)).toEqual([
    [expect.stringMatching(/^users of us-east-1 move/), true],
    ["no requests are lost after the move", true],
    ["users of other regions are not affected", true],
    ["every region holds the same items", true],
    ["users return to us-east-1", true],
  ]);
  expect(code).toBe(0);
});

test("a service's file adds origins, commands and the demo's change", async () => {
  const service = join(folder, "tickets.ts");
  writeFileSync(
    service,
    `import type { Service } from "${join(__dirname, "..", "..", "src", "local", "service")}";
    let next = 41;
    export const service: Service = {
      demo: {
        path: "/tickets",
        change: { method: "POST", path: "/tickets" },
        versionOf: (body) => ({ version: "one", answer: JSON.parse(body).open }),
      },
      start: async () => ({
        origins: { "https://numbers.example.org": (_, response) => response.end(String((next += 1))) },
        commands: { skip: { does: "skips ten numbers", run: () => \`the next number is \${(next += 10) + 1}\` } },
        notes: ["Numbers begin with 42."],
      }),
    };`,
  );
  const options = ["--stack", stack, "--service", service, "--json", ...SPEED];
  const { code, stdout, stderr } = await run(folder, [...options, "--demo"]).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(claimsIn(stdout).slice(3)).toEqual([
    ["us-east-1 catches up on the change it missed: every region holds the same items", true],
    ["users return to us-east-1", true],
    ["no response is wrong: responses of the same version are identical in every region", true],
  ]);

  const running = run(folder, options);
  const { control } = await started(running);
  const command = async (body: string) => (await fetch(control, { method: "POST", body })).json();
  expect(await command("skip")).toEqual({ done: "the next number is 52" });
  expect(await (await fetch(control)).json()).toMatchObject({ service: ["Numbers begin with 42."] });
  expect(await command("next-day")).toMatchObject({
    error: expect.stringContaining(
      '"next-day" is not one of fail, evacuate, slow, cut, heal, run, speed, load, demo, status, skip',
    ),
  });
  running.child.kill("SIGTERM");
  await eventually(() => running.child.exitCode !== null);
});

test.each([
  ["no-such-file.ts", /^no-such-file\.ts: Cannot find module/],
  [join("src", "local", "clock.ts"), /^src\/local\/clock\.ts: exports no "service"$/],
])("reports in one line that %s is not a service", async (file, message) => {
  const { code, stderr } = await run(folder, ["--stack", stack, "--service", file]).ended;
  expect(code).toBe(1);
  expect(stderr.trim()).toMatch(message);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("reports in one line that the API rejects the demo's request", async () => {
  const service = join(folder, "nowhere.ts");
  writeFileSync(service, 'export const service = { demo: { path: "/nowhere" } };');
  const { code, stderr } = await run(folder, ["--stack", stack, "--service", service, "--demo", ...SPEED])
    .ended;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(
      /^the demo's request, GET \/nowhere, returns 404: set demo\.path in [^\n]*\n$/,
    ),
  });
});

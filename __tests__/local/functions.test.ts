import { existsSync } from "node:fs";
import { Events, type LocalEvent } from "../../src/local/events";
import type { LocalInternet, Outcome } from "../../src/local/functions/function-process";
import { Functions } from "../../src/local/functions/functions";
import { listen } from "../../src/local/http";
import type { FunctionModel } from "../../src/local/stack/functions";
import { bundle, functionModel, scratchFolder } from "./support";

const folder = scratchFolder();
const running: Functions[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((functions) => functions.stop()));
});

/** Starts one function from its source, or from a zip. */
async function start(source: string, over: Partial<FunctionModel> = {}, internet?: LocalInternet) {
  const name = `f${Math.random()}`;
  const model = functionModel({ zip: await bundle(folder, name, source), ...over });
  const events: LocalEvent[] = [];
  const bus = new Events();
  bus.on((event) => events.push(event));
  const functions = new Functions([model], bus);
  running.push(functions);
  await functions.start(
    () => ({ EXTRA: "added" }),
    () => internet,
  );
  return {
    events,
    functions,
    invoke: (payload: unknown) => functions.invoke(model, JSON.stringify(payload)),
  };
}

function answer(outcome: Outcome): unknown {
  return outcome.kind === "answered" ? JSON.parse(outcome.payload) : outcome;
}

test("a bundle runs in a separate process with Lambda's environment", async () => {
  const { invoke } = await start(
    `exports.handler = async (event, context) => ({
      event, pid: process.pid, region: process.env.AWS_REGION, own: process.env.OWN, extra: process.env.EXTRA,
      memory: process.execArgv.includes("--max-old-space-size=256"), name: context.functionName,
      left: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn, id: context.awsRequestId,
    });`,
    { environment: { OWN: "from the document" } },
  );
  const first = answer(await invoke({ a: "é" }));
  expect(first).toMatchObject({
    event: { a: "é" },
    region: "us-east-1",
    own: "from the document",
    extra: "added",
    memory: true,
    name: "api",
    arn: "arn:aws:lambda:us-east-1:123456789012:function:api",
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(first).not.toHaveProperty("pid", process.pid);
  // The process is kept, with what the module holds.
  expect(answer(await invoke({}))).toHaveProperty("pid", (first as { pid: number }).pid);
});

test("an exception is a function error, and the next invocation succeeds", async () => {
  const { invoke, events } = await start(
    `exports.handler = async ({ bad }) => { if (bad) throw new RangeError("too far"); return "fine"; };`,
  );
  expect(await invoke({ bad: true })).toEqual({
    kind: "function-error",
    errorType: "RangeError",
    errorMessage: "too far",
    version: "1",
  });
  expect(events).toContainEqual(
    expect.objectContaining({ type: "function", what: "failed", detail: "too far" }),
  );
  expect(answer(await invoke({}))).toBe("fine");
});

test("a streamed response is returned before the next invocation starts", async () => {
  const { invoke } = await start(
    `exports.handler = awslambda.streamifyResponse(async ({ n }, stream) => { stream.write('{"n":'); stream.end(n + "}"); });`,
  );
  expect(answer(await invoke({ n: 1 }))).toEqual({ n: 1 });
  expect(answer(await invoke({ n: 2 }))).toEqual({ n: 2 });
});

test("a function without a promise runs until its event loop is empty", async () => {
  const { invoke } = await start(
    `exports.handler = (event, context, callback) => { setTimeout(() => callback(null, event), 20); };`,
  );
  expect(answer(await invoke({ n: 1 }))).toEqual({ n: 1 });
  expect(answer(await invoke({ n: 2 }))).toEqual({ n: 2 });
});

test("passes large payloads in both directions", async () => {
  const { invoke } = await start("exports.handler = async (event) => event;");
  const event = { text: 'é\u2028\\"'.repeat(500_000) };
  expect(answer(await invoke(event))).toEqual(event);
});

test("a function that exceeds its timeout is killed and replaced by a new process", async () => {
  const { invoke } = await start(
    `exports.handler = ({ slow }) => slow ? new Promise(() => setInterval(() => {}, 1000)) : Promise.resolve(process.pid);`,
    { timeoutSeconds: 0.3 },
  );
  const before = answer(await invoke({}));
  expect(await invoke({ slow: true })).toMatchObject({ errorType: "Sandbox.Timedout" });
  const after = answer(await invoke({}));
  expect(typeof after).toBe("number");
  expect(after).not.toBe(before);
});

test("a function that ends its process is started again", async () => {
  const { invoke } = await start(`exports.handler = async ({ die }) => die ? process.exit(3) : process.pid;`);
  expect(await invoke({ die: true })).toMatchObject({ errorType: "Runtime.ExitError" });
  expect(typeof answer(await invoke({}))).toBe("number");
});

test("throttles invocations above the reserved concurrency", async () => {
  const { invoke } = await start(
    `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 200, "done"));`,
    { reservedConcurrency: 1 },
  );
  const outcomes = await Promise.all([invoke({}), invoke({})]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["answered", "throttled"]);
});

test("without reserved concurrency, invocations above the number of processes wait", async () => {
  const { invoke, functions } = await start(
    `let busy = false;
     exports.handler = async ({ n }) => {
       if (busy) throw new Error("two at once");
       busy = true; await new Promise((resolve) => setTimeout(resolve, 10)); busy = false;
       return n;
     };`,
  );
  const outcomes = await Promise.all(Array.from({ length: 30 }, (_, n) => invoke({ n })));
  expect(outcomes.map(answer)).toEqual(Array.from({ length: 30 }, (_, n) => n));
  expect(functions.processes("us-east-1")).toBeGreaterThan(1);
});

test("a failed region's functions are unavailable until it is healed", async () => {
  const { invoke, functions } = await start(`exports.handler = async () => "here";`);
  functions.fail("us-east-1");
  expect(await invoke({})).toEqual({ kind: "unavailable", version: "1" });
  functions.heal("us-east-1");
  expect(answer(await invoke({}))).toBe("here");
});

test("the start names a function that cannot be loaded, with the reason", async () => {
  await expect(start(`throw new Error("no such luck");`)).rejects.toThrow(
    "aws_lambda_function.us-east-1_api: does not start: Error: no such luck",
  );
  await expect(start("", { handler: "index.nothing" })).rejects.toThrow(/does not start: .*nothing/);
});

test("the start names a missing bundle and one that is not a zip", async () => {
  await expect(start("", { zip: "/nowhere/api.zip" })).rejects.toThrow(
    "aws_lambda_function.us-east-1_api: filename: /nowhere/api.zip is not a function bundle: ENOENT",
  );
  await expect(start("", { zip: __filename })).rejects.toThrow(
    /is not a function bundle: .*end of central directory/i,
  );
});

test("functions reach only the emulated internet, unless the real one is requested", async () => {
  const server = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const { host, "x-place": place, "x-own": own } = request.headers;
      // A connection that is kept would be found broken, not refused, when the server is gone.
      response.writeHead(201, { "X-Answer": "yes", Connection: "close" });
      response.end([request.method, host, request.url, place, own, Buffer.concat(chunks)].join(" "));
    });
  });
  const { invoke } = await start(
    `exports.handler = async ({ url, init }) => {
      try {
        const answer = await fetch(url, init && { ...init, signal: AbortSignal.timeout(5000) });
        return [answer.status, answer.headers.get("x-answer"), await answer.text()];
      } catch (error) { return error.cause.message; }
    };`,
    {},
    { "https://api.example.com": { port: server.port, headers: { "x-place": "Dublin" } } },
  );
  expect(answer(await invoke({ url: "https://rates.example.com/v1" }))).toBe(
    "rates.example.com is not reachable without --live",
  );
  const init = { method: "POST", body: "hello", headers: { "x-own": "1" } };
  expect(answer(await invoke({ url: "https://api.example.com/a?b=c", init }))).toEqual([
    201,
    "yes",
    "POST api.example.com /a?b=c Dublin 1 hello",
  ]);
  await server.close();
  expect(answer(await invoke({ url: "https://api.example.com/" }))).toMatch(/ECONNREFUSED/);
});

test("leaves no process and no file after a stop", async () => {
  const { invoke, functions } = await start(
    `exports.handler = async () => ({ pid: process.pid, folder: process.env.LAMBDA_TASK_ROOT });`,
  );
  const { pid, folder: unzipped } = answer(await invoke({})) as { pid: number; folder: string };
  expect(existsSync(unzipped)).toBe(true);
  await functions.stop();
  expect(existsSync(unzipped)).toBe(false);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

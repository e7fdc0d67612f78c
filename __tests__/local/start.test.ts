import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { bundle, eventually, run, scratchFolder, spawned, started, synthesized } from "./support";

const folder = scratchFolder();
let stack: string;
/** The stack with functions that return 200 at once: cheap to start. */
let light: string;
beforeAll(async () => {
  stack = synthesized(folder, {});
  const zip = await bundle(
    folder,
    "light",
    'exports.handler = async () => ({ statusCode: 200, body: "{}" });',
  );
  const document = JSON.parse(readFileSync(stack, "utf8"));
  for (const one of Object.values<Record<string, unknown>>(document.resource.aws_lambda_function)) {
    one["filename"] = zip;
  }
  light = join(dirname(stack), "light.tf.json");
  writeFileSync(light, JSON.stringify(document));
});

/** Ids of the processes that a process has started. */
function childrenOf(parent: number | undefined): number[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
}

/** Ids of the processes that a process has started, and theirs. */
function descendantsOf(parent: number | undefined): number[] {
  return childrenOf(parent).flatMap((child) => [child, ...descendantsOf(child)]);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.concurrent("it starts, is controlled over HTTP, and leaves no process and no file", async () => {
  const running = run(folder, ["--stack", stack, "--json", "--speed", "10"]);
  const { url, control } = await started(running);
  const command = async (body: string) => {
    const response = await fetch(control, { method: "POST", body });
    return { status: response.status, json: await response.json() };
  };
  expect((await fetch(`${url}/status?place=Dublin`)).status).toBe(200);
  expect(await command("fail us-east-1 table")).toEqual({
    status: 200,
    json: { done: "us-east-1: the table has failed" },
  });
  expect(await command("slow eu-west-1 20")).toMatchObject({ status: 200 });
  expect(await command("cut us-east-1 eu-west-1")).toMatchObject({ status: 200 });
  expect(await (await fetch(control)).json()).toMatchObject({
    speed: 10,
    regions: [
      { region: "eu-west-1", failed: [], slowedByMs: 20 },
      { region: "us-east-1", failed: ["table"], slowedByMs: 0 },
    ],
    cuts: [["eu-west-1", "us-east-1"]],
  });
  expect((await command("status")).json.done.split("\n")).toEqual([
    expect.stringMatching(/^eu-west-1 {2}healthy {6}127\.\S+ +\d processes {2}20 ms slower/),
    expect.stringMatching(/^us-east-1 {2}(un)?healthy.* table failed/),
    "no replication between eu-west-1 and us-east-1",
  ]);
  expect(await command("heal us-east-1 eu-west-1")).toMatchObject({ status: 200 });
  expect(await (await fetch(control)).json()).toMatchObject({
    cuts: [],
    regions: [{}, { failed: ["table"] }],
  });
  expect(await command("cut us-east-1 eu-west-1")).toMatchObject({ status: 200 });
  expect(await command("heal")).toMatchObject({ status: 200 });
  expect(await (await fetch(control)).json()).toMatchObject({
    cuts: [],
    regions: [{ slowedByMs: 0 }, { failed: [] }],
  });

  const events = await fetch(`${control}/events`);
  const reader = events.body?.getReader();
  await command("run eu-west-1");
  expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(/^\{"type":"/);
  await reader?.cancel();

  for (const [wrong, message] of [
    [
      "explode",
      '"explode" is not one of fail, evacuate, slow, cut, heal, run, speed, load, demo, status, next-day',
    ],
    [
      "fial us-east-1",
      '"fial" is not one of fail, evacuate, slow, cut, heal, run, speed, load, demo, status, next-day; did you mean "fail"?',
    ],
    ["fail mars", '"mars" is not a region of this stack (eu-west-1, us-east-1)'],
    [
      "fail US-est-1",
      '"US-est-1" is not a region of this stack (eu-west-1, us-east-1); did you mean "us-east-1"?',
    ],
    ["fail us-east-1 roof", 'fail: "roof" is not one of gateway, function, table, bucket, all'],
    [
      "fail us-east-1 tabel",
      'fail: "tabel" is not one of gateway, function, table, bucket, all; did you mean "table"?',
    ],
    ["slow us-east-1 -1", 'slow: "-1" is not a number of milliseconds, 0 to 999999'],
    ["slow us-east-1", "slow: missing milliseconds; usage: slow <region> <milliseconds>"],
    ["cut us-east-1", "cut: missing other region; usage: cut <region> <region>"],
    ["fail", "fail: missing region; usage: fail <region> [<part>|gray <percent>]"],
    ["cut us-east-1 us-east-1", "cut: expected two different regions"],
    ["heal us-east-1 us-east-1", "heal: expected two different regions"],
    ["heal us-east-1 eu-west-1 now", 'heal: unexpected argument "now"; usage: heal [<region> [<region>]]'],
  ]) {
    expect(await command(wrong ?? "")).toMatchObject({ status: 400, json: { error: message } });
  }

  const { s3 } = await (await fetch(control)).json();
  const origin = { Origin: "http://example.com" };
  for (const [address, init, status] of [
    [`${control}//`, {}, 404],
    [`${control}/__proto__`, {}, 404],
    [`${s3}/%`, {}, 500],
    [`${s3}/bucket/key`, { method: "PUT", headers: origin }, 403],
  ] as const) {
    expect([address, (await fetch(address, init)).status]).toEqual([address, status]);
  }

  const processes = childrenOf(running.child.pid);
  expect(processes.length).toBeGreaterThanOrEqual(4);
  running.child.kill("SIGINT");
  expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
  await eventually(() => !processes.some(isRunning));
  expect(readdirSync(running.temporary)).toEqual([]);
});

test.concurrent("a function's process does not outlive a start that was killed", async () => {
  const running = run(folder, ["--stack", light, "--json"]);
  await started(running);
  const processes = childrenOf(running.child.pid);
  running.child.kill("SIGKILL");
  await eventually(() => !processes.some(isRunning));
});

describe("nothing outlives a run, however it ends", () => {
  const ends = async (running: ReturnType<typeof spawned>, end: (url: string) => unknown) => {
    const { url } = await started(running);
    const processes = descendantsOf(running.child.pid);
    expect(processes.length).toBeGreaterThanOrEqual(4);
    end(url);
    await eventually(() => !processes.some(isRunning), 60_000);
    await eventually(() => readdirSync(running.temporary).length === 0, 60_000);
  };

  test.concurrent.each<NodeJS.Signals>(["SIGTERM", "SIGKILL"])("%s to npm", async (signal) => {
    const options = ["--stack", light, "--json", "--port", "0"];
    // Node 24 and newer use this proxy, which does not exist: nothing on this machine is reached through it.
    const proxy = { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: "http://127.0.0.1:9" };
    const npm = spawned(folder, "npm", ["start", "--", ...options], "ignore", proxy);
    await ends(npm, () => npm.child.kill(signal));
  });

  test.concurrent("the end of a supervisor that holds the input", async () => {
    const running = run(folder, ["--stack", light, "--json"], "pipe");
    await ends(running, () => running.child.stdin?.end());
    expect((await running.ended).code).toBe(0);
  });

  test.concurrent("quit in the input", async () => {
    const running = run(folder, ["--stack", light], "pipe");
    running.child.stdin?.write("\nfial us-east-1\nstatus\nquit\n");
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain('"fial" is not one of fail, ');
    expect(stdout).toMatch(/^us-east-1 {2}.* processes$/m);
  });

  test.concurrent("a reader that closes the output, as head does", async () => {
    const running = run(folder, ["--stack", light, "--json"]);
    await ends(running, (url) => {
      running.child.stdout?.destroy();
      // The next line finds out.
      return fetch(`${url}/status`).catch(() => undefined);
    });
  });

  test.concurrent("an input that is closed from the start does not end the run", async () => {
    const running = run(folder, ["--stack", light, "--json"], "pipe");
    running.child.stdin?.end();
    const { url } = await started(running);
    expect((await fetch(`${url}/status`)).status).toBe(200);
    running.child.kill("SIGTERM");
    expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
  });
});

test.concurrent("commands in the input are carried out, and the run stays when the input ends", async () => {
  const running = run(folder, ["--stack", light, "--json"], "pipe");
  running.child.stdin?.write("fail us-east-1 table\nfail mars\n");
  const { control } = await started(running);
  await eventually(() => running.output().includes('{"type":"error","text":"\\"mars\\" is not a region'));
  running.child.stdin?.end("slow eu-west-1 20\nstatus");
  await eventually(() => running.output().includes('{"type":"report","text":"eu-west-1  '));
  expect(await (await fetch(control)).json()).toMatchObject({
    regions: [{ slowedByMs: 20 }, { failed: ["table"] }],
  });
  running.child.kill("SIGTERM");
  expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
});

test.concurrent("the demo's claims fail for a stack whose records use no health check", async () => {
  const document = JSON.parse(readFileSync(stack, "utf8"));
  for (const record of Object.values<Record<string, unknown>>(document.resource.aws_route53_record)) {
    delete record["health_check_id"];
  }
  const file = join(dirname(stack), "unchecked.tf.json");
  writeFileSync(file, JSON.stringify(document));
  const { code, stdout, stderr } = await run(folder, ["--stack", file, "--demo", "--speed", "100"]).ended;
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).toContain("No users moved.");
  expect(stdout).toMatch(/^fails {2}users of us-east-1 move to other regions within 1\.[56] s$/m);
  expect(stdout).toMatch(/^fails {2}no requests are lost after the move$/m);
});

describe("reports a fault in one line and leaves nothing running", () => {
  const refused = async (args: readonly string[]) => {
    const { code, stdout, stderr } = await run(folder, args).ended;
    expect({ code, stdout, lines: stderr.trim().split("\n").length }).toEqual({
      code: 1,
      stdout: "",
      lines: 1,
    });
    return stderr.trim();
  };

  /** The synthesized document with a change made to one of its functions. */
  const changed = (name: string, value: unknown) => {
    const document = JSON.parse(readFileSync(stack, "utf8"));
    document.resource.aws_lambda_function["us-east-1_api"][name] = value;
    const file = join(dirname(stack), `${randomUUID()}.tf.json`);
    writeFileSync(file, JSON.stringify(document));
    return file;
  };

  test.concurrent("a wrong option", async () => {
    expect(await refused(["--speed", "fast"])).toBe("--speed fast: expected a number from 1 to 1000");
    expect(await refused(["--sped", "10"])).toMatch(/^Unknown option '--sped'/);
  });

  test.concurrent("a port in use", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, "127.0.0.1", () => {
        const address = other.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      }),
    );
    const line = await refused(["--stack", light, "--port", String(port)]);
    // One of the four ports: a program of another test may have the next ones.
    const [, used] = /^127\.0\.0\.1:(\d+) is in use; choose another port with --port$/.exec(line) ?? [];
    expect(Number(used) - port).toBeGreaterThanOrEqual(0);
    expect(Number(used) - port).toBeLessThan(4);
    other.close();
  });

  test.concurrent("a missing zip", async () => {
    expect(await refused(["--stack", changed("filename", "assets/gone.zip")])).toMatch(
      /^aws_lambda_function\.us-east-1_api: filename: \/.*\/assets\/gone\.zip is not a function bundle: ENOENT/,
    );
  });

  test.concurrent("a region that never starts", async () => {
    const broken = await bundle(folder, "broken", `throw new Error("no such luck");`);
    expect(await refused(["--stack", changed("filename", broken)])).toBe(
      "aws_lambda_function.us-east-1_api: does not start: Error: no such luck",
    );
  });

  test.concurrent("broken JSON", async () => {
    const file = join(folder, "broken.tf.json");
    writeFileSync(file, "{");
    expect(await refused(["--stack", file])).toMatch(/broken\.tf\.json: not JSON/);
  });
});

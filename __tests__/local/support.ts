import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ZipFile } from "yazl";
import { listen } from "../../src/local/http";
import type { FunctionModel } from "../../src/local/stack/functions";

// What starts processes takes a second, on a busy machine many.
jest.setTimeout(90_000);

export const root = join(__dirname, "..", "..");

/** A folder that is removed when the file's tests have run. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "local-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Synthesizes a configuration; the path of its `cdk.tf.json`. */
export function synthesized(folder: string, configuration: object): string {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "dist", "main.js")], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, CDKTF_CONTEXT_JSON: JSON.stringify({ globalApi: configuration }) },
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  const manifest = JSON.parse(readFileSync(join(folder, "cdktf.out", "manifest.json"), "utf8"));
  const [stack] = Object.values<{ synthesizedStackPath: string }>(manifest.stacks);
  return join(folder, "cdktf.out", stack?.synthesizedStackPath ?? "");
}

/** Zips one `index.js`. */
export async function bundle(folder: string, name: string, source: string): Promise<string> {
  const path = join(folder, `${name}.zip`);
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(source), "index.js");
  zip.end();
  await new Promise<void>((resolve) =>
    zip.outputStream.pipe(createWriteStream(path)).once("close", () => resolve()),
  );
  return path;
}

export function functionModel(over: Partial<FunctionModel> = {}): FunctionModel {
  return {
    address: "aws_lambda_function.us-east-1_api",
    region: "us-east-1",
    name: "api",
    arn: "arn:aws:lambda:us-east-1:123456789012:function:api",
    zip: "",
    handler: "index.handler",
    runtime: "nodejs22.x",
    memoryMb: 256,
    timeoutSeconds: 5,
    reservedConcurrency: undefined,
    logFormat: "JSON",
    environment: {},
    ...over,
  };
}

/** Waits until something is so. */
export async function eventually(what: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await what())) {
    if (Date.now() > end) {
      throw new Error(`not within ${timeoutMs} ms: ${what}`);
    }
    await sleep(5);
  }
}

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) {
    child.kill("SIGKILL");
  }
});

/** Runs a program until the file's tests have run, with temporary files below a folder. Its output has no colors, whatever this process was told. */
export function spawned(
  folder: string,
  program: string,
  args: readonly string[],
  input: "ignore" | "pipe" = "ignore",
  environment: NodeJS.ProcessEnv = {},
) {
  const temporary = mkdtempSync(join(folder, "tmp-"));
  // From Node 22 on, npm would leave compiled code among the temporary files.
  const own = { TMPDIR: temporary, FORCE_COLOR: undefined, NO_COLOR: "1", NODE_DISABLE_COMPILE_CACHE: "1" };
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...own, ...environment },
    stdio: [input, "pipe", "pipe"],
  });
  children.push(child);
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, stdout, stderr })),
  );
  return { child, ended, output: () => stdout, errors: () => stderr, temporary };
}

/** Runs the program of `npm start`, without npm. */
export function run(folder: string, args: readonly string[], input?: "ignore" | "pipe") {
  return spawned(
    folder,
    process.execPath,
    [join("dist", "local", "start.js"), "--port", "0", ...args],
    input,
  );
}

interface Started {
  readonly url: string;
  readonly control: string;
}

/** Waits for the first line of `--json`. If the program ends instead, the error has its output. */
export async function started({ child, output, errors }: ReturnType<typeof spawned>): Promise<Started> {
  await eventually(() => /^\{.*\n/m.test(output()) || child.exitCode !== null, 60_000);
  if (child.exitCode !== null) {
    throw new Error(`it ended with exit code ${child.exitCode}: ${errors()}`);
  }
  return JSON.parse(/^\{.*$/m.exec(output())?.[0] ?? "");
}

/** Returns the first of four consecutive free ports for `--port`, below those that the system assigns to programs. */
export async function freePorts(): Promise<string> {
  for (;;) {
    const first = 10_000 + 4 * Math.floor(Math.random() * 5_000);
    const servers = [0, 1, 2, 3].map((offset) => listen(() => {}, "127.0.0.1", first + offset));
    const listening = await Promise.allSettled(servers);
    await Promise.all(
      listening.map((each) => (each.status === "fulfilled" ? each.value.close() : undefined)),
    );
    if (listening.every(({ status }) => status === "fulfilled")) {
      return String(first);
    }
  }
}

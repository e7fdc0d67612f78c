import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { whatWentWrong } from "../../src/deploy/deployment";
import { describeDeploy, scratchFolder } from "./local";

const root = join(__dirname, "..", "..");
const ARGUMENTS = ["--require", "tsx/cjs", join("src", "deploy", "deploy-local.ts")];
const folder = scratchFolder();

/** Runs `deploy:local`, with its working folders under the scratch folder. */
function deployLocal(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...ARGUMENTS, ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, TMPDIR: folder, ...environment },
  });
  return { status, stdout, stderr };
}

test("reports an unknown option", () => {
  expect(deployLocal(["--wrong"])).toMatchObject({
    status: 2,
    stderr: "deploy:local: Unknown option '--wrong', so nothing was done; see --help\n",
  });
});

test("reports an unknown configuration", () => {
  expect(deployLocal([], { GLOBAL_API_CONTEXT: "staging" })).toEqual({
    status: 2,
    stdout: "",
    stderr: 'deploy:local: staging: not a key under "context" in cdktf.json (globalApi)\n',
  });
});

test("reports one line per missing program with its download page", () => {
  expect(deployLocal([], { PATH: join(folder, "nothing") })).toEqual({
    status: 3,
    stdout: "",
    stderr: expect.stringMatching(
      /^deploy:local: terraform is not on the PATH: https.*\npython3 is not on the PATH: https.*\n$/,
    ),
  });
});

test("extracts Terraform's error from its output", () => {
  const printed = [
    "aws_sqs_queue.orders: Creating...",
    "╷",
    "",
    "Error: creating SQS Queue (orders): AccessDenied",
    "",
    "  with aws_sqs_queue.orders,",
  ];
  expect(whatWentWrong(printed.join("\n"))).toBe(
    "Error: creating SQS Queue (orders): AccessDenied\nwith aws_sqs_queue.orders,",
  );
});

/** The programs that run in the scratch folder; its folders are theirs alone. */
function running(): string[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        const inside = readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
        return inside ? [readFileSync(`/proc/${pid}/cmdline`, "utf8")] : [];
      } catch {
        return []; // It ended in the meantime.
      }
    });
}

const onLinux = existsSync("/proc/self/cwd") ? describeDeploy : describe.skip;

onLinux("an interrupted deployment", () => {
  test("ends everything that it started and leaves no folder", async () => {
    const child = spawn(process.execPath, ARGUMENTS, {
      cwd: root,
      env: { ...process.env, TMPDIR: folder },
      stdio: "ignore",
    });
    const ended = once(child, "exit");
    while (!running().some((program) => program.includes("terraform-provider-aws"))) {
      expect(child.exitCode).toBeNull();
      await setTimeout(500);
    }
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    await setTimeout(1000);
    expect(running()).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith("deploy-local-"))).toEqual([]);
  });
});

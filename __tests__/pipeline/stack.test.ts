import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stack } from "../../src/review/pipeline/stack";

const root = join(__dirname, "..", "..");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pipeline-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What `cdktf synth` leaves of stacks with these names. */
function synthesized(names: readonly string[], backend: object): string {
  const output = join(folder, "cdktf.out");
  const stacks = names.map((name) => {
    mkdirSync(join(output, "stacks", name), { recursive: true });
    const synthesizedStackPath = `stacks/${name}/cdk.tf.json`;
    writeFileSync(join(output, synthesizedStackPath), JSON.stringify({ terraform: { backend } }));
    return [name, { workingDirectory: `stacks/${name}`, synthesizedStackPath }];
  });
  writeFileSync(join(output, "manifest.json"), JSON.stringify({ stacks: Object.fromEntries(stacks) }));
  return output;
}

const TSX = require.resolve("tsx/cjs");

/** Puts a Terraform of our own on the path. */
function terraform(script: string): void {
  writeFileSync(join(folder, "terraform"), `#!${process.execPath}\n${script}`, { mode: 0o755 });
}

/** Runs a step as its npm script does, with programs of our own alone on the path. */
function step(name: string, env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", TSX, join(root, "src", "review", "pipeline", name), ...args],
    { cwd: folder, encoding: "utf8", maxBuffer: 1 << 24, env: { PATH: folder, HOME: folder, ...env } },
  );
  return { status, stdout, stderr };
}

test("the one synthesized stack is found", () => {
  const output = synthesized(["rates"], {});
  expect(Stack.synthesized(output).folder).toBe(join(output, "stacks", "rates"));
});

test("rejects a folder without a synthesized stack, and one with several", () => {
  expect(() => Stack.synthesized(join(folder, "cdktf.out"))).toThrow(
    /manifest\.json does not exist: run `npm run synth`/,
  );
  expect(() => Stack.synthesized(synthesized(["a", "b"], {}))).toThrow(/expected one stack, found 2/);
});

describe("a step that cannot do its work says why in one line", () => {
  test.each([
    [
      "plan.ts",
      "in CI, with a state that is a file",
      { CI: "true" },
      'plan: stateBackend: "local" is no place for a pipeline, which would make everything again; set it to "s3"\n',
    ],
    ["plan.ts", "without Terraform", {}, "plan: terraform did not start: spawnSync terraform ENOENT\n"],
    ["seal.ts", "without gpg", { PLAN_PASSPHRASE: "x".repeat(20) }, "seal: gpg: spawnSync gpg ENOENT\n"],
    [
      "seal.ts",
      "with a passphrase that can be guessed",
      { PLAN_PASSPHRASE: "x".repeat(19) },
      "seal: PLAN_PASSPHRASE: expected a passphrase of at least 20 characters\n",
    ],
  ])("%s, %s", (name, _, env, line) => {
    synthesized(["rates"], { local: { path: "rates.tfstate" } });
    expect(step(name, env)).toEqual({ status: 1, stdout: "", stderr: line });
  });

  test.each([
    ["apply.ts", ["-target=aws_kms_key.one"], "apply: -target=aws_kms_key.one"],
    ["seal.ts", ["open", "closed"], "seal: closed"],
  ])("%s, with an argument that it would not hear: %j", (name, args, what) => {
    synthesized(["rates"], { local: { path: "rates.tfstate" } });
    const stderr = `${what}: not understood here, so nothing was done\n`;
    expect(step(name, { PLAN_PASSPHRASE: "x".repeat(20) }, args)).toEqual({ status: 1, stdout: "", stderr });
  });
});

test("the review tells how it is used without a plan", () => {
  expect(step("review.ts", {}, ["--help"])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^Usage: /),
    stderr: "",
  });
});

test("a Terraform that traces megabytes has started, and fails by its own exit code", () => {
  synthesized(["rates"], { local: { path: "rates.tfstate" } });
  terraform('process.stderr.write("x".repeat(3e6), () => process.exit(process.argv[2] === "plan" ? 7 : 0));');
  const { status, stderr } = step("plan.ts", { TF_LOG: "TRACE" });
  expect([status, stderr.slice(-80).split("\n").at(-2)?.replace(/^x+/, "")]).toEqual([
    1,
    "plan: terraform plan ended with 7",
  ]);
});

test("a plan that fails leaves no earlier plan to be reviewed", () => {
  const output = synthesized(["rates"], { local: { path: "rates.tfstate" } });
  const plan = join(output, "stacks", "rates", "plan.tfplan");
  writeFileSync(plan, "an earlier one");
  terraform('process.exit(process.argv[2] === "plan" ? 1 : 0);');
  expect(step("plan.ts", {}).status).toBe(1);
  expect(existsSync(plan)).toBe(false);
});

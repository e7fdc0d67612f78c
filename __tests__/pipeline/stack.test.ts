import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stack } from "../../src/pipeline/stack";

const root = join(__dirname, "..", "..");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pipeline-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What `cdktf synth` leaves of stacks with these names. */
function synthesized(names: readonly string[], backend: object, document: object = {}): string {
  const output = join(folder, "cdktf.out");
  const stacks = names.map((name) => {
    mkdirSync(join(output, "stacks", name), { recursive: true });
    const synthesizedStackPath = `stacks/${name}/cdk.tf.json`;
    writeFileSync(
      join(output, synthesizedStackPath),
      JSON.stringify({ terraform: { backend }, ...document }),
    );
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
    ["--require", TSX, join(root, "src", "pipeline", name), ...args],
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

describe("a step that fails prints the reason in one line", () => {
  test.each([
    [
      "plan.ts",
      "in CI, with a state that is a file",
      { CI: "true" },
      'plan: stateBackend: "local" loses the state between CI runs, which would create everything again; set it to "s3"\n',
    ],
    [
      "plan.ts",
      "without Terraform",
      {},
      "plan: terraform is not on the PATH: https://developer.hashicorp.com/terraform/install\n",
    ],
    ["seal.ts", "without gpg", { PLAN_PASSPHRASE: "x".repeat(20) }, "seal: gpg is not on the PATH\n"],
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
    ["apply.ts", ["-target=aws_kms_key.one"], "apply: Unknown option '-t', so nothing was done; see --help"],
    ["apply.ts", ["--jsn"], "apply: Unknown option '--jsn', so nothing was done; see --help"],
    ["seal.ts", ["open", "closed"], 'unseal: unexpected argument "closed", so nothing was done; see --help'],
  ])("%s, with an argument that it does not accept: %j", (name, args, line) => {
    synthesized(["rates"], { local: { path: "rates.tfstate" } });
    expect(step(name, { PLAN_PASSPHRASE: "x".repeat(20) }, args)).toEqual({
      ...{ status: 1, stdout: "", stderr: `${line}\n` },
    });
  });
});

test("the review prints its help without a plan", () => {
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

test.each(["review", "apply"])("without a plan, %s names the command that makes one", (name) => {
  synthesized(["rates"], { local: { path: "rates.tfstate" } });
  terraform("");
  expect(step(`${name}.ts`, {})).toEqual({
    status: 1,
    stdout: "",
    stderr: `${name}: there is no plan: run \`npm run plan\`\n`,
  });
});

test("a plan that fails leaves no earlier plan to be reviewed", () => {
  const output = synthesized(["rates"], { local: { path: "rates.tfstate" } });
  const plan = join(output, "stacks", "rates", "plan.tfplan");
  writeFileSync(plan, "an earlier one");
  terraform('process.exit(process.argv[2] === "plan" ? 1 : 0);');
  expect(step("plan.ts", {}).status).toBe(1);
  expect(existsSync(plan)).toBe(false);
});

test("the first Ctrl-C lets Terraform end its step, and the second one stops it", async () => {
  const output = synthesized(["rates"], { local: { path: "rates.tfstate" } });
  writeFileSync(join(output, "stacks", "rates", "plan.tfplan"), "a plan");
  const created = {
    ...{ address: "aws_sns_topic.alarms", mode: "managed", type: "aws_sns_topic", name: "alarms" },
    change: { actions: ["create"], before: null, after: { name: "alarms" } },
  };
  const plan = { format_version: "1.2", planned_values: {}, resource_changes: [created] };
  terraform(`
    process.on("SIGINT", () => process.stderr.write("Terraform stops\\n", () => process.exit(1)));
    if (process.argv[2] === "show") process.stdout.write(${JSON.stringify(JSON.stringify(plan))});
    if (process.argv[2] === "apply") setTimeout(() => {}, 60_000, process.stderr.write("Terraform applies\\n"));`);
  const child = spawn(process.execPath, ["--require", TSX, join(root, "src", "pipeline", "apply.ts")], {
    ...{ cwd: folder, env: { PATH: folder, HOME: folder }, stdio: ["ignore", "ignore", "pipe"] },
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (/(applies|stop Terraform now\.)\n$/.test(said)) {
      child.kill("SIGINT");
    }
  });
  const [status] = await once(child, "close");
  expect({ status, said }).toEqual({
    status: 1,
    said: [
      "Terraform applies\n\nStops after this step. Press Ctrl-C again to stop Terraform now.\n",
      "Terraform stops\napply: terraform apply ended with 1\n",
    ].join(""),
  });
});

describe("a plan without a region", () => {
  const regions = (...names: readonly string[]) => ({
    provider: { aws: names.map((name) => ({ alias: `in-${name}`, region: name })) },
  });
  const local = { local: { path: "rates.tfstate" } };

  /**
   * A Terraform that logs its plans with the files that change them.
   *
   * @param obeys - whether it plans only the targets. If not, it shows the same changes each time
   */
  function terraformThatPlans(addresses: readonly string[], variables: object = {}, obeys = false): void {
    const changes = addresses.map((address) => {
      const [type, name] = address.split(".");
      const change = { actions: ["update"], before: { a: 1 }, after: { a: 2 } };
      return { address, mode: "managed", type, name, change };
    });
    const plan = { format_version: "1.2", planned_values: {}, variables, resource_changes: changes };
    terraform(`
      const { appendFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs");
      const [command, ...args] = process.argv.slice(2);
      if (command === "plan") {
        const read = (name) => (existsSync(name) ? JSON.parse(readFileSync(name, "utf8")) : null);
        const files = [read("without_override.tf.json"), read("without.tf.json")];
        appendFileSync(${JSON.stringify(join(folder, "plans"))}, JSON.stringify({ args, files }) + "\\n");
        process.exitCode = args.includes("-detailed-exitcode") ? 2 : 0;
        writeFileSync("plan.tfplan", args.join(" "));
      } else if (command === "show") {
        const plan = ${JSON.stringify(plan)};
        const targets = existsSync("plan.tfplan") ? readFileSync("plan.tfplan", "utf8").split("-target=").slice(1) : [];
        const isPlanned = ({ address }) => targets.length === 0 || targets.includes(address);
        const changes = ${obeys} ? plan.resource_changes.filter(isPlanned) : plan.resource_changes;
        process.stdout.write(JSON.stringify({ ...plan, resource_changes: changes }));
      }`);
  }
  const plans = () =>
    readFileSync(join(folder, "plans"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

  test("targets what needs nothing of the region, and identifies the account elsewhere", () => {
    synthesized(["rates"], local, regions("us-east-1", "eu-west-1"));
    terraformThatPlans(["aws_sns_topic.us-east-1_alarms", "aws_sns_topic.eu-west-1_alarms"], {}, true);
    expect(step("plan.ts", {}, ["--without", "us-east-1"])).toMatchObject({ status: 0 });
    const override = {
      provider: { aws: [{ alias: "in-us-east-1", sts_region: "eu-west-1", max_retries: 1 }] },
    };
    const declared = (...waiting: readonly object[]) => ({
      variable: { without_region: { default: { region: "us-east-1", waiting } } },
    });
    const waits = { address: "aws_sns_topic.us-east-1_alarms", actions: ["update"], needs: null };
    const args = ["-lock=false", "-out=plan.tfplan", "-refresh=false"];
    expect(plans()).toEqual([
      { args, files: [override, declared()] },
      { args: [...args, "-target=aws_sns_topic.eu-west-1_alarms"], files: [override, declared(waits)] },
    ]);
  });

  test("plans once if nothing waits for the region", () => {
    synthesized(["rates"], local, regions("us-east-1", "eu-west-1"));
    terraformThatPlans(["aws_sns_topic.eu-west-1_alarms"]);
    expect(step("plan.ts", {}, ["--without", "us-east-1"])).toMatchObject({ status: 0 });
    expect(plans()).toHaveLength(1);
  });

  test("has no effect on the next plan, even if it fails or is killed", () => {
    const output = synthesized(["rates"], local, regions("us-east-1", "eu-west-1"));
    const stack = join(output, "stacks", "rates");
    // Terraform ignores the target, and changes the region all the same.
    terraformThatPlans(["aws_sns_topic.us-east-1_alarms", "aws_sns_topic.eu-west-1_alarms"]);
    expect(step("plan.ts", {}, ["--without", "us-east-1"])).toMatchObject({
      status: 1,
      stderr:
        "plan: without us-east-1, the plan would still change aws_sns_topic.us-east-1_alarms, so it was not kept\n",
    });
    expect(readdirSync(stack)).toEqual(["cdk.tf.json"]);
    writeFileSync(join(stack, "without_override.tf.json"), "{}");
    writeFileSync(join(stack, "without.tf.json"), "{}");
    expect(step("plan.ts", {})).toMatchObject({ status: 0 });
    expect(plans().at(-1)).toEqual({ args: ["-lock=false", "-out=plan.tfplan"], files: [null, null] });
  });

  test.each([
    [
      ["--without", "us-east-9"],
      "plan: --without us-east-9: expected one of several regions of the stack (eu-west-1, us-east-1)",
    ],
    [["--without"], /^plan: .*'--without <value>'.* nothing was done/],
    [["-target=aws_kms_key.one"], /^plan: Unknown option '-t', so nothing was done/],
    [["us-east-1"], /^plan: unexpected argument "us-east-1", so nothing was done/],
  ])("%j is rejected in one line", (args, line) => {
    synthesized(["rates"], local, regions("us-east-1", "eu-west-1"));
    terraformThatPlans([]);
    const { status, stdout, stderr } = step("plan.ts", {}, args);
    expect({ status, stdout, lines: stderr.trim().split("\n").length }).toEqual({
      status: 1,
      stdout: "",
      lines: 1,
    });
    expect(stderr.trim()).toMatch(line);
    expect(existsSync(join(folder, "plans"))).toBe(false);
  });

  test("is applied region by region without the region, too", () => {
    const output = synthesized(["rates"], local, regions("us-east-1", "eu-west-1", "sa-east-1"));
    writeFileSync(join(output, "stacks", "rates", "plan.tfplan"), "a plan");
    const topics = ["aws_sns_topic.eu-west-1_alarms", "aws_sns_topic.sa-east-1_alarms"];
    terraformThatPlans(topics, { without_region: { value: { region: "us-east-1", waiting: [] } } });
    expect(step("apply.ts", {})).toMatchObject({ status: 0 });
    expect(plans().map(({ args }) => args.slice(-2))).toEqual(
      topics.map((topic) => ["-refresh=false", `-target=${topic}`]),
    );
    expect(plans().map(({ files }) => files.includes(null))).toEqual([false, false]);
    expect(existsSync(join(output, "stacks", "rates", "without.tf.json"))).toBe(false);
  });

  test("needs a region that is left", () => {
    synthesized(["rates"], local, regions("us-east-1"));
    terraformThatPlans([]);
    expect(step("plan.ts", {}, ["--without", "us-east-1"]).stderr).toBe(
      "plan: --without us-east-1: expected one of several regions of the stack (us-east-1)\n",
    );
  });
});

import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const app = join(root, "dist", "main.js");
const scratch = mkdtempSync(join(tmpdir(), "app-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs the bundled app as cdktf.json does: CDKTF uses a function that Node deprecated in version 22. */
function run(context: object, environment: Record<string, string> = {}, program = app) {
  const folder = mkdtempSync(join(scratch, "run-"));
  return runIn(folder, { CDKTF_CONTEXT_JSON: JSON.stringify(context), ...environment }, program);
}

function runIn(folder: string, environment: Record<string, string> = {}, program = app) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--disable-warning=DEP0044", program], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  return {
    status,
    stdout,
    stderr,
    stack: (name: string) => join(folder, "cdktf.out", "stacks", name, "cdk.tf.json"),
  };
}

test("the project's own configuration synthesizes", () => {
  const { context } = JSON.parse(readFileSync(join(root, "cdktf.json"), "utf8"));
  const { status, stderr, stack } = run(context);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(existsSync(stack("currency-exchange"))).toBe(true);
  const lockFile = join(stack("currency-exchange"), "..", ".terraform.lock.hcl");
  expect(readFileSync(lockFile, "utf8")).toBe(readFileSync(join(root, ".terraform.lock.hcl"), "utf8"));
});

describe("the default configuration", () => {
  const file = run({ globalApi: {} }).stack("currency-exchange");
  const text = readFileSync(file, "utf8");

  test("the functions' zips are copied beside the JSON, under a name made of their contents", () => {
    const { filename } = JSON.parse(text).resource.aws_lambda_function["us-east-1_api"];
    const copied = readFileSync(join(file, "..", filename));
    expect(copied.equals(readFileSync(join(root, "dist", "functions", "api.zip")))).toBe(true);
  });

  test("synthesizes the same output at any place and time", () => {
    expect(readFileSync(run({ globalApi: {} }).stack("currency-exchange"), "utf8")).toBe(text);
  });
});

test("a second deployment is a second configuration, chosen by GLOBAL_API_CONTEXT", () => {
  const context = { globalApi: {}, staging: { name: "staging", regions: { "us-east-1": {} } } };
  const { status, stack } = run(context, { GLOBAL_API_CONTEXT: "staging" });
  expect(status).toBe(0);
  expect(existsSync(stack("staging"))).toBe(true);
});

describe("a wrong configuration stops synth with one line for each fault and no stack trace", () => {
  test("with invalid values", () => {
    const { status, stdout, stderr } = run({ globalApi: { table: { home: "moon" }, regoins: {} } });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr:
        'table.home: "moon" is not an AWS region, such as us-east-1\nglobalApi: unknown key "regoins"; did you mean "regions"?\n',
    });
  });

  test("of another deployment", () => {
    const context = { globalApi: {}, staging: { table: { home: "eu-west-2" } } };
    expect(run(context, { GLOBAL_API_CONTEXT: "staging" })).toMatchObject({
      status: 1,
      stderr: 'staging.table.home: "eu-west-2" is not a configured region (eu-west-1, us-east-1)\n',
    });
  });

  test("that does not exist", () => {
    const { status, stderr } = run({ globalApi: {} }, { GLOBAL_API_CONTEXT: "stagin" });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'stagin: not a key under "context" in cdktf.json (globalApi)\n',
    });
  });
});

describe("without the CDKTF command line, the app reads cdktf.json itself", () => {
  const projectWith = (text: string) => {
    const folder = mkdtempSync(join(scratch, "project-"));
    writeFileSync(join(folder, "cdktf.json"), text);
    return folder;
  };

  test("and synthesizes the same stack", () => {
    const project = runIn(projectWith('\uFEFF{"context":{"globalApi":{}}}'));
    expect({ status: project.status, stderr: project.stderr }).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(project.stack("currency-exchange"), "utf8")).toBe(
      readFileSync(run({ globalApi: {} }).stack("currency-exchange"), "utf8"),
    );
  });

  test("and names the line of a syntax error", () => {
    expect(runIn(projectWith('{\n  "context": {\n    "globalApi": {,}\n  }\n}'))).toMatchObject({
      status: 1,
      stderr: "cdktf.json:3:19: Quoted object key expected but got ','\n",
    });
  });
});

describe("an app on its own", () => {
  const folder = mkdtempSync(join(scratch, "app-"));
  const alone = join(folder, "main.js");
  copyFileSync(app, alone);

  test("names a missing zip and writes nothing", () => {
    const { status, stderr, stack } = run({ globalApi: {} }, {}, alone);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `function api: bundle: ${join(folder, "functions", "api.zip")}: no such file\n`,
    });
    expect(existsSync(stack("currency-exchange"))).toBe(false);
  });

  test("prints the stack trace of a bug", () => {
    cpSync(join(root, "dist", "functions"), join(folder, "functions"), { recursive: true });
    const { status, stderr } = run({ globalApi: {} }, {}, alone);
    expect(status).toBe(1);
    expect(stderr).toMatch(/Error: ENOENT.*\.terraform\.lock\.hcl/);
    expect(stderr).toMatch(/\n\s+at /);
  });
});

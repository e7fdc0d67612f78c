import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const app = join(root, "dist", "main.js");
const scratch = mkdtempSync(join(tmpdir(), "app-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs the bundled app as the CDKTF command line does. */
function run(context: object, environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(scratch, "run-"));
  const { status, stdout, stderr } = spawnSync(process.execPath, [app], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, CDKTF_CONTEXT_JSON: JSON.stringify(context), ...environment },
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
});

describe("the default configuration", () => {
  const file = run({ globalApi: {} }).stack("currency-exchange");
  const text = readFileSync(file, "utf8");

  test("the functions' zips are copied beside the JSON, under a name made of their contents", () => {
    const { filename } = JSON.parse(text).resource.aws_lambda_function["us-east-1_api"];
    const copied = readFileSync(join(file, "..", filename));
    expect(copied.equals(readFileSync(join(root, "dist", "functions", "api.zip")))).toBe(true);
  });

  test("what is synthesized is the same wherever and whenever it is", () => {
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
  test("of its values", () => {
    const { status, stdout, stderr } = run({ globalApi: { table: { home: "moon" }, regoins: {} } });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr:
        'table.home: "moon" is not an AWS region, such as us-east-1\nglobalApi: unknown key "regoins"; did you mean "regions"?\n',
    });
  });

  test("that is not there", () => {
    const { status, stderr } = run({ globalApi: {} }, { GLOBAL_API_CONTEXT: "stagin" });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'stagin: missing; cdktf.json has no such key under "context"\n',
    });
  });
});

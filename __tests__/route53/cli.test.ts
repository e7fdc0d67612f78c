import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runRoutes } from "../../src/route53/command";
import { synthStackFile } from "../constructs/synth";
import { MUTANTS } from "./mutants";

const ROOT = join(__dirname, "..", "..");
const stack = synthStackFile({
  regions: { "us-east-1": {}, "eu-west-1": { failover: ["eu-central-1"] }, "eu-central-1": {} },
});
const scratch = mkdtempSync(join(tmpdir(), "routes-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const run = (args: readonly string[], { folder = scratch, input = "" } = {}) =>
  runRoutes(args, { folder, standardInput: () => input });

test("the command is a process with an exit code", () => {
  const routes = (...args: readonly string[]) => {
    const command = ["--require", "tsx/cjs", join("src", "route53", "cli.ts"), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
    return { status, stdout, stderr };
  };
  expect(routes(stack)).toEqual({ status: 0, stdout: `${run([stack]).text}\n`, stderr: "" });
  expect(routes("missing.json")).toEqual({
    status: 1,
    stdout: "",
    stderr: expect.stringMatching(/^routes: missing\.json: no such file; `npm run synth` [^\n]*\n$/),
  });
}, 60_000);

test("the report shows the answers, the proofs and the seconds", () => {
  const { exitCode, text } = run([stack]);
  expect(exitCode).toBe(0);
  expect(text).toMatch(/^ {2}us-east-1 +eu-central-1 +/m);
  expect(text).toMatch(/^ {2}eu-central-1, eu-west-1 +us-east-1 +eu-west-1 \(failed\) +us-east-1$/m);
  expect(text.match(/^ {2}✓ /gm)).toHaveLength(12);
  expect(text).toMatch(/^ {2}eu-west-1 +150 +90 until its checks fail \+ 60 of TTL/m);
  expect(text).toContain("Distance approximates latency");
});

test("programs get every answer", () => {
  const { exitCode, text } = run(["--json", stack]);
  expect(exitCode).toBe(0);
  const { holds, names } = JSON.parse(text);
  expect(holds).toBe(true);
  expect(names[0]).toMatchObject({ name: "api.example.com", failures: { count: 8, exhaustive: true } });
  expect(names[0].answers).toContainEqual({
    failed: ["eu-west-1"],
    place: "Dublin",
    type: "AAAA",
    regions: ["eu-central-1"],
  });
});

test("one place's answer is explained, rule by rule, with AWS's pages", () => {
  const { exitCode, text } = run(["--place", "dublin", "--failed", "eu-west-1,eu-central-1", stack]);
  expect(exitCode).toBe(0);
  expect(text).toMatch(
    /^api\.example\.com A, requested from Dublin, eu-west-1, eu-central-1 failed: eu-west-1 /,
  );
  expect(text).toMatch(
    /If both records are unhealthy, the primary answers. https:\/\/docs\.aws\.amazon\.com\/Route53\//,
  );
});

test("a broken stack is named and exits with 2", () => {
  const broken = MUTANTS.find(({ name }) => name === "a primary record has no health check");
  const { exitCode, text } = run(["-"], { input: broken?.mutate(readFileSync(stack, "utf8")) ?? "" });
  expect(exitCode).toBe(2);
  expect(text).toContain("✗ No client is sent to a failed site while another allowed site is healthy.");
  expect(text).toMatch(/Anchorage, A, us-east-1 failed: is sent to us-east-1, which failed, instead of eu-/);
});

test("the synthesized stack is the default, whatever older stacks are left in its folder", () => {
  const project = join(scratch, "project");
  const synthesize = (...names: readonly string[]) => {
    const stacks = names.map((name) => {
      const workingDirectory = join("stacks", name);
      mkdirSync(join(project, "cdktf.out", workingDirectory), { recursive: true });
      const synthesizedStackPath = join(workingDirectory, "cdk.tf.json");
      writeFileSync(join(project, "cdktf.out", synthesizedStackPath), readFileSync(stack));
      return [name, { workingDirectory, synthesizedStackPath }];
    });
    const manifest = JSON.stringify({ stacks: Object.fromEntries(stacks) });
    writeFileSync(join(project, "cdktf.out", "manifest.json"), manifest);
  };
  expect(run([], { folder: project })).toEqual({
    exitCode: 1,
    text: expect.stringMatching(/^routes: .*manifest\.json does not exist: run `npm run synth`$/),
  });
  synthesize("old");
  synthesize("one");
  expect(run([], { folder: project })).toEqual({
    exitCode: 0,
    text: expect.stringContaining(`Read from ${join("cdktf.out", "stacks", "one", "cdk.tf.json")}\n`),
  });
  synthesize("one", "two");
  expect(run([], { folder: project })).toEqual({
    exitCode: 1,
    text: expect.stringMatching(/^routes: .*manifest\.json: expected one stack, found 2$/),
  });
  writeFileSync(join(project, "cdktf.out", "manifest.json"), '{ "stacks": [] }');
  expect(run([], { folder: project })).toEqual({
    exitCode: 1,
    text: expect.stringMatching(/^routes: .*manifest\.json is not a manifest of CDKTF: run `npm run synth`$/),
  });
});

test("reads a plan that PowerShell has written in UTF-16", () => {
  const file = join(scratch, "utf-16.json");
  writeFileSync(file, Buffer.from(`\uFEFF${readFileSync(stack, "utf8")}`, "utf16le"));
  expect(run([file])).toMatchObject({ exitCode: 0 });
});

test("--help prints the usage", () => {
  expect(run(["--help"])).toEqual({ exitCode: 0, text: expect.stringContaining("Usage: npm run routes") });
});

test.each([
  [["--nonsense"], /^routes: Unknown option '--nonsense'/],
  [["missing.json"], /^routes: missing\.json: no such file; /],
  [["-"], /^routes: standard input: empty$/],
  [["a", "b"], /^routes: expected at most 1 argument, not 2, so nothing was done; see --help$/],
  [["--within", "soon", stack], /^routes: --within: "soon" is not a whole number of seconds$/],
  [["--failed", "us-east-1", stack], /^routes: --failed: requires --place$/],
  [["--place", "Atlantis", stack], /^routes: --place: "Atlantis" is not one of the places \(Accra, /],
  [
    ["--place", "Dublin", "--failed", "eu-west-9", stack],
    /^routes: --failed: "eu-west-9" is not one of the regions/,
  ],
])("%j is refused in one line", (args, message) => {
  const { exitCode, text } = run(args);
  expect(exitCode).toBe(1);
  expect(text).toMatch(message);
  expect(text).not.toContain("\n");
});

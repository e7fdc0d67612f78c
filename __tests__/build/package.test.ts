import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod";
import { planWith } from "../review/plan";

jest.setTimeout(120_000);

const ROOT = join(__dirname, "..", "..");
const app = mkdtempSync(join(tmpdir(), "app-"));
const installed = join(app, "node_modules", "regionproof");
afterAll(() => rmSync(app, { recursive: true, force: true }));

const manifest = z.object({
  bin: z.object({ regionproof: z.string() }),
  dependencies: z.record(z.string(), z.string()),
  peerDependencies: z.record(z.string(), z.string()),
});

function run(program: string, args: readonly string[], cwd = app): SpawnSyncReturns<string> {
  return spawnSync(program, args, { cwd, encoding: "utf8" });
}

const node = (...args: readonly string[]) => run(process.execPath, args);

const regionproof = (...args: readonly string[]) => {
  const { bin } = manifest.parse(JSON.parse(readFileSync(join(installed, "package.json"), "utf8")));
  return node(join(installed, bin.regionproof), ...args);
};

/** Links a package of this repository into the app, as an installation would put it there. */
function link(name: string): void {
  const path = join(app, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules", name), path);
}

const MAIN = `
import { App } from "cdktf";
import { GlobalApi, GlobalApiStack } from "regionproof";

const document = {
  openapi: "3.0.3",
  info: { title: "Notes", version: "1" },
  paths: {
    "/notes": { get: { operationId: "listNotes", responses: { "200": { description: "All notes" } } } },
    "/health-check": { get: { operationId: "getHealthCheck", responses: { "200": { description: "Healthy" } } } },
  },
};

const app = new App();
const stack = new GlobalApiStack(app, "notes", { stateBackend: { type: "local" } });
const api = new GlobalApi(stack, "notes", {
  regions: ["us-east-1", "eu-west-1"], domainName: "notes.example.com", hostedZone: { create: "example.com" }, document,
});
const table = api.addTable("entries");
const answer = api.addFunction("answer", { entry: "answer.ts", environment: { TABLE_NAME: table.tableName } });
table.grantReadWrite(answer);
api.answerWith(answer);
app.synth();
`;

const ANSWER = `
import { required } from "regionproof/handlers/environment";
import { Problem } from "regionproof/handlers/http/problem";
import { regionalReplica } from "regionproof/handlers/replica";
import { RestApi } from "regionproof/handlers/rest-api";

const replica = regionalReplica();
const api = new RestApi({
  region: required("AWS_REGION"),
  namespace: "Notes",
  endpoints: {
    listNotes: { method: "get", path: "/notes" },
    getHealthCheck: { method: "get", path: "/health-check" },
  },
  answer: async (operationId) => {
    if (operationId === "listNotes") {
      throw new Problem("region-unavailable", String(replica));
    }
    return { contentType: "application/json", body: "{}" };
  },
  corsOrigins: [],
  cached: false,
  clock: () => new Date(),
});

export const handler = (event: unknown) => api.answer(event, "1");
`;

const OPTIONS = { strict: true, module: "node16", target: "es2022", types: ["node"], rootDir: "." };

beforeAll(() => {
  // .npmrc ignores scripts, so that an installation runs none.
  const { status, stderr } = run("npm", ["pack", "--ignore-scripts=false", "--pack-destination", app], ROOT);
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  mkdirSync(installed, { recursive: true });
  const [tarball = ""] = readdirSync(app).filter((name) => name.endsWith(".tgz"));
  expect(run("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]).status).toBe(0);

  const { dependencies, peerDependencies } = manifest.parse(
    JSON.parse(readFileSync(join(installed, "package.json"), "utf8")),
  );
  for (const name of Object.keys({ ...dependencies, ...peerDependencies, "@types/node": "" })) {
    link(name);
  }
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app", private: true }));
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, include: ["*.ts"] }));
  writeFileSync(join(app, "main.ts"), MAIN);
  writeFileSync(join(app, "answer.ts"), ANSWER);
});

test("the tarball has no tests and no sources", () => {
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
  expect(files).toEqual(expect.arrayContaining(["README.md", "LICENSE", "CHANGELOG.md"]));
  const own = files.filter((name) => /(^|\/)(__tests__|docs|currency-exchange)(\/|$)/.test(name));
  const sources = files.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
  expect([...own, ...sources]).toEqual([]);
});

test("the command lists its subcommands", () => {
  const { status, stdout, stderr } = regionproof("--help");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^Usage: regionproof <command>.*\n\n {2}review .*\n {2}routes /);
});

describe("in an empty app", () => {
  const stack = join(app, "cdktf.out", "stacks", "notes", "cdk.tf.json");

  beforeAll(() => {
    const { stdout, status } = node(join(ROOT, "node_modules", "typescript", "bin", "tsc"));
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    const { status: synthesized, stderr } = node("main.js");
    expect({ synthesized, stderr }).toEqual({ synthesized: 0, stderr: "" });
  });

  test("a few lines synthesize an API in two regions", () => {
    const { resource } = JSON.parse(readFileSync(stack, "utf8"));
    expect(Object.keys(resource.aws_lambda_function)).toEqual([
      "notes_eu-west-1_answer",
      "notes_us-east-1_answer",
    ]);
  });

  test("the routing of the API is proved", () => {
    const { status, stdout, stderr } = regionproof("routes", stack);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("notes.example.com");
    expect(stdout).not.toContain("not judged");
  });

  test("a plan is reviewed", () => {
    const plan = planWith([{ address: "aws_kms_key.archive", before: { description: "a" }, after: null }]);
    writeFileSync(join(app, "plan.json"), plan);
    const { status, stdout, stderr } = regionproof("review", "plan.json");
    expect({ status, stderr }).toEqual({ status: 3, stderr: "" });
    expect(stdout).toContain("aws_kms_key.archive");
  });

  test("invalid input ends the app with one line, without a stack trace", () => {
    const main = readFileSync(join(app, "main.js"), "utf8");
    writeFileSync(join(app, "invalid.js"), main.replace('create: "example.com"', 'create: "example.org"'));
    const { status, stdout, stderr } = node("--no-extra-info-on-fatal-exception", "invalid.js");
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr:
        '[InvalidInput: domainName: "notes.example.com" is not a name in the hosted zone, "example.org"]\n',
    });
  });

  test("a wrong prop is a type error", () => {
    writeFileSync(
      join(app, "wrong.ts"),
      MAIN.replace('"us-east-1"', '"us-east-9"').replaceAll("app", "wrong"),
    );
    const { stdout, status } = node(join(ROOT, "node_modules", "typescript", "bin", "tsc"), "--noEmit");
    expect(status).not.toBe(0);
    expect(stdout).toContain('"us-east-9"');
  });
});

import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../src/deploy/child-process";
import { standinEnvironment } from "../../src/deploy/environment";
import { Standin } from "../../src/deploy/standin";
import { TERRAFORM } from "../../src/deploy/tools";
import { describeDeploy, scratchFolder } from "./local";

const BUNDLE = join(__dirname, "..", "..", "dist", "functions", "api.zip");

describeDeploy("what the stand-in fills in", () => {
  const folder = scratchFolder();
  let standin: Standin | undefined;

  async function terraform(...args: string[]) {
    const { exitCode, stdout, stderr } = await run(TERRAFORM, [...args, "-no-color"], {
      folder,
      environment: standinEnvironment(standin?.url ?? "", folder),
      signal: new AbortController().signal,
    });
    return { exitCode, output: exitCode === 0 ? "" : stdout + stderr };
  }

  beforeAll(async () => {
    copyFileSync(join(__dirname, "gaps", "main.tf"), join(folder, "main.tf"));
    copyFileSync(BUNDLE, join(folder, "function.zip"));
    standin = await Standin.start({ hostedZone: undefined, logFile: join(folder, "stand-in.log") });
    expect(await terraform("init")).toEqual({ exitCode: 0, output: "" });
  });
  afterAll(() => standin?.stop());

  test("is created", async () => {
    expect(await terraform("apply", "-auto-approve", "-parallelism=30")).toEqual({
      exitCode: 0,
      output: "",
    });
  });

  test("reads back as created", async () => {
    expect(await terraform("plan", "-detailed-exitcode")).toEqual({ exitCode: 0, output: "" });
  });

  test.each(["changed", "changed back"])("is %s in place", async (change) => {
    const variable = `-var=changed=${change === "changed"}`;
    expect(await terraform("apply", "-auto-approve", "-parallelism=30", variable)).toEqual({
      exitCode: 0,
      output: "",
    });
    expect(await terraform("plan", "-detailed-exitcode", variable)).toEqual({ exitCode: 0, output: "" });
  });

  test("is destroyed, and leaves nothing", async () => {
    expect(await standin?.leftovers()).toContain("1 xray us-east-1 Group");
    expect(await terraform("destroy", "-auto-approve", "-parallelism=30")).toEqual({
      exitCode: 0,
      output: "",
    });
    expect(await standin?.leftovers()).toEqual([]);
  });
});

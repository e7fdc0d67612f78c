import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import { neutralEnvironment } from "../../src/deploy/environment";
import { TERRAFORM } from "../../src/deploy/tools";
import type { JsonObject } from "../../src/terraform";

const root = join(__dirname, "..", "..");
const PASSPHRASE = "a passphrase for this test alone";
const LOCK = ".terraform.lock.hcl";
export const STACK = join("cdktf.out", "stacks", "shop");

const resource = z.object({
  address: z.string(),
  values: z.object({ input: z.string().optional(), display_name: z.string().optional() }),
});
const stateSchema = z.object({
  values: z.object({ root_module: z.object({ resources: z.array(resource) }) }),
});

/** A project in its own folder, whose stack is written by hand. */
export class Project {
  env: NodeJS.ProcessEnv = {
    ...neutralEnvironment(),
    CI: "",
    CHECKPOINT_DISABLE: "1",
    PLAN_PASSPHRASE: PASSPHRASE,
  };

  constructor(readonly folder: string) {
    mkdirSync(join(folder, STACK), { recursive: true });
    const stack = { workingDirectory: "stacks/shop", synthesizedStackPath: "stacks/shop/cdk.tf.json" };
    writeFileSync(join(folder, "cdktf.out", "manifest.json"), JSON.stringify({ stacks: { shop: stack } }));
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  synth(stack: JsonObject): void {
    const backend = { local: { path: "../../../shop.tfstate" } };
    const usesAws = "provider" in stack;
    const required_providers = usesAws ? { aws: { source: "aws", version: "5.100.0" } } : {};
    writeFileSync(
      this.path(STACK, "cdk.tf.json"),
      JSON.stringify({ ...stack, terraform: { backend, required_version: ">= 1.10.0", required_providers } }),
    );
    if (usesAws) {
      copyFileSync(join(root, LOCK), this.path(STACK, LOCK));
    }
  }

  /**
   * Runs a step in the background.
   *
   * @param said - receives each line of its standard error
   */
  async following(name: string, args: readonly string[], said: (line: string) => Promise<void>) {
    const file = join(root, "src", "pipeline", `${name}.ts`);
    const child = spawn(process.execPath, ["--require", require.resolve("tsx/cjs"), file, ...args], {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      lines.push(line);
      await said(line);
    }
    const status = child.exitCode ?? (await new Promise<number | null>((done) => child.once("close", done)));
    return { status, lines };
  }

  /** Runs a step as its npm script does. The last line of what it says, and all of it. */
  step(name: string, args: readonly string[] = [], more: NodeJS.ProcessEnv = {}) {
    const file = join(root, "src", "pipeline", `${name}.ts`);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--require", require.resolve("tsx/cjs"), file, ...args],
      { cwd: this.folder, encoding: "utf8", env: { ...this.env, ...more } },
    );
    return { status, stdout, stderr, lastLine: stderr.trim().split("\n").at(-1) ?? "" };
  }

  succeed(...steps: readonly string[]): void {
    for (const one of steps) {
      const [name = "", ...args] = one.split(" ");
      const { status, stderr } = this.step(name, args);
      if (status !== 0) {
        throw new Error(`${one}: ${stderr}`);
      }
    }
  }

  /** An output that is a list of texts. */
  output(name: string): readonly string[] {
    const { stdout } = spawnSync(TERRAFORM, ["output", "-json", name], {
      cwd: this.path(STACK),
      env: this.env,
      encoding: "utf8",
    });
    return z.array(z.string()).parse(JSON.parse(stdout));
  }

  deployed(): readonly string[] {
    const { stdout } = spawnSync(TERRAFORM, ["show", "-json"], {
      cwd: this.path(STACK),
      env: this.env,
      encoding: "utf8",
    });
    return stateSchema
      .parse(JSON.parse(stdout))
      .values.root_module.resources.map(
        ({ address, values: { input, display_name } }) => `${address} ${input ?? display_name}`,
      );
  }
}

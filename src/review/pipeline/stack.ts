import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/** What a step of the pipeline could not do: one line. */
export class PipelineError extends Error {}

const manifest = z.object({
  stacks: z.record(z.string(), z.object({ workingDirectory: z.string() })),
});

/** The folder of the one synthesized stack, in which Terraform runs and its plan lies. */
export function stackFolder(output = process.env["CDKTF_OUTDIR"] ?? "cdktf.out"): string {
  const file = join(output, "manifest.json");
  if (!existsSync(file)) {
    throw new PipelineError(`${file} is not there: npm run synth makes it`);
  }
  const [stack, ...others] = Object.values(manifest.parse(JSON.parse(readFileSync(file, "utf8"))).stacks);
  if (stack === undefined || others.length > 0) {
    throw new PipelineError(
      `${file}: expected one stack, not ${stack === undefined ? 0 : others.length + 1}`,
    );
  }
  return join(output, stack.workingDirectory);
}

/** The plan as Terraform saves it, and as it shows it. */
export const PLAN = "plan.tfplan";
export const PLAN_JSON = "plan.json";

/** Terraform in a stack's folder. Its output is shown; nothing is asked. */
export class Terraform {
  private readonly program = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
  private readonly env = { ...process.env, TF_INPUT: "0", TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };

  constructor(readonly folder: string) {}

  /** @returns the exit code, which is one of those expected */
  run(args: readonly string[], expected: readonly number[] = [0]): number {
    // What it says is for people: standard output is kept for what is asked for.
    const { status } = spawnSync(this.program, args, {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", 2, 2],
    });
    if (status === null || !expected.includes(status)) {
      throw new PipelineError(`terraform ${args[0]} ended with ${status}`);
    }
    return status;
  }

  /** What `terraform show -json` prints of a saved plan. */
  show(plan: string): string {
    const { status, stdout } = spawnSync(this.program, ["show", "-json", plan], {
      cwd: this.folder,
      env: this.env,
      encoding: "utf8",
      maxBuffer: 1 << 30,
      stdio: ["ignore", "pipe", 2],
    });
    if (status !== 0) {
      throw new PipelineError(`terraform show ended with ${status}`);
    }
    return stdout;
  }
}

/** Runs a step: a failure is one line and exit code 1. */
export async function step(name: string, run: () => number | Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as z from "zod";
import { synthesizedStack } from "../../terraform";

/** What a step of the pipeline could not do: one line. */
export class PipelineError extends Error {}

const configuration = z.object({
  terraform: z.object({ backend: z.record(z.string(), z.unknown()).optional() }).optional(),
});

/** The plan as Terraform saves it, and as it shows it. */
export const PLAN = "plan.tfplan";
export const PLAN_JSON = "plan.json";

/** How long Terraform waits while somebody else holds the state. */
export const WAIT_FOR_LOCK = "-lock-timeout=10m";

const LONGEST_OUTPUT = 1 << 30;

const STALE = "the state has changed since this plan was made, so nothing was applied: plan and review again";

/** The one synthesized stack: Terraform in its folder. Its output is shown; nothing is asked. */
export class Stack {
  private readonly program = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
  private readonly env = { ...process.env, TF_INPUT: "0", TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };

  private constructor(
    readonly folder: string,
    /** The path of its `cdk.tf.json`. */
    readonly file: string,
    private readonly keepsStateHere: boolean,
  ) {}

  /** @throws TerraformFormatError if nothing was synthesized, or several stacks were */
  static synthesized(output?: string): Stack {
    const { folder, file } = synthesizedStack(output);
    const { backend = {} } = configuration.parse(JSON.parse(readFileSync(file, "utf8"))).terraform ?? {};
    return new Stack(folder, file, "local" in backend);
  }

  /**
   * Installs the provider, if its checksum is the one in the lock file.
   *
   * @throws PipelineError in CI, whose machines keep no files, where the state is a file
   */
  init(): void {
    if (this.keepsStateHere && process.env["CI"]) {
      throw new PipelineError(
        'stateBackend: "local" is no place for a pipeline, which would make everything again; set it to "s3"',
      );
    }
    this.run(["init", "-lockfile=readonly"]);
  }

  /** @returns the exit code, which is one of those expected */
  run(args: readonly string[], expected: readonly number[] = [0]): number {
    // What it says is for people: standard output is kept for what is asked for.
    const { status, error, stderr } = spawnSync(this.program, args, {
      cwd: this.folder,
      env: this.env,
      encoding: "utf8",
      // TF_LOG=TRACE writes megabytes there.
      maxBuffer: LONGEST_OUTPUT,
      stdio: ["ignore", 2, "pipe"],
    });
    process.stderr.write(stderr ?? "");
    if (status === null || !expected.includes(status)) {
      throw new PipelineError(
        stderr?.includes("Saved plan is stale") ? STALE : this.failure(args, status, error),
      );
    }
    return status;
  }

  /** What `terraform show -json` prints of a saved plan. */
  show(plan: string): string {
    return this.print(["show", "-json", plan]);
  }

  /** What a command prints on its standard output. */
  print(args: readonly string[]): string {
    const { status, error, stdout } = spawnSync(this.program, args, {
      cwd: this.folder,
      env: this.env,
      encoding: "utf8",
      maxBuffer: LONGEST_OUTPUT,
      stdio: ["ignore", "pipe", 2],
    });
    if (status !== 0) {
      throw new PipelineError(this.failure(args, status, error));
    }
    return stdout;
  }

  private failure([command]: readonly string[], status: number | null, error: Error | undefined): string {
    if (error === undefined) {
      return `terraform ${command} ended with ${status}`;
    }
    // The others, such as output beyond the limit, end a program that runs.
    const isMissing = "code" in error && (error.code === "ENOENT" || error.code === "EACCES");
    return isMissing
      ? `${this.program} did not start: ${error.message}`
      : `terraform ${command} was stopped: ${error.message}`;
  }
}

/**
 * Runs a step: a failure is one line and exit code 1. What it writes may hold secrets, and is its user's alone.
 *
 * @param understood - the arguments that the step has a meaning for. Default: none; whoever adds a -target must not
 * think that it was heard
 */
export async function step(
  name: string,
  run: (args: readonly string[]) => number | Promise<number>,
  understood: (argument: string) => boolean = () => false,
): Promise<void> {
  process.umask(0o077);
  try {
    const args = process.argv.slice(2);
    const unknown = args.filter((argument) => !understood(argument));
    if (unknown.length > 0) {
      throw new PipelineError(`${unknown.join(" ")}: not understood here, so nothing was done`);
    }
    process.exitCode = await run(args);
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

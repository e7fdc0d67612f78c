import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { ParseArgsConfig } from "node:util";
import * as z from "zod";
import { type Command, runCommand } from "../command";
import type { Without } from "../review/without";
import { synthesizedStack } from "../terraform";
import { leaveNothingOut, leaveOut, type Provider } from "./emergency";

/** The reason why a step failed, in one line. */
export class PipelineError extends Error {}

const configuration = z.object({
  terraform: z.object({ backend: z.record(z.string(), z.unknown()).optional() }).optional(),
  provider: z
    .object({ aws: z.array(z.object({ alias: z.string().optional(), region: z.string() })).optional() })
    .optional(),
});

/** The plan as Terraform saves it, and as JSON. */
export const PLAN = "plan.tfplan";
export const PLAN_JSON = "plan.json";

/** How long Terraform waits for the state's lock. */
export const WAIT_FOR_LOCK = "-lock-timeout=10m";

const LONGEST_OUTPUT = 1 << 30;

const STALE = "the state has changed since this plan was made, so nothing was applied: plan and review again";

/** Runs Terraform in the folder of the one synthesized stack. It shows Terraform's output and never prompts. */
export class Stack {
  private readonly program = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
  private readonly env = {
    // The provider waits for a connection for 3 s instead of 30 s.
    AWS_DEFAULTS_MODE: "standard",
    ...process.env,
    TF_INPUT: "0",
    TF_IN_AUTOMATION: "1",
    CHECKPOINT_DISABLE: "1",
  };

  private constructor(
    readonly folder: string,
    /** The path of its `cdk.tf.json`. */
    readonly file: string,
    private readonly providers: readonly Provider[],
    private readonly keepsStateHere: boolean,
  ) {}

  /** The regions of the AWS providers. */
  get regions(): readonly string[] {
    return [...new Set(this.providers.map(({ region }) => region))].sort();
  }

  /** @throws TerraformFormatError if nothing was synthesized, or several stacks were */
  static synthesized(output?: string): Stack {
    const { folder, file } = synthesizedStack(output);
    const { terraform, provider } = configuration.parse(JSON.parse(readFileSync(file, "utf8")));
    return new Stack(folder, file, provider?.aws ?? [], "local" in (terraform?.backend ?? {}));
  }

  /**
   * Installs the provider, if its checksum is the one in the lock file. An earlier emergency run has no effect.
   *
   * @throws PipelineError in CI if the state is a file, because CI machines keep no files
   */
  init(): void {
    if (this.keepsStateHere && process.env["CI"]) {
      throw new PipelineError(
        'stateBackend: "local" loses the state between CI runs, which would create everything again; set it to "s3"',
      );
    }
    leaveNothingOut(this.folder);
    this.run(["init", "-lockfile=readonly"]);
  }

  /**
   * Makes Terraform leave a region alone.
   *
   * @throws PipelineError if the stack has no provider for the region, or none for another region
   */
  leaveOut(without: Without): void {
    const survivor = this.regions.find((region) => region !== without.region);
    if (!this.regions.includes(without.region) || survivor === undefined) {
      throw new PipelineError(
        `--without ${without.region}: expected one of several regions of the stack (${this.regions.join(", ")})`,
      );
    }
    leaveOut(this.folder, this.providers, survivor, without);
  }

  /** Makes Terraform work on all regions again. */
  leaveNothingOut(): void {
    leaveNothingOut(this.folder);
  }

  /** @returns the exit code, which is one of those expected */
  run(args: readonly string[], expected: readonly number[] = [0]): number {
    // Terraform's output is for people. Standard output is for a step's result.
    const { status, error, stderr } = spawnSync(this.program, args, {
      cwd: this.folder,
      env: this.env,
      encoding: "utf8",
      // TF_LOG=TRACE writes megabytes there.
      maxBuffer: LONGEST_OUTPUT,
      stdio: ["ignore", 2, "pipe"],
    });
    process.stderr.write(stderr ?? "");
    return this.expect(expected, args, status, error, stderr);
  }

  /**
   * Runs a command in a process group of its own, which Ctrl-C does not reach: Terraform would stop in the middle of its
   * changes. The second Ctrl-C does stop it.
   *
   * @returns the exit code, which is one of those expected
   */
  async runToEnd(args: readonly string[], expected: readonly number[] = [0]): Promise<number> {
    const child = spawn(this.program, args, {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", 2, "pipe"],
      detached: true,
    });
    let signals = 0;
    const stop = () => {
      signals += 1;
      if (signals > 1) {
        child.kill("SIGINT");
      }
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      process.stderr.write(text);
      stderr += text;
    });
    try {
      const { status, error } = await new Promise<{ status: number | null; error?: Error }>((resolve) => {
        child.once("error", (error) => resolve({ status: null, error }));
        child.once("close", (status) => resolve({ status }));
      });
      return this.expect(expected, args, status, error, stderr);
    } finally {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    }
  }

  private expect(
    expected: readonly number[],
    args: readonly string[],
    status: number | null,
    error: Error | undefined,
    stderr: string | null,
  ): number {
    if (status === null || !expected.includes(status)) {
      throw new PipelineError(
        stderr?.includes("Saved plan is stale") ? STALE : this.failure(args, status, error),
      );
    }
    return status;
  }

  /** Returns a saved plan as JSON. */
  show(plan: string): string {
    return this.print(["show", "-json", plan]);
  }

  /** Runs a command and returns its standard output. */
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
    // Other errors, such as too much output, stop a program that has started.
    return "code" in error && error.code === "ENOENT"
      ? `${this.program} is not on the PATH: https://developer.hashicorp.com/terraform/install`
      : `terraform ${command} was stopped: ${error.message}`;
  }
}

/**
 * Runs a step. Only its user may read the files it writes, because they may contain secrets.
 */
export function step<const Config extends ParseArgsConfig>(command: Command<Config>): Promise<void> {
  process.umask(0o077);
  return runCommand(command);
}

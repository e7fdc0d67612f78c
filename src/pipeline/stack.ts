import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ParseArgsConfig } from "node:util";
import * as z from "zod";
import { type Command, messageOf, runCommand } from "../command";
import { synthesizedStack } from "../terraform";
import { leaveNothingOut } from "./emergency";

/** The reason why a step failed, in one line. */
export class PipelineError extends Error {}

const provider = z.object({ alias: z.string().optional(), region: z.string() });

const configuration = z.object({
  terraform: z.object({ backend: z.record(z.string(), z.unknown()).optional() }).optional(),
  provider: z.object({ aws: z.array(provider).optional() }).optional(),
});

/** The plan as Terraform saves it, and as JSON. */
export const PLAN = "plan.tfplan";
export const PLAN_JSON = "plan.json";

/** How long Terraform waits for the state's lock. */
export const WAIT_FOR_LOCK = "-lock-timeout=10m";

const STALE = "the state has changed since this plan was made, so nothing was applied: plan and review again";

/** The signals that interrupt a step: Ctrl-C, and the end of a CI job. */
export const SIGNALS = ["SIGINT", "SIGTERM"] as const;

interface StartOptions {
  /** Where standard output goes: to standard error, or into the result. */
  readonly output: 2 | "pipe";
  readonly interruption?: AbortSignal | undefined;
}

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
    /** Its AWS providers. */
    readonly providers: readonly z.infer<typeof provider>[],
    private readonly keepsStateHere: boolean,
  ) {}

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
  async init(): Promise<void> {
    if (this.keepsStateHere && process.env["CI"]) {
      throw new PipelineError(
        'stateBackend: "local" loses the state between CI runs, which would create everything again; set it to "s3"',
      );
    }
    leaveNothingOut(this);
    await this.run(["init", "-lockfile=readonly"]);
  }

  /**
   * Runs a command.
   *
   * @param interruption - aborted by the first Ctrl-C. The command then has a process group of its own, which Ctrl-C does
   *   not reach: Terraform would stop in the middle of its changes. The second Ctrl-C does stop it.
   * @returns the exit code, which is one of those expected
   */
  async run(
    args: readonly string[],
    expected: readonly number[] = [0],
    interruption?: AbortSignal,
  ): Promise<number> {
    // Terraform's output is for people. Standard output is for a step's result.
    const { status } = await this.start(args, expected, { output: 2, interruption });
    return status;
  }

  /** Returns a saved plan as JSON. */
  show(plan: string): Promise<string> {
    return this.print(["show", "-json", plan]);
  }

  /**
   * Returns the plan of `npm run plan` as JSON.
   *
   * @throws PipelineError if there is none
   */
  async saved(): Promise<string> {
    if (!existsSync(join(this.folder, PLAN))) {
      throw new PipelineError("there is no plan: run `npm run plan`");
    }
    return this.show(PLAN);
  }

  /** Runs a command and returns its standard output. */
  async print(args: readonly string[]): Promise<string> {
    const { stdout } = await this.start(args, [0], { output: "pipe" });
    return stdout;
  }

  private async start(
    args: readonly string[],
    expected: readonly number[],
    { output, interruption }: StartOptions,
  ): Promise<{ readonly status: number; readonly stdout: string }> {
    const child = spawn(this.program, args, {
      cwd: this.folder,
      env: this.env,
      detached: interruption !== undefined,
      stdio: ["ignore", output, "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      process.stderr.write(text);
      stderr += text;
    });
    const stop = () => interruption?.aborted === true && child.kill("SIGINT");
    const signals = interruption === undefined ? [] : SIGNALS;
    for (const name of signals) {
      // Before the listener that aborts at the first one.
      process.prependListener(name, stop);
    }
    const ended = once(child, "close").finally(() => {
      for (const name of signals) {
        process.off(name, stop);
      }
    });
    const [status, signal]: unknown[] = await ended.catch((error: unknown) => {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      throw new PipelineError(
        isMissing
          ? `${this.program} is not on the PATH: https://developer.hashicorp.com/terraform/install`
          : `${this.program} did not start: ${messageOf(error)}`,
      );
    });
    if (typeof status === "number" && expected.includes(status)) {
      return { status, stdout };
    }
    const isStale = stderr.includes("Saved plan is stale");
    throw new PipelineError(isStale ? STALE : `terraform ${args[0]} ended with ${status ?? signal}`);
  }
}

/**
 * Runs a step. Only its user may read the files it writes, because they may contain secrets.
 */
export function step<const Config extends ParseArgsConfig>(command: Command<Config>): Promise<void> {
  process.umask(0o077);
  return runCommand(command);
}

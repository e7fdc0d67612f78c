import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadPlatformConfiguration } from "../config";
import {
  isObject,
  type JsonObject,
  type Resource,
  type ResourceChange,
  readPlan,
  readTerraform,
  readTerraformFile,
  type SynthesizedStack,
  synthesizedStack,
  type Terraform,
} from "../terraform";
import { type Finished, type OnOutput, run } from "./child-process";
import { TERRAFORM } from "./tools";

/** The built app. */
const APP = join(__dirname, "..", "..", "dist", "main.js");

export interface DeploymentProps {
  /**
   * The deployment's settings in `cdktf.json`. The state is always a file in the folder, regardless of `stateBackend`.
   */
  readonly configuration: JsonObject;
  /** An existing folder for all files of the deployment. */
  readonly folder: string;
  /** The program that synthesizes the stack. @default - the built app */
  readonly app?: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Terraform's own options for `apply` and `destroy`. @default - none */
  readonly options?: readonly string[];
  /** Ends every running program when aborted. */
  readonly signal: AbortSignal;
  /**
   * How programs end: "kill" at once, or "finish", because an interrupted Terraform may have created a resource that is
   * not in its state.
   */
  readonly ending: "kill" | "finish";
}

/** The configuration without deletion protection, which must be deployed before a destroy. */
export function unprotected(configuration: JsonObject): JsonObject {
  const { table } = configuration;
  return { ...configuration, table: { ...(isObject(table) ? table : {}), deletionProtection: false } };
}

export interface PlannedChanges {
  /** Whether Terraform found no changes (`-detailed-exitcode` was 0). */
  readonly isEmpty: boolean;
  /** Each resource that changes. */
  readonly changes: readonly ResourceChange[];
}

/** A Terraform deployment of the project in a separate folder, with its own state. */
export class Deployment {
  /** Terraform is initialized once, because every configuration has the same provider and backend. */
  private isInitialized = false;

  /** @throws ConfigurationError if the configuration is wrong */
  constructor(private readonly props: DeploymentProps) {
    this.configure(props.configuration);
  }

  /**
   * Replaces the configuration, as a user would edit `cdktf.json`.
   *
   * @throws ConfigurationError if the configuration is wrong
   */
  configure(configuration: JsonObject): void {
    loadPlatformConfiguration(configuration);
    const project = {
      language: "typescript",
      app: `"${process.execPath}" "${this.app}"`,
      projectId: "deployment",
      sendCrashReports: "false",
      context: { globalApi: { ...configuration, stateBackend: { type: "local" } } },
    };
    writeFileSync(join(this.folder, "cdktf.json"), JSON.stringify(project, null, 2));
  }

  /** @param onOutput - receives Terraform's output while it runs */
  async deploy(onOutput?: OnOutput): Promise<void> {
    await this.prepare();
    await this.terraform(["apply", "-auto-approve", ...this.options], { onOutput });
  }

  /** Deploys these resources, and those that they depend on. */
  async deployOnly(addresses: readonly string[]): Promise<void> {
    await this.prepare();
    const targets = addresses.map((address) => `-target=${address}`);
    await this.terraform(["apply", "-auto-approve", ...targets, ...this.options]);
  }

  /** Applies the last plan. */
  async deployPlan(): Promise<void> {
    await this.terraform(["apply", ...this.options, "plan"]);
  }

  /** @param onOutput - receives Terraform's output while it runs */
  async destroy(onOutput?: OnOutput): Promise<void> {
    await this.prepare();
    await this.terraform(["destroy", "-auto-approve", ...this.options], { onOutput });
  }

  /**
   * Plans a deployment of the configuration, which `deployPlan` applies.
   *
   * @param refresh - false if only the configuration has changed since the last plan; Terraform then reads no resources
   * from AWS
   */
  async plan({ refresh = true }: { readonly refresh?: boolean } = {}): Promise<PlannedChanges> {
    await this.prepare();
    const args = ["plan", "-detailed-exitcode", `-refresh=${refresh}`, "-out=plan"];
    const { exitCode } = await this.terraform(args, { allowed: [0, 2] });
    if (exitCode === 0) {
      return { isEmpty: true, changes: [] };
    }
    const { stdout } = await this.terraform(["show", "-json", "plan"]);
    const changes = readPlan(stdout).changes.filter(
      ({ actions }) => !["no-op", "read"].includes(actions[0] ?? ""),
    );
    return { isEmpty: false, changes };
  }

  /** The synthesized stack. */
  stack(): Terraform {
    return readTerraformFile(this.synthesized.file);
  }

  /** Returns the managed resources in the synthesized configuration. */
  configured(): readonly Resource[] {
    return [...this.stack().resources.values()].filter(({ mode }) => mode === "managed");
  }

  /** The addresses of the managed resources in the state. */
  async deployed(): Promise<readonly string[]> {
    if (!this.isInitialized) {
      await this.prepare();
    }
    const { exitCode, stdout } = await this.run(TERRAFORM, ["state", "list"], this.synthesized.folder);
    // There is no state before the first resource.
    return exitCode === 0
      ? stdout.split("\n").filter((line) => line !== "" && !line.startsWith("data."))
      : [];
  }

  async outputs(): Promise<Terraform["outputs"]> {
    return (await this.shown()).outputs;
  }

  /** Returns the state or, with the file's name, the last plan. */
  async shown(...plan: readonly ["plan"] | readonly []): Promise<Terraform> {
    return readTerraform((await this.terraform(["show", "-json", ...plan])).stdout);
  }

  get folder(): string {
    return this.props.folder;
  }

  /** The environment in which Terraform and the CDKTF CLI reach AWS, or the stand-in. */
  get environment(): NodeJS.ProcessEnv {
    return this.props.environment;
  }

  private get app(): string {
    return this.props.app ?? APP;
  }

  private get options(): readonly string[] {
    return this.props.options ?? [];
  }

  private get synthesized(): SynthesizedStack {
    return synthesizedStack(join(this.folder, "cdktf.out"));
  }

  /** Synthesizes the stack without running Terraform. */
  async synthesize(): Promise<void> {
    const { exitCode, stderr } = await this.run(process.execPath, [this.app], this.folder);
    if (exitCode !== 0) {
      throw new DeployError(stderr.trim());
    }
  }

  private async prepare(): Promise<void> {
    await this.synthesize();
    if (!this.isInitialized) {
      await this.terraform(["init"]);
      this.isInitialized = true;
    }
  }

  /** @throws DeployError if Terraform ended with an exit code that is not allowed */
  private async terraform(
    [command = "", ...args]: readonly string[],
    {
      allowed = [0],
      onOutput,
    }: { readonly allowed?: readonly number[]; readonly onOutput?: OnOutput | undefined } = {},
  ): Promise<Finished> {
    const all = [command, "-no-color", ...args];
    const finished = await this.run(TERRAFORM, all, this.synthesized.folder, onOutput);
    if (finished.exitCode === null || !allowed.includes(finished.exitCode)) {
      throw new DeployError(whatWentWrong(finished.stdout + finished.stderr));
    }
    return finished;
  }

  private run(
    program: string,
    args: readonly string[],
    folder: string,
    onOutput?: OnOutput,
  ): Promise<Finished> {
    return run(program, args, { ...this.props, folder, onOutput });
  }
}

/** An error with Terraform's shortened output. */
export class DeployError extends Error {
  override readonly name = "DeployError";
}

const MOST_LINES = 40;

/** Returns the errors in Terraform's output, or its last lines if there are none. */
export function whatWentWrong(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const first = lines.findIndex((line) => line.startsWith("Error: "));
  return (first === -1 ? lines.slice(-MOST_LINES) : lines.slice(first, first + MOST_LINES)).join("\n");
}

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Configuration, loadConfiguration } from "../config";
import {
  isObject,
  type JsonObject,
  type Resource,
  type ResourceChange,
  readPlan,
  readTerraform,
  type Terraform,
} from "../terraform";
import { type Finished, run } from "./child-process";
import { standinEnvironment } from "./environment";
import { DeployError, whatWentWrong } from "./failure";
import { Standin } from "./standin";
import { TERRAFORM } from "./tools";

const ROOT = join(__dirname, "..", "..");
const CDKTF = join(ROOT, "node_modules", ".bin", "cdktf");

/** Each of the provider's waits is its own: on a stand-in they may all pass at once. */
const PARALLELISM = "40";

export interface LocalDeploymentProps {
  /** What stands in `cdktf.json` for the deployment. Wherever it keeps its state, here it is a file in the folder. */
  readonly configuration: JsonObject;
  /** A folder, there and empty, for all that the deployment needs and leaves. */
  readonly folder: string;
  /** Ends every program that runs, when aborted. */
  readonly signal: AbortSignal;
}

/** The configuration without deletion protection, which must be deployed before a destroy. */
export function unprotected(configuration: JsonObject): JsonObject {
  const { table } = configuration;
  return { ...configuration, table: { ...(isObject(table) ? table : {}), deletionProtection: false } };
}

export interface PlannedChanges {
  /** Terraform's own verdict: `-detailed-exitcode` was 0. */
  readonly isEmpty: boolean;
  /** Each resource that is not left as it is. */
  readonly changes: readonly ResourceChange[];
}

/**
 * A deployment on this machine: the real CDKTF CLI, Terraform and AWS provider against a stand-in for AWS, with a
 * state of its own. Nothing in the stack knows of it: the environment alone leads there.
 */
export class LocalDeployment {
  private constructor(
    private readonly props: LocalDeploymentProps,
    private configuration: Configuration,
    readonly standin: Standin,
  ) {}

  /** @throws ConfigurationError if the configuration is wrong */
  static async start(props: LocalDeploymentProps): Promise<LocalDeployment> {
    const configuration = loadConfiguration(props.configuration);
    const { hostedZone } = configuration;
    const standin = await Standin.start({
      hostedZone: "id" in hostedZone ? hostedZone : undefined,
      logFile: join(props.folder, "stand-in.log"),
    });
    const deployment = new LocalDeployment(props, configuration, standin);
    deployment.configure(props.configuration);
    return deployment;
  }

  /** Replaces the configuration, as a user would edit `cdktf.json`. */
  configure(configuration: JsonObject): void {
    this.configuration = loadConfiguration(configuration);
    const project = {
      language: "typescript",
      app: `"${process.execPath}" "${join(ROOT, "dist", "main.js")}"`,
      projectId: "local-deployment",
      sendCrashReports: "false",
      context: { globalApi: { ...configuration, stateBackend: { type: "local" } } },
    };
    writeFileSync(join(this.props.folder, "cdktf.json"), JSON.stringify(project, null, 2));
  }

  async deploy(): Promise<void> {
    await this.cdktf(
      "deploy",
      "--auto-approve",
      "--skip-provider-lock",
      "--terraform-parallelism",
      PARALLELISM,
    );
  }

  async destroy(): Promise<void> {
    await this.cdktf(
      "destroy",
      "--auto-approve",
      "--skip-provider-lock",
      "--terraform-parallelism",
      PARALLELISM,
    );
  }

  /** What a deployment of the configuration would change now. */
  async plan(): Promise<PlannedChanges> {
    await this.cdktf("synth");
    const { exitCode } = await this.terraform([0, 2], "plan", "-no-color", "-detailed-exitcode", "-out=plan");
    const { stdout } = await this.terraform([0], "show", "-json", "plan");
    const changes = readPlan(stdout).changes.filter(
      ({ actions }) => !["no-op", "read"].includes(actions[0] ?? ""),
    );
    return { isEmpty: exitCode === 0, changes };
  }

  /** The managed resources that the synthesized configuration has. */
  configured(): readonly Resource[] {
    const { resources } = readTerraform(readFileSync(join(this.stackFolder, "cdk.tf.json"), "utf8"));
    return [...resources.values()].filter(({ mode }) => mode === "managed");
  }

  /** The addresses of the managed resources in the state. */
  async deployed(): Promise<readonly string[]> {
    const { exitCode, stdout } = await this.runTerraform("state", "list");
    // There is no state before the first resource.
    return exitCode === 0
      ? stdout.split("\n").filter((line) => line !== "" && !line.startsWith("data."))
      : [];
  }

  async outputs(): Promise<Terraform["outputs"]> {
    const { stdout } = await this.terraform([0], "show", "-json");
    return readTerraform(stdout).outputs;
  }

  /** Ends the stand-in, and with it all that was deployed. */
  stop(): Promise<void> {
    return this.standin.stop();
  }

  private get stackFolder(): string {
    return join(this.props.folder, "cdktf.out", "stacks", this.configuration.name);
  }

  private async cdktf(...args: string[]): Promise<void> {
    const { exitCode, stdout, stderr } = await this.run(CDKTF, [...args, "--no-color"], this.props.folder);
    writeFileSync(join(this.props.folder, `${args[0]}.log`), stdout + stderr);
    if (exitCode !== 0) {
      throw new DeployError(whatWentWrong(stdout + stderr));
    }
  }

  private async terraform(allowed: readonly number[], ...args: string[]): Promise<Finished> {
    const finished = await this.runTerraform(...args);
    if (finished.exitCode === null || !allowed.includes(finished.exitCode)) {
      throw new DeployError(whatWentWrong(finished.stdout + finished.stderr));
    }
    return finished;
  }

  private runTerraform(...args: string[]): Promise<Finished> {
    return this.run(TERRAFORM, args, this.stackFolder);
  }

  private run(program: string, args: readonly string[], folder: string): Promise<Finished> {
    const environment = standinEnvironment(this.standin.url, this.props.folder);
    return run(program, args, { folder, environment, signal: this.props.signal });
  }
}

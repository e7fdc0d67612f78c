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

/** The built app. */
const APP = join(__dirname, "..", "..", "dist", "main.js");

/** The provider's waits do not depend on each other: against a stand-in, all of them can pass at once. */
const PARALLELISM = "-parallelism=40";

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
 * A deployment on this machine: the real Terraform and AWS provider against a stand-in for AWS, with its own state. The
 * stack is the one that AWS gets; only the environment differs.
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
      app: `"${process.execPath}" "${APP}"`,
      projectId: "local-deployment",
      sendCrashReports: "false",
      context: { globalApi: { ...configuration, stateBackend: { type: "local" } } },
    };
    writeFileSync(join(this.folder, "cdktf.json"), JSON.stringify(project, null, 2));
  }

  async deploy(): Promise<void> {
    await this.synthesize();
    await this.terraform([0], "apply", "-auto-approve", PARALLELISM);
  }

  async destroy(): Promise<void> {
    await this.synthesize();
    await this.terraform([0], "destroy", "-auto-approve", PARALLELISM);
  }

  /** What a deployment of the configuration would change now. */
  async plan(): Promise<PlannedChanges> {
    await this.synthesize();
    const { exitCode } = await this.terraform([0, 2], "plan", "-detailed-exitcode", "-out=plan");
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

  get folder(): string {
    return this.props.folder;
  }

  /** The environment in which Terraform and the CDKTF CLI reach the stand-in. */
  get environment(): NodeJS.ProcessEnv {
    return standinEnvironment(this.standin.url, this.folder);
  }

  private get stackFolder(): string {
    return join(this.folder, "cdktf.out", "stacks", this.configuration.name);
  }

  private async synthesize(): Promise<void> {
    const { exitCode, stderr } = await this.run(process.execPath, [APP], this.folder);
    if (exitCode !== 0) {
      throw new DeployError(stderr.trim());
    }
    await this.terraform([0], "init");
  }

  private async terraform(allowed: readonly number[], ...args: string[]): Promise<Finished> {
    const [command = "", ...options] = args;
    const finished = await this.runTerraform(command, "-no-color", ...options);
    if (finished.exitCode === null || !allowed.includes(finished.exitCode)) {
      throw new DeployError(whatWentWrong(finished.stdout + finished.stderr));
    }
    return finished;
  }

  private runTerraform(...args: string[]): Promise<Finished> {
    return this.run(TERRAFORM, args, this.stackFolder);
  }

  private run(program: string, args: readonly string[], folder: string): Promise<Finished> {
    return run(program, args, { folder, environment: this.environment, signal: this.props.signal });
  }
}

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const root = join(__dirname, "..", "..", "..");

/** The stand-in for AWS, in a process of its own. */
export interface StandIn {
  readonly url: string;
  stop(): void;
}

export async function startStandIn(): Promise<StandIn> {
  const process: ChildProcess = spawn("python3", [join(root, "src", "deploy", "standin")], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const { stdout } = process;
  if (stdout === null) {
    throw new Error("the stand-in has no output");
  }
  const [port] = await once(createInterface(stdout), "line");
  return { url: `http://127.0.0.1:${port}`, stop: () => process.kill() };
}

/** Runs Terraform in a folder, against the stand-in. */
export class Terraform {
  constructor(
    readonly folder: string,
    private readonly standIn: StandIn,
  ) {}

  init(): void {
    this.run("init", "-input=false");
  }

  apply(): void {
    this.run("apply", "-input=false", "-auto-approve");
    // The second look finds what AWS filled in by itself; a team's state has that, too.
    this.run("apply", "-input=false", "-auto-approve", "-refresh-only");
  }

  plan(...options: readonly string[]): string {
    this.run("plan", "-input=false", "-out=review.plan", ...options);
    return this.run("show", "-json", "review.plan");
  }

  private run(...args: readonly string[]): string {
    return execFileSync("terraform", args, {
      cwd: this.folder,
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_ENDPOINT_URL: this.standIn.url,
        CHECKPOINT_DISABLE: "1",
      },
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "inherit"],
    });
  }
}

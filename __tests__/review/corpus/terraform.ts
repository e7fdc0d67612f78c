import { execFileSync } from "node:child_process";
import type { Standin } from "../../../src/deploy/standin";

/** Runs Terraform in a folder, against the stand-in. */
export class Terraform {
  constructor(
    readonly folder: string,
    private readonly standin: Standin,
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
        AWS_ENDPOINT_URL: this.standin.url,
        CHECKPOINT_DISABLE: "1",
      },
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "inherit"],
    });
  }
}

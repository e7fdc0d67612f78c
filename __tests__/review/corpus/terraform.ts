import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { standinEnvironment } from "../../../src/deploy/environment";
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
    this.run("apply", "-input=false", "-auto-approve", "-parallelism=40");
    // The second look finds what AWS filled in by itself; a team's state has that, too.
    this.run("apply", "-input=false", "-auto-approve", "-refresh-only");
  }

  plan(...options: readonly string[]): string {
    const file = join(this.folder, "review.plan");
    rmSync(file, { force: true });
    try {
      this.run("plan", "-input=false", `-out=${file}`, ...options);
    } catch (error) {
      // Terraform saves a plan that ended in an error, too, and marks it.
      if (!existsSync(file)) {
        throw error;
      }
    }
    return this.show(file);
  }

  show(file: string): string {
    return this.run("show", "-json", file);
  }

  private run(...args: readonly string[]): string {
    return execFileSync("terraform", args, {
      cwd: this.folder,
      env: standinEnvironment(this.standin.url, this.folder),
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "inherit"],
    });
  }
}

/** A case's name, and how its plan is made. */
export type Case = readonly [name: string, plan: () => string];

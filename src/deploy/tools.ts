import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Exit } from "../command";

/** Terraform, or the program that the CDKTF CLI would run instead. */
export const TERRAFORM = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";

/** Starts the stand-in for AWS. */
export const STANDIN = join(__dirname, "standin");

/** Returns one line per missing program that a local deployment needs. */
export function missingTools(): readonly string[] {
  const terraform = spawnSync(TERRAFORM, ["version"]);
  const python = spawnSync("python3", ["-B", STANDIN, "--check"], { encoding: "utf8" });
  const missing: string[] = [];
  if (terraform.status !== 0) {
    missing.push(`${TERRAFORM} is not on the PATH: https://developer.hashicorp.com/terraform/install`);
  }
  if (python.error !== undefined) {
    missing.push("python3 is not on the PATH: https://www.python.org/downloads");
  } else if (python.status !== 0) {
    missing.push(python.stderr.trim());
  }
  return missing;
}

/** @throws Exit with the code 3 if a program is missing */
export function requireTools(): void {
  const missing = missingTools();
  if (missing.length > 0) {
    throw new Exit(3, missing.join("\n"));
  }
}

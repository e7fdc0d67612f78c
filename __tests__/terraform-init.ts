import { spawnSync } from "node:child_process";
import { providerMirror } from "../src/deploy/provider-mirror";

/** Terraform waits for a registry that does not answer. */
const LONGEST_MILLISECONDS = 120_000;

/** Initializes Terraform in a folder. Returns what is wrong, in Terraform's own words; undefined if it succeeds. */
export function terraformInit(folder: string, environment: NodeJS.ProcessEnv = {}): string | undefined {
  const { status, error, stdout, stderr } = spawnSync(
    "terraform",
    ["init", "-backend=false", "-input=false", "-no-color"],
    {
      cwd: folder,
      encoding: "utf8",
      timeout: LONGEST_MILLISECONDS,
      env: { ...process.env, ...providerMirror(), CHECKPOINT_DISABLE: "1", ...environment },
    },
  );
  if (status === 0) {
    return undefined;
  }
  return error === undefined
    ? `Terraform cannot install the AWS provider:\n${stdout}${stderr}`
    : `Terraform cannot be run: ${error.message}`;
}

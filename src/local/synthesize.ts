import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { StackError } from "./stack/stack-error";

/**
 * Builds and synthesizes the project, as `npm run synth` does, without the CDKTF command line.
 *
 * @param project - the folder with cdktf.json
 * @returns the path of the stack's `cdk.tf.json`
 * @throws StackError with what the build or the app says
 */
export async function synthesize(project: string): Promise<string> {
  const { context } = JSON.parse(await readFile(join(project, "cdktf.json"), "utf8"));
  await run(project, join("src", "build", "build.js"), {});
  await run(project, join("dist", "main.js"), { CDKTF_CONTEXT_JSON: JSON.stringify(context) });
  const manifest = JSON.parse(await readFile(join(project, "cdktf.out", "manifest.json"), "utf8"));
  const [stack] = Object.values<{ synthesizedStackPath: string }>(manifest.stacks);
  if (stack === undefined) {
    throw new StackError("the project synthesized no stack");
  }
  return join(project, "cdktf.out", stack.synthesizedStackPath);
}

function run(project: string, script: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn(process.execPath, [script], {
    cwd: project,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new StackError(said.trim() || `${script} ended with ${code}`)),
    );
  });
}

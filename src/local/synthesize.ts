import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { StackError } from "./stack/stack-error";

/**
 * Synthesizes the built project, as `npm run synth` does, without the CDKTF command line.
 *
 * @param project - the folder with cdktf.json
 * @returns the path of the stack's `cdk.tf.json`
 * @throws StackError with what the app says
 */
export async function synthesize(project: string): Promise<string> {
  const app = spawn(process.execPath, [join("dist", "main.js")], {
    cwd: project,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [said, [code]] = await Promise.all([text(app.stderr), once(app, "close")]);
  if (code !== 0) {
    throw new StackError(said.trim() || `the app ended with ${code}`);
  }
  const manifest = JSON.parse(await readFile(join(project, "cdktf.out", "manifest.json"), "utf8"));
  const [stack] = Object.values<{ synthesizedStackPath: string }>(manifest.stacks);
  if (stack === undefined) {
    throw new StackError("the project synthesized no stack");
  }
  return join(project, "cdktf.out", stack.synthesizedStackPath);
}

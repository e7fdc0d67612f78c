import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { synthesizedStack } from "../terraform";
import { StackError } from "./stack/stack-error";

/**
 * Synthesizes the built project, as `npm run synth` does, without the CDKTF command line.
 *
 * @param project - the folder with cdktf.json
 * @param output - a separate folder, because a plan may use cdktf.out
 * @returns the path of the stack's `cdk.tf.json`
 * @throws StackError with the app's message
 */
export async function synthesize(project: string, output: string): Promise<string> {
  const app = spawn(process.execPath, [join("dist", "main.js")], {
    cwd: project,
    env: { ...process.env, CDKTF_OUTDIR: output },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [said, [code]] = await Promise.all([text(app.stderr), once(app, "close")]);
  if (code !== 0) {
    throw new StackError(said.trim() || `the app exited with ${code}`);
  }
  return synthesizedStack(output).file;
}

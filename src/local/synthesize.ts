import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { synthesizedStack } from "../terraform";
import { StackError } from "./stack/stack-error";

/**
 * Synthesizes the built project, as `npm run synth` does, without the CDKTF command line.
 *
 * @param project - the folder with cdktf.json
 * @param output - a separate folder, because a plan may use cdktf.out
 * @param defaults - settings for those that cdktf.json lacks. @default - the app's own
 * @returns the path of the stack's `cdk.tf.json`
 * @throws StackError with the app's message
 */
export async function synthesize(project: string, output: string, defaults?: object): Promise<string> {
  const context = defaults === undefined ? {} : await contextWith(project, defaults);
  const app = spawn(process.execPath, [join("dist", "main.js")], {
    cwd: project,
    env: { ...process.env, ...context, CDKTF_OUTDIR: output },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [said, [code]] = await Promise.all([text(app.stderr), once(app, "close")]);
  if (code !== 0) {
    throw new StackError(said.trim() || `the app exited with ${code}`);
  }
  return synthesizedStack(output).file;
}

/** Returns the context of cdktf.json, with defaults for the settings of the deployment, as the CDKTF command line passes it. */
async function contextWith(project: string, defaults: object): Promise<NodeJS.ProcessEnv> {
  const key = process.env["GLOBAL_API_CONTEXT"] || "globalApi";
  const { context } = JSON.parse(await readFile(join(project, "cdktf.json"), "utf8"));
  return {
    CDKTF_CONTEXT_JSON: JSON.stringify({ ...context, [key]: { ...defaults, ...context?.[key] } }),
  };
}

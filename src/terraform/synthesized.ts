import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { decodeText, TerraformFormatError } from "./json";
import { readTerraform } from "./read";
import type { Terraform } from "./resource";

const manifest = z.object({
  stacks: z.record(z.string(), z.object({ workingDirectory: z.string(), synthesizedStackPath: z.string() })),
});

/** A stack that CDKTF synthesized. */
export interface SynthesizedStack {
  /** Where Terraform runs. */
  readonly folder: string;
  /** The path of its `cdk.tf.json`. */
  readonly file: string;
}

/**
 * Reads a file: a configuration in JSON, or what `terraform show -json` prints of a plan or a state.
 *
 * @throws TerraformFormatError that names the file
 */
export function readTerraformFile(file: string): Terraform {
  try {
    return readTerraform(readText(file));
  } catch (error) {
    throw new TerraformFormatError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Reads the text of such a file.
 *
 * @throws TerraformFormatError if the file does not exist
 */
export function readText(file: string): string {
  if (!existsSync(file)) {
    throw new TerraformFormatError("no such file; `npm run synth` writes the stack's cdk.tf.json");
  }
  return decodeText(readFileSync(file));
}

/** CDKTF's output folder. */
export function outputFolder(): string {
  return process.env["CDKTF_OUTDIR"] ?? "cdktf.out";
}

/**
 * Finds the stack that was synthesized last.
 *
 * @throws TerraformFormatError if nothing was synthesized, or several stacks were
 */
export function synthesizedStack(output = outputFolder()): SynthesizedStack {
  const file = join(output, "manifest.json");
  if (!existsSync(file)) {
    throw new TerraformFormatError(`${file} does not exist: run \`npm run synth\``);
  }
  const [stack, ...others] = Object.values(readManifest(file).stacks);
  if (stack === undefined || others.length > 0) {
    throw new TerraformFormatError(
      `${file}: expected one stack, found ${stack === undefined ? 0 : others.length + 1}`,
    );
  }
  return { folder: join(output, stack.workingDirectory), file: join(output, stack.synthesizedStackPath) };
}

function readManifest(file: string): z.infer<typeof manifest> {
  try {
    return manifest.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new TerraformFormatError(`${file} is not a manifest of CDKTF: run \`npm run synth\``);
  }
}

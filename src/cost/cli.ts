import { readFileSync } from "node:fs";
import { readTerraform, synthesizedStack } from "../terraform";
import { costAtRest, costTable, tracingSentence } from ".";

/** `npm run cost [-- FILE]`: the monthly cost at rest of a stack, by default of the synthesized one. */
try {
  const [file = synthesizedStack().file, ...others] = process.argv.slice(2);
  if (others.length > 0) {
    throw new Error("expected one file: a cdk.tf.json, or the output of `terraform show -json`");
  }
  const stack = readTerraform(readFileSync(file, "utf8"));
  process.stdout.write(`${costTable(costAtRest(stack))}\n\n${tracingSentence(stack)}\n`);
} catch (error) {
  process.stderr.write(`cost: ${error instanceof Error ? error.message.split("\n", 1)[0] : String(error)}\n`);
  process.exitCode = 1;
}

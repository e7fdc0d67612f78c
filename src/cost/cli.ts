import { parseArgs } from "node:util";
import { readTerraformFile, synthesizedStack } from "../terraform";
import { costAtRest, costTable, tracingSentence } from "./cost";

const HELP = `Prints the monthly cost at rest of a stack.

Usage: npm run cost -- [file]

  file    a cdk.tf.json, or the output of \`terraform show -json\`. Default: the synthesized stack
  --help`;

try {
  main();
} catch (error) {
  process.stderr.write(`cost: ${error instanceof Error ? error.message.split("\n", 1)[0] : String(error)}\n`);
  process.exitCode = 1;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean", default: false } },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const [file = synthesizedStack().file, ...others] = positionals;
  if (others.length > 0) {
    throw new Error("expected one file: a cdk.tf.json, or the output of `terraform show -json`");
  }
  const stack = readTerraformFile(file);
  process.stdout.write(`${costTable(costAtRest(stack))}\n\n${tracingSentence(stack)}\n`);
}

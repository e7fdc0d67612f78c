import { runCommand } from "../command";
import { readTerraformFile, synthesizedStack } from "../terraform";
import { costAtRest, costTable, tracingSentence } from "./cost";

const HELP = `Prints the monthly cost at rest of a stack.

Usage: npm run cost -- [file]

  file    a cdk.tf.json, or the output of \`terraform show -json\`. Default: the synthesized stack. A plan lacks the
          custom metrics that only new dashboards show
  --help`;

runCommand({
  name: "cost",
  help: HELP,
  config: { allowPositionals: true },
  most: 1,
  run({ positionals: [file = synthesizedStack().file] }) {
    const stack = readTerraformFile(file);
    console.log(`${costTable(costAtRest(stack))}\n\n${tracingSentence(stack)}`);
  },
});

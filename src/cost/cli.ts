import { readFileSync } from "node:fs";
import { readTerraform } from "../terraform";
import { costAtRest, costTable } from ".";

/** `npm run cost -- <cdk.tf.json>`: what the stack costs in a month at rest. */
try {
  const [file, ...others] = process.argv.slice(2);
  if (file === undefined || others.length > 0) {
    throw new Error("name one file: a cdk.tf.json, or what `terraform show -json` prints");
  }
  process.stdout.write(`${costTable(costAtRest(readTerraform(readFileSync(file, "utf8"))))}\n`);
} catch (error) {
  process.stderr.write(`cost: ${error instanceof Error ? error.message.split("\n", 1)[0] : String(error)}\n`);
  process.exitCode = 1;
}

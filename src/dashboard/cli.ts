import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { service } from "#service";
import { outputFolder, readTerraformFile, synthesizedStack } from "../terraform";
import { drawDashboard } from "./picture";
import { dashboardIn, sampleDayOf } from "./stack";

const HELP = `Draws a CloudWatch dashboard with sample data of a day on which a region fails.

Usage: npm run generate picture -- [options] [cdk.tf.json]

  cdk.tf.json        Default: the synthesized stack
  --dashboard NAME   the resource to draw. Default: dashboards_global
  --fails REGION     Default: us-east-1
  --out FILE         Default: dashboard.svg in cdktf.out
  --help`;

try {
  main();
} catch (error) {
  process.stderr.write(
    `picture: ${error instanceof Error ? error.message.split("\n", 1)[0] : String(error)}\n`,
  );
  process.exitCode = 1;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      dashboard: { type: "string", default: "dashboards_global" },
      fails: { type: "string", default: "us-east-1" },
      out: { type: "string", default: join(outputFolder(), "dashboard.svg") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const [file = synthesizedStack().file, ...others] = positionals;
  if (others.length > 0) {
    throw new Error("expected one file");
  }
  const stack = readTerraformFile(file);
  const day = sampleDayOf(stack, values.fails, service.sampleMetrics);
  writeFileSync(values.out, drawDashboard(dashboardIn(stack, values.dashboard), day));
  process.stdout.write(`${values.out}\n`);
}

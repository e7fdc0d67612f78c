import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { service } from "#service";
import { runCommand } from "../command";
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

runCommand({
  name: "picture",
  help: HELP,
  config: {
    allowPositionals: true,
    options: {
      dashboard: { type: "string", default: "dashboards_global" },
      fails: { type: "string", default: "us-east-1" },
      out: { type: "string", default: join(outputFolder(), "dashboard.svg") },
    },
  },
  most: 1,
  run({ values: { dashboard, fails, out }, positionals: [file = synthesizedStack().file] }) {
    const stack = readTerraformFile(file);
    const day = sampleDayOf(stack, fails, service.sampleMetrics);
    writeFileSync(out, drawDashboard(dashboardIn(stack, dashboard), day));
    console.log(out);
  },
});

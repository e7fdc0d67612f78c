import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readTerraform, type Terraform } from "../terraform";
import { DashboardError, drawDashboard, readDashboard, SampleDay } from ".";

const HELP = `A CloudWatch dashboard as a picture, with sample data.

Usage: npm run picture -- [options] <cdk.tf.json>

  --dashboard NAME   the resource to draw; by default dashboards_global
  --fails REGION     by default us-east-1
  --out FILE         by default docs/dashboard.svg
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
      out: { type: "string", default: "docs/dashboard.svg" },
      help: { type: "boolean", default: false },
    },
  });
  const [file] = positionals;
  if (values.help || file === undefined) {
    process.stdout.write(`${HELP}\n`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const stack = readTerraform(readFileSync(file, "utf8"));
  writeFileSync(
    values.out,
    drawDashboard(dashboardIn(stack, values.dashboard), new SampleDay(regionsOf(stack), values.fails)),
  );
  process.stdout.write(`${values.out}\n`);
}

function dashboardIn(stack: Terraform, name: string) {
  // What is known only after an apply, such as a health check's id, stands as it is written.
  const body = stack.resources.get(`aws_cloudwatch_dashboard.${name}`)?.attributes.text("dashboard_body");
  if (body === undefined) {
    const there = [...stack.resources.values()].filter(({ type }) => type === "aws_cloudwatch_dashboard");
    throw new DashboardError(
      `there is no dashboard ${name}; there are ${there.map((dashboard) => dashboard.name).join(", ")}`,
    );
  }
  return readDashboard(String(body));
}

/** The regions that answer. */
function regionsOf(stack: Terraform): string[] {
  const stages = [...stack.resources.values()].filter(({ type }) => type === "aws_api_gateway_stage");
  return [...new Set(stages.flatMap(({ region }) => region ?? []))];
}

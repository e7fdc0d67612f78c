import { costAtRest } from "../../src/cost/cost";
import { readTerraformFile, type Terraform } from "../../src/terraform";
import { SMALL } from "./orders-stack";
import { synthesizedOrders } from "./synthesized";

/** What each part of an API is, in the words of the README. */
const PARTS: Readonly<Record<keyof typeof SMALL, string>> = {
  webAcl: "rate rules per address and AWS's managed rules",
  alarms: "burn-rate alarms, one page per outage, a topic per region",
  dashboards: "one for all regions, one per region",
  savedQueries: "queries for Logs Insights",
  tracing: "X-Ray, sampled",
  evacuation: "moves a region's users with one command",
};

const SHIFTED = "CodeDeploy moves requests to new versions in steps; needs `alarms`";

interface Size {
  readonly resources: number;
  readonly cost: number;
}

/** Returns a Markdown table: the smallest API, and what each part adds in resources and cost. */
export function partsTable(bundle: string): string {
  const small = read(bundle, SMALL);
  const row = (part: string, what: string, smaller: Size, larger: Size) =>
    `| \`${part}\` | ${what} | +${larger.resources - smaller.resources} | +${dollars(larger.cost - smaller.cost)} |`;
  const rows = Object.entries(PARTS).map(([part, what]) => {
    const { [part]: _, ...others }: Readonly<Record<string, false>> = SMALL;
    return row(part, what, small, read(bundle, others));
  });
  const { alarms: _, ...watched } = SMALL;
  const shifted = read(bundle, { ...watched, rollout: { type: "canary" } });
  rows.push(row('rollout: { type: "canary" }', SHIFTED, read(bundle, watched), shifted));
  return [
    "| part | | resources | per month |",
    "| --- | --- | ---: | ---: |",
    `| the smallest API | two regions, a function, a table, routing, health checks | ${small.resources} | ${dollars(small.cost)} |`,
    ...rows,
  ].join("\n");
}

function read(bundle: string, parts: object): Size {
  const stack = readTerraformFile(synthesizedOrders({ ...parts, bundle }));
  return { resources: managed(stack), cost: costAtRest(stack).reduce((sum, line) => sum + line.dollars, 0) };
}

function managed({ resources }: Terraform): number {
  return [...resources.values()].filter(({ mode }) => mode === "managed").length;
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

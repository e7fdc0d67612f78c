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
  evacuation: "moves a region's users at one command",
};

/** Returns a Markdown table: the smallest API, and what each part adds in resources and cost. */
export function partsTable(bundle: string): string {
  const small = read(bundle, SMALL);
  const rows = Object.entries(PARTS).map(([part, what]) => {
    const { [part]: _, ...others }: Readonly<Record<string, false>> = SMALL;
    const larger = read(bundle, others);
    const resources = larger.resources - small.resources;
    return `| \`${part}\` | ${what} | +${resources} | +${dollars(larger.cost - small.cost)} |`;
  });
  return [
    "| part | | resources | per month |",
    "| --- | --- | ---: | ---: |",
    `| the smallest API | two regions, a function, a table, routing, health checks | ${small.resources} | ${dollars(small.cost)} |`,
    ...rows,
  ].join("\n");
}

function read(bundle: string, parts: object) {
  const stack = readTerraformFile(synthesizedOrders({ ...parts, bundle }));
  return { resources: managed(stack), cost: costAtRest(stack).reduce((sum, line) => sum + line.dollars, 0) };
}

function managed({ resources }: Terraform): number {
  return [...resources.values()].filter(({ mode }) => mode === "managed").length;
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

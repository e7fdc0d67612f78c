import type { Terraform } from "../terraform";
import { type CostLine, tracingPerMillion } from "./cost";

/** Returns the lines as a Markdown table with their sum. */
export function costTable(lines: readonly CostLine[]): string {
  const total = lines.reduce((sum, { dollars }) => sum + dollars, 0);
  return [
    "| line | quantity | $ per month |",
    "| --- | ---: | ---: |",
    ...lines.map(({ what, quantity, dollars }) => `| ${what} | ${quantity} | ${dollars.toFixed(2)} |`),
    `| **total** | | **${total.toFixed(2)}** |`,
  ].join("\n");
}

/** Returns a sentence with the X-Ray cost of a quiet API and of busier ones. */
export function tracingSentence(stack: Terraform): string {
  const [quiet, busier, busy] = [1, 10, 100].map((rate) => `$${tracingPerMillion(stack, rate).toFixed(2)}`);
  return `X-Ray adds ${quiet} per million requests in a region that gets one request per second or fewer, ${busier} at 10 requests per second, and ${busy} at 100.`;
}

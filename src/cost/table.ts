import type { CostLine } from "./cost";

/** The lines as a Markdown table, with their sum. */
export function costTable(lines: readonly CostLine[]): string {
  const total = lines.reduce((sum, { dollars }) => sum + dollars, 0);
  return [
    "| line | quantity | $ a month |",
    "| --- | ---: | ---: |",
    ...lines.map(({ what, quantity, dollars }) => `| ${what} | ${quantity} | ${dollars.toFixed(2)} |`),
    `| **total** | | **${total.toFixed(2)}** |`,
  ].join("\n");
}

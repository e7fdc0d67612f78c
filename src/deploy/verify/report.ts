import type { Entries } from "./journal";

/** What only AWS can decide: everywhere else it is emulated. */
const DECIDED_BY_AWS =
  "AWS alone decides whether it accepts every property, how long certificates, replicas and health checks take, which addresses Route 53 considers near, and whether an alarm's e-mail arrives.";

/** The report as Markdown: each claim, whether it held, and what was measured. */
export function report({ name, accountId, configuration, findings, deployed }: Entries): string {
  const count = (verdict: string) => findings.filter((finding) => finding.verdict === verdict).length;
  return [
    `# Verification ${name}`,
    "",
    `Account ${accountId}, ${String(configuration["domainName"])}: ${count("held")} claims held, ${count("not held")} did not, ${count("not checked")} could not be checked.`,
    "",
    "| claim | verdict | measured |",
    "| --- | --- | --- |",
    ...findings.map(({ claim, verdict, measured }) => `| ${claim} | ${verdict} | ${cell(measured)} |`),
    "",
    DECIDED_BY_AWS,
    ...(deployed ? ["", `**Resources may be left.** Run \`npm run verify:aws -- --destroy ${name}\`.`] : []),
    "",
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

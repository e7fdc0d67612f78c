import type { Entries } from "./journal";

/** The facts that only AWS can confirm. */
const DECIDED_BY_AWS =
  "Only a deployment to AWS shows whether it accepts every property, how long certificates, replicas and health checks take, which region is nearest for Route 53, and whether an alarm's email arrives.";

/** Returns the report as Markdown: each claim, whether it held, and the measurements. */
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
    ...(deployed ? ["", `**Resources may remain.** Run \`npm run verify:aws -- --destroy ${name}\`.`] : []),
    "",
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

import { PLACES } from "./places";
import type { Proof, RoutingProof } from "./prove";
import type { Recovery } from "./recovery";
import type { Outcome } from "./simulate";

/** Up to this many sites, every failure has its row; above, only single ones and the failure of all. */
const MOST_SITES_IN_FULL = 3;
/** Cases that are printed of a broken proof. */
const MOST_CASES = 3;

const MARKS: Readonly<Record<Proof["verdict"], string>> = { holds: "✓", broken: "✗", "not stated": "·" };

/** For people. */
export function render(proof: RoutingProof, everyFailure: boolean): string {
  const { name, zone, simulation, intent, findings } = proof;
  const { sites, types, outcomes, failures, exhaustive } = simulation;
  return [
    `${name} in ${zone}, answered by ${sites.join(", ")}`,
    "",
    answers(proof, everyFailure),
    "",
    "Distance stands for latency: Route 53 does not publish its own measurements.",
    ...(intent === undefined
      ? ['The stack does not state its rules (outputs "url" and "failover"): those proofs are left out.']
      : []),
    "",
    `${failures.length} ${exhaustive ? "failures, every one there is" : "failures, not every one there is"}` +
      ` × ${PLACES.length} places × ${types.join(" and ")} = ${outcomes.length} answers`,
    ...proof.proofs.flatMap(renderProof),
    "",
    table([["failed", "seconds until its users have left", ""], ...proof.recoveries.map(renderRecovery)]),
    ...(findings.length === 0 ? [] : ["", "Findings"]),
    ...findings.map(({ severity, kind, message }) => `  ${severity} ${kind}: ${message}`),
  ].join("\n");
}

function renderProof({ claim, verdict, broken }: Proof): readonly string[] {
  const more = broken.length - MOST_CASES;
  return [
    `  ${MARKS[verdict]} ${claim}${verdict === "not stated" ? " (not stated)" : ""}`,
    ...broken.slice(0, MOST_CASES).map((one) => `      ${one}`),
    ...(more > 0 ? [`      and ${more} more`] : []),
  ];
}

function renderRecovery({ site, detection, ttlSeconds }: Recovery): readonly string[] {
  switch (detection.by) {
    case "nothing":
      return [site, "never", "no other answers for its users"];
    case "load balancer":
      return [site, "?", `its load balancer decides when it failed, then ${ttlSeconds} of TTL`];
    case "health checks": {
      const { seconds, hangingSeconds } = detection;
      const hanging = `up to ${hangingSeconds} more if it accepts requests and hangs`;
      return [
        site,
        String(seconds + ttlSeconds),
        `${seconds} until its checks fail + ${ttlSeconds} of TTL; ${hanging}`,
      ];
    }
  }
}

/** A row for each failure, a column for the users of each region. */
function answers({ simulation }: RoutingProof, everyFailure: boolean): string {
  const { sites, failures, outcomes, types } = simulation;
  const [type] = types;
  const shown = failures.filter(
    ({ size }) => everyFailure || sites.length <= MOST_SITES_IN_FULL || size <= 1 || size === sites.length,
  );
  const asked = outcomes.filter((outcome) => outcome.type === type);
  const homes = new Map(
    asked.filter(({ failed }) => failed.size === 0).map(({ place, sites: home }) => [place, home.join("+")]),
  );
  const groups = [...new Set(homes.values())].sort();
  const header = groups.map((home) => {
    const users = [...homes.values()].filter((one) => one === home).length;
    return `users of ${home || "nobody"} (${users} places)`;
  });
  const rows = shown.map((failed) => {
    const cases = asked.filter((outcome) => outcome.failed === failed);
    const cells = groups.map((home) => cell(cases.filter(({ place }) => homes.get(place) === home)));
    const label = failed.size === sites.length && failed.size > 1 ? "all" : [...failed].join(", ");
    return [label || "nothing", ...cells];
  });
  return table([["failed", ...header], ...rows]);
}

/** Who answers these clients, with how many of them if they differ. */
function cell(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { sites, failed } of outcomes) {
    const answer = sites.map((site) => (failed.has(site) ? `${site} (failed)` : site)).join(" + ");
    counts.set(answer || "no answer", (counts.get(answer || "no answer") ?? 0) + 1);
  }
  const parts = [...counts].sort(([, a], [, b]) => b - a);
  return parts.length === 1
    ? (parts[0]?.[0] ?? "")
    : parts.map(([answer, count]) => `${answer} ${count}`).join(", ");
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}

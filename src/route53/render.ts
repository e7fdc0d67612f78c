import type { Proof, RoutingProof } from "./claims";
import type { EvacuationFigures } from "./evacuation";
import type { Finding } from "./finding";
import type { Recovery } from "./recovery";
import type { Routes } from "./routes";
import { type Outcome, type Simulation, siteFailed } from "./simulate";

/** Up to this many sites, every failure has a row; beyond, only single failures and the failure of all sites. */
const MOST_SITES_IN_FULL = 3;
/** More groups of users than this are rows, not columns. */
const MOST_COLUMNS = 4;
/** The number of cases per broken proof, and of answers per cell. */
const MOST_CASES = 3;

const LEAVING = ["seconds until its users have left", ""];

const MARKS: Readonly<Record<Proof["verdict"], string>> = {
  holds: "✓",
  broken: "✗",
  "not judged": "·",
  unknown: "?",
};

/** Renders a section per name, then the findings of each zone. */
export function render(
  { routes, found, unstated, unread }: Routes,
  everyFailure: boolean,
): readonly string[] {
  return [
    ...(routes.length === 0 ? [`No name could be judged${unread}.`] : []),
    ...routes.map(({ proof }) => renderName(proof, everyFailure)),
    ...(unstated === undefined || routes.length === 0
      ? []
      : [`Rules are not stated (${unstated}): give them as outputs or with --rules.`]),
    ...(unread === "" ? [] : [`Not everything was judged${unread}.`]),
    ...[...found].flatMap(([zone, findings]) =>
      findings.length === 0 ? [] : [[`Findings in ${zone}`, ...findings.map(renderFinding)].join("\n")],
    ),
  ];
}

function renderFinding({ severity, kind, message }: Finding): string {
  return `  ${severity} ${kind}: ${message}`;
}

function renderName(proof: RoutingProof, everyFailure: boolean): string {
  const { name, zone, simulation } = proof;
  const { sites, types, outcomes, failures, exhaustive, clients, uncertain } = simulation;
  const unsure = [...uncertain].map((place) => place.name).join(", ");
  const sets = exhaustive
    ? "failures, all possible ones"
    : "failures (sets of up to two regions, and sets that leave up to two)";
  return [
    ...wrapped(`${name} in ${zone}, answered by ${sites.join(", ")}`),
    "",
    answers(simulation, everyFailure),
    "",
    "Distance approximates latency: AWS does not publish its measurements.",
    ...(unsure === "" ? [] : wrapped(`~ near the border between two regions: ${unsure}`)),
    "",
    `${failures.length} ${sets} × ${clients.length} places × ${types.join(" and ")} = ${outcomes.length} answers`,
    ...proof.proofs.flatMap(renderProof),
    "",
    table([["failed", ...LEAVING], ...proof.recoveries.map(renderRecovery)]),
    ...(proof.evacuations.length === 0
      ? []
      : [
          "",
          table([["evacuated", ...LEAVING], ...proof.evacuations.map(renderEvacuation)]),
          "  A region that works returns if every region with one of its markers fails.",
        ]),
  ].join("\n");
}

function renderProof({ claim, verdict, broken, causes = [] }: Proof): readonly string[] {
  const more = broken.length - MOST_CASES;
  const note = verdict === "holds" || verdict === "broken" ? "" : ` (${verdict})`;
  return [
    `  ${MARKS[verdict]} ${claim}${note}`,
    ...broken.slice(0, MOST_CASES).map((one) => `      ${one}`),
    ...(more > 0 ? [`      and ${more} more`] : []),
    ...causes.map((one) => `      because ${one}`),
  ];
}

function renderRecovery({ site, detection, ttlSeconds }: Recovery): readonly string[] {
  switch (detection.by) {
    case "nothing":
      return [site, "never", "its users are never sent elsewhere"];
    case "standby":
      return [site, "-", "answers only while others fail"];
    case "load balancer":
      return [site, "?", `its load balancer detects the failure, then ${ttlSeconds} of TTL`];
    case "unknown":
      return [site, "?", detection.why];
    case "health checks": {
      const { seconds, hangingSeconds } = detection;
      const hanging = hangingSeconds === 0 ? "" : `; up to ${hangingSeconds} more if it hangs`;
      const parts = `${seconds} until its checks fail + ${ttlSeconds} of TTL${hanging}`;
      return [site, String(seconds + ttlSeconds), parts];
    }
  }
}

function renderEvacuation(figures: EvacuationFigures): readonly string[] {
  const { region, markedIn, checkSeconds, ttlSeconds, allowanceSeconds, seconds } = figures;
  const parts = `${checkSeconds} of checks + ${ttlSeconds} of TTL + ${allowanceSeconds} allowed`;
  return [region, String(seconds), `${parts}; marked in ${markedIn.join(", ")}`];
}

/** Renders a row per failure and a column per region's users; with many regions, a row per region. */
function answers(simulation: Simulation, everyFailure: boolean): string {
  const { sites, regions, failures, outcomes, types, uncertain } = simulation;
  const isShort = everyFailure || sites.length <= MOST_SITES_IN_FULL;
  const shown = failures.filter(({ size }) => isShort || size <= 1 || size === regions.length);
  const asked = outcomes.filter(({ type }) => type === types[0]);
  const usual = asked.filter(({ failed }) => failed.size === 0);
  const homes = new Map(usual.map(({ place, sites: home }) => [place, home.join("+")]));
  const groups = [...new Set(homes.values())].sort();
  const isAll = ({ size }: ReadonlySet<string>) => size === regions.length && size > 1;
  const label = (failed: ReadonlySet<string>) =>
    isAll(failed) ? "all" : [...failed].join(", ") || "nothing";
  const users = (home: string) => {
    const places = [...homes.keys()].filter((place) => homes.get(place) === home);
    const unsure = places.filter((place) => uncertain.has(place)).length;
    const count = `${places.length} place${places.length === 1 ? "" : "s"}`;
    return `${home || "nothing"} (${count}${unsure > 0 ? `, ~${unsure}` : ""})`;
  };
  const answer = (failed: ReadonlySet<string>, home: string) =>
    cell(
      simulation,
      asked.filter((one) => one.failed === failed && homes.get(one.place) === home),
    );
  if (groups.length <= MOST_COLUMNS) {
    return table([
      ["failed", ...groups.map((home) => `users of ${users(home)}`)],
      ...shown.map((failed) => [label(failed), ...groups.map((home) => answer(failed, home))]),
    ]);
  }
  const rows = groups.map((home) => [
    users(home),
    ...[shown.find((failed) => failed.size === 1 && failed.has(home)), shown.find(isAll)].map((failed) =>
      failed === undefined ? "" : answer(failed, home),
    ),
  ]);
  const moves = shown.flatMap((failed) =>
    groups
      .filter((home) => failed.size > 0 && !isAll(failed) && !(failed.size === 1 && failed.has(home)))
      .filter((home) => answer(failed, home) !== home)
      .map((home) => `  ${label(failed)} failed: users of ${home} are answered by ${answer(failed, home)}`),
  );
  return [table([["users of", "when it fails", "when all fail"], ...rows]), ...moves].join("\n");
}

/** Renders the answers to a group of clients, with the number of places if they differ. */
function cell(simulation: Simulation, outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { sites, failed } of outcomes) {
    const named = sites.map((site) => (siteFailed(simulation, failed, site) ? `${site} (failed)` : site));
    const answer = named.join(" + ") || "no answer";
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  const parts = [...counts].sort(([, a], [, b]) => b - a);
  const [only] = parts.length === 1 ? parts : [];
  const shown = parts.slice(0, MOST_CASES).map(([answer, count]) => `${answer} ${count}`);
  const more = parts.length - MOST_CASES;
  return only?.[0] ?? [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** Splits a text into lines of up to 100 characters. */
function wrapped(text: string): readonly string[] {
  return text.match(/.{1,100}(?:\s|$)/g)?.map((line) => line.trimEnd()) ?? [];
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}

import { shareOf } from "./comparison";
import type { RegionState, RegionStatus, RolloutEvent } from "./event";
import type { Finding } from "./measure";
import type { Count, FailedRequests } from "./ports";

/** Returns the lines for people about one event of a rollout. */
export function linesOf(event: RolloutEvent): readonly string[] {
  switch (event.event) {
    case "order":
      return [`Order: ${event.regions.join(", ")} (${event.why})`];
    case "wave":
      return ["", `Wave ${event.wave} of ${event.waves}: ${event.region}`];
    case "shift":
      return [
        `${event.region}: ${event.percent}% of ${event.target}'s requests on version ${event.to} (from ${event.from})`,
      ];
    case "not shifted":
      return [
        `${event.region}: version ${event.version} of ${event.target} was rolled back at ${event.rolledBackAt} and gets no requests; publish a repair, or run npm run apply -- --again`,
      ];
    case "bake":
      return [`${event.region}: ${clock(event.secondsLeft)} left${event.findings.map(ratio).join("")}`];
    case "unwatched":
      return [`${event.region}: could not be watched: ${event.why}; trying again`];
    case "passed":
      return [
        `${event.region}: passed`,
        ...event.findings.filter(({ verdict }) => verdict === "too few").map(few),
      ];
    case "rolling back":
      return [`${event.region}: rolling back, because of`, ...event.evidence.map((line) => `  ${line}`)];
    case "rolled back":
      return [`${event.region}: rolled back within ${event.seconds} s, and verified`, ...requestLines(event)];
    case "rollback failed":
      return [
        `${event.region}: THE ROLLBACK FAILED: ${event.why}`,
        `Move its users away: npm run evacuate -- ${event.region} --reason "a bad version could not be rolled back"`,
        ...requestLines(event),
      ];
    case "end":
      return ["", ...table(event.regions), ...(ADVICE[event.state] ?? [])];
  }
}

function few({ measure, counts }: Finding): string {
  return `  ${measure}: ${counts?.after.total ?? 0} observations are too few to judge`;
}

/** `; 5xx responses 0.1% of 1,204 (before 0.1%, others 0.2%)` */
function ratio({ measure, counts }: Finding): string {
  if (counts === undefined) {
    return "";
  }
  const { after, before, others } = counts;
  const elsewhere = others === undefined ? "" : `, others ${percent(others)}`;
  return `; ${measure} ${percent(after)} of ${after.total.toLocaleString("en-US")} (before ${percent(before)}${elsewhere})`;
}

function percent(count: Count): string {
  return count.total === 0 ? "-" : `${(100 * shareOf(count)).toFixed(1)}%`;
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function requestLines({ requests, link }: FailedRequests): readonly string[] {
  return [
    ...requests.map(({ requestId, message, trace }) =>
      [`  request ${requestId}: ${message}`, ...(trace === undefined ? [] : [trace])].join(" "),
    ),
    ...(link === undefined ? [] : [`  logs: ${link}`]),
  ];
}

/** What is deployed where. */
function table(regions: readonly RegionStatus[]): readonly string[] {
  const rows = [
    ["region", "what", "before", "now", "state"],
    ...regions.flatMap(({ region, state, versions }) =>
      versions.length === 0
        ? [[region, "", "", "", STATES[state]]]
        : versions.map(({ target, before, now }) => [
            ...[region, target, before ?? "", now ?? "unknown", STATES[state]],
          ]),
    ),
  ];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

const STATES: Readonly<Record<RegionState, string>> = {
  waiting: "left alone",
  done: "done",
  "rolled back": "rolled back",
  "rollback failed": "ROLLBACK FAILED",
  held: "not passed",
  interrupted: "interrupted",
  failed: "failed",
};

const ADVICE: Readonly<Partial<Record<RegionState, readonly string[]>>> = {
  interrupted: [
    "Run npm run apply again to continue. A running shift continues in CodeDeploy, which stops it if an alarm goes off.",
  ],
  "rolled back": ["The regions after it were left alone. Merge a repair, or revert the change."],
  held: ["The regions after it were left alone. Run npm run apply again to continue, or revert the change."],
  failed: ["A running shift continues in CodeDeploy. Run npm run apply again."],
};

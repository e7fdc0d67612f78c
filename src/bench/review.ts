import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { largePlan, terraform } from "./large-plan";
import { inRounds, median, nodeProcesses } from "./measure";

const root = join(__dirname, "..", "..");
const RESOURCES = 5_000;
const RUNS = 5;
const REFUSED = 3;

/** The minimum of a summary: parse the plan and list the addresses of each action. */
const SUMMARY = `
const plan = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
const byAction = {};
for (const { address, change } of plan.resource_changes) {
  (byAction[change.actions.join()] ??= []).push(address);
}
console.log(Object.entries(byAction).map(([action, all]) => [action, all.length, ...all].join("\\n")).join("\\n"));
`;

/** Measures the review of a plan that changes thousands of resources, and other programs that read the plan. */
export function reviewRows(): object[] {
  if (spawnSync("terraform", ["version"]).status !== 0) {
    console.log("terraform is not installed: no plan to review");
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const plan = largePlan(folder, RESOURCES);
    const json = join(folder, "bench.json");
    writeFileSync(json, terraform(folder, ["show", "-json", plan]));
    const size = (statSync(json).size / 1e6).toFixed(0);
    const bin = join(root, "src", "review", "bin.js");
    return [
      ...["-no-color", "-json"].map((format) => ({
        what: `terraform show ${format}`,
        milliseconds: timeOf(folder, ["show", format, plan]),
      })),
      ...nodeProcesses(
        [
          { what: `a summary of its ${size} MB`, args: ["-e", SUMMARY, json] },
          ...["markdown", "json"].map((format) => ({
            what: `regionproof review --format ${format}`,
            args: [bin, "review", "--format", format, json],
            status: REFUSED,
          })),
        ],
        RUNS,
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function timeOf(folder: string, args: readonly string[]): number {
  const times = inRounds(`terraform ${args[0]}`, RUNS, () => {
    const start = performance.now();
    terraform(folder, args);
    return performance.now() - start;
  });
  return Math.round(median(times));
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { largePlan, terraform } from "./large-plan";
import { inRounds, median, nodeProcesses } from "./measure";

const root = join(__dirname, "..", "..");
const RESOURCES = 5_000;
const RUNS = 5;
const REFUSED = 3;

/** Measures the review of a plan that changes thousands of resources, and the time in which Terraform prints it as JSON. */
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
    const bin = join(root, "src", "review", "bin.js");
    const reviews = ["markdown", "json"].map((format) => ({
      what: `regionproof review --format ${format}`,
      args: [bin, "review", "--format", format, json],
      status: REFUSED,
    }));
    return [
      { what: "terraform show -json", milliseconds: timeOf(folder, ["show", "-json", plan]) },
      ...nodeProcesses(reviews, RUNS),
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

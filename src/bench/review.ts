import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { largePlan } from "./large-plan";
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
    const { plan, json } = largePlan(folder, RESOURCES);
    const size = (readFileSync(json).length / 1e6).toFixed(0);
    const terraform = (...args: readonly string[]) => ({
      what: `terraform ${args.slice(0, -1).join(" ")}`,
      milliseconds: timeOf(folder, args),
    });
    const bin = join(root, "src", "review", "bin.js");
    return [
      terraform("show", "-no-color", plan),
      terraform("show", "-json", plan),
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
    const start = process.hrtime.bigint();
    const { status, stderr } = spawnSync("terraform", args, {
      cwd: folder,
      env: { ...process.env, CHECKPOINT_DISABLE: "1" },
      maxBuffer: 1 << 30,
    });
    if (status !== 0) {
      throw new Error(`terraform ${args[0]}: ${stderr}`);
    }
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  return Math.round(median(times));
}

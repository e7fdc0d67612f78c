import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ProgressLine } from "../deploy/progress-line";
import { duration } from "../deploy/summary";

/** A Node process with its name in the table. */
export interface NodeProcess {
  readonly what: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The exit code that is expected. @default 0 */
  readonly status?: number;
}

/** The time and memory of a whole process. */
export interface Cost {
  readonly what: string;
  readonly milliseconds: number;
  readonly megabytes: number;
}

/**
 * Returns the median time and peak memory of Node processes, including start and end. They run in turn, so a
 * temporarily slower machine affects all of them.
 */
export function nodeProcesses(processes: readonly NodeProcess[], runs: number): Cost[] {
  const rounds = inRounds(processes.map(({ what }) => what).join(", "), runs, () => processes.map(costOf));
  return processes.map(({ what }, index) => {
    const costs = rounds.flatMap((round) => round[index] ?? []);
    return {
      what,
      milliseconds: Math.round(median(costs.map((cost) => cost.milliseconds))),
      megabytes: Math.round(median(costs.map((cost) => cost.megabytes))),
    };
  });
}

/** Runs rounds of equal length, and estimates the remaining time from the finished rounds. */
export function inRounds<Result>(what: string, count: number, round: () => Result): Result[] {
  const line = new ProgressLine();
  const start = performance.now();
  const results: Result[] = [];
  while (results.length < count) {
    const left = ((performance.now() - start) / results.length) * (count - results.length);
    const estimate = results.length === 0 ? "" : `, about ${duration(left)} left`;
    line.show(`  round ${results.length + 1} of ${count}${estimate}: ${what}`);
    results.push(round());
  }
  line.clear();
  return results;
}

function costOf({ what, args, cwd, env, status = 0 }: NodeProcess): Cost {
  const start = performance.now();
  const ended = spawnSync(process.execPath, ["--require", join(__dirname, "report-memory.js"), ...args], {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 30,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const milliseconds = performance.now() - start;
  if (ended.status !== status) {
    throw new Error(`node ${args.join(" ")}: ${ended.stderr}`);
  }
  return { what, milliseconds, megabytes: Number(ended.output[3]) / 1024 };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

import { spawnSync } from "node:child_process";

/** What a whole process took. */
export interface Cost {
  readonly milliseconds: number;
  readonly megabytes: number;
}

const REPORT = `process.on("exit", () => require("node:fs").writeSync(3, String(process.resourceUsage().maxRSS)))`;

/** The median time and peak memory of a Node process, start and end included, over several runs. */
export function nodeProcess(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly runs?: number;
    /** The exit code that is expected. */
    readonly status?: number;
  } = {},
): Cost {
  const preload = `data:text/javascript,import{createRequire}from"node:module";const require=createRequire("file:///");${REPORT}`;
  const costs = Array.from({ length: options.runs ?? 7 }, () => {
    const start = process.hrtime.bigint();
    const { status, stderr, output } = spawnSync(process.execPath, ["--import", preload, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      encoding: "utf8",
      maxBuffer: 1 << 30,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
    if (status !== (options.status ?? 0)) {
      throw new Error(`node ${args.join(" ")}: ${stderr}`);
    }
    return { milliseconds, megabytes: Number(output[3]) / 1024 };
  });
  return {
    milliseconds: Math.round(median(costs.map((cost) => cost.milliseconds))),
    megabytes: Math.round(median(costs.map((cost) => cost.megabytes))),
  };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

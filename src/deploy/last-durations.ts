import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { duration } from "./summary";

const durations = z.record(z.string(), z.number());

/**
 * The durations of each step in the last run, stored in a file. They predict the remaining time better than the share
 * of completed work, because most of an apply is the provider's waits for a few resources.
 */
export class LastDurations {
  private readonly milliseconds: Record<string, number>;

  constructor(private readonly file: string) {
    this.milliseconds = readDurations(file);
  }

  /** Returns an estimate of the time left in a step, or nothing if the step was never measured. */
  remaining(step: string, elapsedMs: number): string {
    const last = this.milliseconds[step];
    if (last === undefined) {
      return "";
    }
    return elapsedMs < last
      ? `about ${duration(last - elapsedMs)} left, based on the last run`
      : `longer than the last run (${duration(last)})`;
  }

  record(step: string, elapsedMs: number): void {
    this.milliseconds[step] = Math.round(elapsedMs);
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(this.milliseconds));
  }
}

function readDurations(file: string): Record<string, number> {
  try {
    return durations.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // In the first run, or if the file is unusable, there is no estimate.
    return {};
  }
}

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { duration } from "./summary";

const durations = z.record(z.string(), z.number());

/**
 * How long each step took in the last run, kept in a file. It tells more of the time left than the share of the work
 * that is done: most of an apply's time are the provider's own waits for a few resources.
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
      ? `about ${duration(last - elapsedMs)} left, by the last run`
      : `longer than the last run, ${duration(last)}`;
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
    // The first run, or a file that is of no use: there is no estimate then.
    return {};
  }
}

import { fstatSync } from "node:fs";

/** Resolves on a signal, or when the reader of the output ends, as in `npm start | head`. */
export function interruption(): Promise<void> {
  if (isPipe()) {
    process.stdin.resume();
  }
  return new Promise((resolve) => {
    // Handles repeated signals, because npm forwards Ctrl-C to a process that the terminal has already interrupted.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => resolve());
    }
    process.stdout.on("error", () => resolve());
  });
}

/**
 * Resolves when the process that holds the input's pipe closes it or ends. A pipe that is closed already never
 * resolves: CI runners start their steps with one.
 */
export function inputClosed(): Promise<void> {
  return new Promise((resolve) => {
    if (isPipe() && !process.stdin.readableEnded) {
      process.stdin.once("end", () => resolve());
    }
  });
}

function isPipe(): boolean {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isSocket();
  } catch {
    // There is no input at all.
    return false;
  }
}

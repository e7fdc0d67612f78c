import { fstatSync } from "node:fs";
import { createInterface } from "node:readline";

/** Resolves on a signal, or when the reader of the output ends, as in `npm start | head`. */
export function interruption(): Promise<void> {
  return new Promise((resolve) => {
    // Handles repeated signals, because npm forwards Ctrl-C to a process that the terminal has already interrupted.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => resolve());
    }
    process.stdout.on("error", () => resolve());
  });
}

/** Reads the lines of a pipe or a file from now on. Other inputs have none: a terminal has a prompt instead. */
export function inputLines(): AsyncIterable<string> | undefined {
  // The iterator keeps the lines until they are read.
  const iterator = isPiped() ? createInterface({ input: process.stdin })[Symbol.asyncIterator]() : undefined;
  return iterator && { [Symbol.asyncIterator]: () => iterator };
}

/**
 * Carries out the commands of the input, one after another. Resolves when an input without commands ends: the process
 * that held the pipe has closed it or ended. It never resolves after a command, so that the run stays as the commands
 * left it, nor if the input has ended already: CI runners start their steps with a closed pipe.
 */
export async function followInput(
  lines: AsyncIterable<string> | undefined,
  carryOut: (line: string) => Promise<void>,
): Promise<void> {
  let isHeldOpen = lines !== undefined && !process.stdin.readableEnded;
  for await (const line of lines ?? []) {
    if (line.trim() !== "") {
      isHeldOpen = false;
      await carryOut(line.trim());
    }
  }
  if (!isHeldOpen) {
    await new Promise(() => {});
  }
}

function isPiped(): boolean {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isSocket() || input.isFile();
  } catch {
    // There is no input at all.
    return false;
  }
}

import { ConfigurationError } from "../config";

/** Ends a command with a message and an exit code. */
export class Exit extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** Returns a signal that the next Ctrl-C aborts; earlier signals stay as they are. */
export function interruptible(reason: Error = new Exit(130, "Interrupted.")): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.removeAllListeners(name);
    process.on(name, () => controller.abort(reason));
  }
  return controller.signal;
}

/**
 * Runs a command and sets the exit code. Prints one message for an error: the exit code is that of an `Exit`, 2 for an
 * invalid configuration, and 1 otherwise.
 *
 * @param prefix - precedes the message
 */
export function runCommand(work: () => Promise<number>, prefix = ""): void {
  work()
    .catch((error: unknown) => {
      console.error(`${prefix}${messageOf(error)}`);
      if (error instanceof Exit) {
        return error.code;
      }
      return error instanceof ConfigurationError ? 2 : 1;
    })
    .then((code) => {
      process.exitCode = code;
    });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

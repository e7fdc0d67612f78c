import { Exit, UsageError } from "../command";
import { ConfigurationError } from "../config";

/** The exit codes of commands that deploy: 2 for wrong usage or an invalid configuration, otherwise 1. */
export function codeOf(error: unknown): number {
  return error instanceof UsageError || error instanceof ConfigurationError ? 2 : 1;
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

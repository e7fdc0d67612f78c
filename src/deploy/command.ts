import { z } from "zod";
import { Exit, UsageError } from "../command";
import {
  ConfigurationError,
  contextKey,
  loadPlatformConfiguration,
  readContext,
  settingsIn,
} from "../config";
import type { JsonObject } from "../terraform";

/** The exit codes of commands that deploy: 2 for wrong usage or an invalid configuration, otherwise 1. */
export function codeOf(error: unknown): number {
  return error instanceof UsageError || error instanceof ConfigurationError ? 2 : 1;
}

/**
 * Returns the settings of the selected deployment in the `cdktf.json` of a folder.
 *
 * @throws ConfigurationError if they are wrong
 */
export function readSettings(folder: string): JsonObject {
  const key = contextKey();
  const settings = settingsIn(readContext(folder), key);
  loadPlatformConfiguration(settings, key);
  return z.custom<JsonObject>((value) => typeof value === "object").parse(settings);
}

/** Returns a signal that the next Ctrl-C aborts; earlier signals stay as they are. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.removeAllListeners(name);
    process.on(name, () => controller.abort(new Exit(130, "Interrupted.")));
  }
  return controller.signal;
}

import type { Rollback } from "./ports";

const RECORD = /^Rolled back from (\S+) to (\S+) at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/;

/**
 * Returns the description of an alias or a stage after a rollback. It lives in the same region and, if Terraform manages
 * the version, Terraform overwrites both in one call: the record lasts exactly as long as the rollback.
 */
export function recordText({ from, to, at }: Rollback): string {
  return `Rolled back from ${from} to ${to} at ${at}`;
}

/**
 * Reads a description.
 *
 * @param version - the version that serves now; a record of another one has expired
 */
export function readRecord(description: string | undefined, version: string): Rollback | undefined {
  const [, from, to, at] = RECORD.exec(description ?? "") ?? [];
  return from === undefined || to !== version || at === undefined ? undefined : { from, to, at };
}

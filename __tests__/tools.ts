import { spawnSync } from "node:child_process";

/** A proof over many cases tries each of them in CI, and elsewhere, where somebody waits for it, every tenth. */
const ONE_OF = process.env["CI"] ? 1 : 10;

/** How many random cases are tried of so many. */
export function sampleSize(cases: number): number {
  return Math.ceil(cases / ONE_OF);
}

/** Which cases are tried of a list. */
export function sampleOf<Case>(cases: readonly Case[]): Case[] {
  return cases.filter((_, index) => index % ONE_OF === 0);
}

/**
 * `describe` unless something that the tests need is missing. They are then skipped with one sentence that gives the
 * reason, except in CI, where they run and fail.
 */
export function describeUnless(missing: string | undefined): jest.Describe {
  if (missing === undefined || process.env["CI"]) {
    return describe;
  }
  console.warn(`Skipped: ${missing}`);
  return describe.skip;
}

/** `describe` if a program is on the PATH. */
export function describeWith(program: string, args: readonly string[] = ["--version"]): jest.Describe {
  return describeUnless(spawnSync(program, args).status === 0 ? undefined : `${program} is not on the PATH.`);
}

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
 * `describe` where a program is on the PATH. Elsewhere the tests are skipped and say so, except in CI, where they
 * run and fail.
 */
export function describeWith(program: string, args: readonly string[] = ["--version"]): jest.Describe {
  if (process.env["CI"] || spawnSync(program, args).status === 0) {
    return describe;
  }
  console.warn(`${program} is not installed: its tests are skipped`);
  return describe.skip;
}

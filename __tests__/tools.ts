import { spawnSync } from "node:child_process";

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

import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What a program prints if its arguments contain a text. A number is its exit code instead. */
export type Answers = readonly (readonly [contained: string, answer: string | number])[];

/**
 * Runs a job's script with programs that only record their calls.
 *
 * @param folder - an empty folder
 */
export function runScript(
  folder: string,
  script: string,
  programs: Readonly<Record<string, Answers>>,
  env: Readonly<Record<string, string>>,
) {
  for (const [name, answers] of Object.entries(programs)) {
    const lines = answers.map(
      ([contained, answer]) =>
        `  *'${contained}'*) ${typeof answer === "number" ? `exit ${answer}` : `printf '%s' '${answer}'`} ;;`,
    );
    const file = join(folder, name);
    const content = ["#!/bin/bash", `echo "${name} $*" >> "$CALLS"`, 'case "$*" in', ...lines, "esac", ""];
    writeFileSync(file, content.join("\n"));
    chmodSync(file, 0o755);
  }
  const calls = join(folder, "calls");
  writeFileSync(calls, "");
  const { status, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: [folder, process.env["PATH"]].join(delimiter), CALLS: calls, ...env },
  });
  return { status, stderr, calls: readFileSync(calls, "utf8").trim().split("\n") };
}

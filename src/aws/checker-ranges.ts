import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { changes, checkerRangesOf } from "./checker-ranges-update";
import { CHECKER_RANGES } from "./health-checkers";

const SOURCE = "https://ip-ranges.amazonaws.com/ip-ranges.json";
const FILE = join(__dirname, "health-checker-ranges.json");

/** Writes the ranges of AWS's `ip-ranges.json`, from the internet or a file, and prints what changed. */
async function update(source: string = SOURCE): Promise<void> {
  const json: unknown = source.startsWith("https://")
    ? await (await fetch(source)).json()
    : JSON.parse(readFileSync(source, "utf8"));
  const updated = checkerRangesOf(json);
  const lines = changes(CHECKER_RANGES, updated.ranges);
  writeFileSync(FILE, `${JSON.stringify(updated, null, 2)}\n`);
  console.log(
    lines.length === 0
      ? `The ${updated.ranges.length} ranges of Route 53's health checkers are up to date (${updated.published}).`
      : [...lines, `Deploy to let the web ACLs allow these ${updated.ranges.length} ranges.`].join("\n"),
  );
}

update(process.argv[2]).catch((error: unknown) => {
  console.error(`checker-ranges: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});

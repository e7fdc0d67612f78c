import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf, runCommand } from "../command";
import { changes, checkerRangesOf, type PublishedRanges } from "./checker-ranges-update";
import { CHECKER_RANGES } from "./health-checkers";

const SOURCE = "https://ip-ranges.amazonaws.com/ip-ranges.json";
const FILE = join(__dirname, "health-checker-ranges.json");

const HELP = `Writes the ranges of Route 53's health checkers, which the web ACLs allow, and prints what changed.

Usage: npm run generate checker-ranges [-- ip-ranges.json]

  ip-ranges.json   a file or an https:// URL. Default: ${SOURCE}`;

async function read(source: string): Promise<unknown> {
  const isUrl = source.startsWith("https://");
  return JSON.parse(isUrl ? await (await fetch(source)).text() : readFileSync(source, "utf8"));
}

async function update(source: string): Promise<undefined> {
  const json = await read(source).catch((error: unknown) => {
    throw new Error(`${source}: ${messageOf(error)}`);
  });
  const updated = checkerRangesOf(json);
  const lines = changes(CHECKER_RANGES, updated.ranges);
  writeFileSync(FILE, textOf(updated));
  console.log(
    lines.length === 0
      ? `The ${updated.ranges.length} ranges of Route 53's health checkers are up to date (${updated.published}).`
      : [...lines, `Deploy to let the web ACLs allow these ${updated.ranges.length} ranges.`].join("\n"),
  );
}

/** Returns the text of the file: one range per line, so that a changed range is a changed line. */
function textOf({ published, ranges }: PublishedRanges): string {
  const lines = ranges.map(
    ({ range, region }) => `    { "range": ${JSON.stringify(range)}, "region": ${JSON.stringify(region)} }`,
  );
  return `{\n  "published": ${JSON.stringify(published)},\n  "ranges": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

runCommand({
  name: "checker-ranges",
  help: HELP,
  config: { allowPositionals: true },
  most: 1,
  run: ({ positionals: [source = SOURCE] }) => update(source),
});

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { synthStackFile } from "../constructs/synth";
import { SCENARIOS } from "./scenarios";
import { withTable } from "./table";

const PAGE = join(__dirname, "..", "..", "docs", "observability.md");

test("the page on observability has the table of scenarios; `npm run generate alarms` makes it anew", () => {
  const page = readFileSync(PAGE, "utf8");
  const made = withTable(page, synthStackFile);
  if (process.env["npm_lifecycle_event"] === "generate") {
    writeFileSync(PAGE, made);
  }
  expect(readFileSync(PAGE, "utf8")).toBe(made);
  expect(SCENARIOS.length).toBeGreaterThanOrEqual(20);
});

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { synthStackFile } from "../constructs/synth";
import { SCENARIOS } from "./scenarios";
import { withTable } from "./table";

const PAGE = join(__dirname, "..", "..", "docs", "observability.md");

test("docs/observability.md has the table of scenarios, which `npm run generate alarms` updates", () => {
  const page = readFileSync(PAGE, "utf8");
  const made = withTable(page, synthStackFile);
  if (process.env["npm_lifecycle_event"] === "generate") {
    writeFileSync(PAGE, made);
  }
  expect(readFileSync(PAGE, "utf8")).toBe(made);
  expect(SCENARIOS.length).toBeGreaterThanOrEqual(20);
});

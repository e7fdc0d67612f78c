import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../../src/review/rules";
import { readSettings } from "../../src/review/settings";
import { caseNames, planOf, reviewOf } from "../review/corpus/read";

const page = readFileSync(join(__dirname, "..", "..", "docs", "review.md"), "utf8");

test("the table of rules lists each rule with its severity", () => {
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (refuse|person|note) \|/gm)];
  expect(rows.map(([, id, severity]) => [id, severity])).toEqual(
    RULES.map(({ id, severity }) => [id, severity]),
  );
});

const [, example = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];

test("the example settings allow what they describe", () => {
  const plan = planOf("region-never-left");
  expect(reviewOf(plan).verdict).toBe("refuse");
  expect(reviewOf(plan, readSettings(example)).verdict).toBe("person");
});

test("the example settings are valid", () => {
  const settings = readSettings(example);
  expect(settings.severities.length).toBe(3);
  expect(settings.allowances.map(({ rule }) => rule)).toEqual(["no-healthy-answer", "key-destroyed"]);
});

test("it counts the plans of the corpus", () => {
  expect(page).toContain(`[${caseNames.length} plans]`);
});

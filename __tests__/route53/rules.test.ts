import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../../src/aws";
import { FINDING_KINDS } from "../../src/route53";

const tests = readdirSync(__dirname)
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => readFileSync(join(__dirname, file), "utf8"))
  .join("\n");
const page = readFileSync(join(__dirname, "..", "..", "docs", "routing.md"), "utf8");

test.each(Object.keys(RULES))("a test follows the rule %s", (rule) => {
  expect(tests.includes(`"${rule}"`)).toBe(true);
});

test.each(Object.entries(RULES))(
  "the documentation states the rule %s and its page",
  (rule, [statement, source]) => {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${rule}\` |`));
    expect(row).toContain(`| ${statement} |`);
    expect(row).toContain(`](${source})`);
  },
);

test.each(FINDING_KINDS)("the documentation lists the finding %s", (kind) => {
  expect(page).toContain(`| \`${kind}\` |`);
});

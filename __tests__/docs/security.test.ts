import { readFileSync } from "node:fs";
import { join } from "node:path";
import { synthStack } from "../constructs/synth";

const page = readFileSync(join(__dirname, "..", "..", "docs", "security.md"), "utf8");
const stack = synthStack({
  regions: { "us-east-1": { stageCache: { sizeGb: "0.5" } }, "eu-west-1": {} },
  encryption: "customer-keys",
  clients: { names: ["client"] },
  alarmEmails: ["oncall@example.com"],
});

test("the rule sets are reviewed for every resource type that the stack can have", () => {
  const types = new Set(stack.addresses.map((address) => address.split(".")[0] ?? ""));
  expect([...types].filter((type) => !page.includes(`\`${type}\``))).toEqual([]);
});

test("no rule is listed twice", () => {
  const rules = page
    .split("\n")
    .filter((line) => /^\| (CKV|AWS-|W\d|F\d)/.test(line))
    .flatMap((line) => line.split("|")[1]?.match(/(CKV2?_AWS_\d+|AWS-\d{4}|[WF]\d+)/g) ?? []);
  expect(rules.length).toBeGreaterThan(80);
  expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
});

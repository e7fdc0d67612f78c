import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { synthStack } from "../constructs/synth";

const page = readFileSync(join(__dirname, "..", "..", "docs", "runbook.md"), "utf8");
const stack = synthStack({
  regions: { "us-east-1": {}, "eu-west-1": {}, "ap-southeast-1": {} },
  canary: { enabled: true },
});
const alarm = z.object({
  alarm_name: z.string(),
  alarm_description: z.string(),
  alarm_actions: z.array(z.string()).optional(),
});
const pages = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"]
  .flatMap((type) => stack.all(type).map((resource) => alarm.parse(resource)))
  .filter(({ alarm_actions = [] }) => alarm_actions.length > 0);

/** `outage` of `currency-exchange-eu-west-1-outage`. */
const kindOf = (name: string) => name.replace(/^currency-exchange-(?:[a-z]+-[a-z]+-\d-)?/, "");

test("every alarm that notifies a person has a section, and every section has an alarm", () => {
  const sections = [...page.matchAll(/^### `([a-z-]+)`$/gm)].map(([, kind]) => kind);
  const kinds = new Set(pages.map(({ alarm_name }) => kindOf(alarm_name)));
  expect(kinds.size).toBeGreaterThan(6);
  expect(sections.sort()).toEqual([...kinds].sort());
});

test("every alarm that notifies a person names the runbook", () => {
  const without = pages.filter(
    ({ alarm_description }) => !alarm_description.endsWith(" See docs/runbook.md."),
  );
  expect(without).toEqual([]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ApplyProgress } from "../../src/deploy/apply-progress";
import { LastDurations } from "../../src/deploy/last-durations";
import { ProgressLine } from "../../src/deploy/progress-line";
import { describeDeployed } from "../../src/deploy/summary";
import { scratchFolder } from "./local";

const folder = scratchFolder();

test("an apply's progress names the resource that Terraform has waited for longest", () => {
  let now = 0;
  const progress = new ApplyProgress(() => now);
  expect(progress.describe()).toBe("waiting for Terraform's plan");
  progress.read("Plan: 3 to add, 1 to change, 0 to destroy.\naws_sns_topic.alarms: Crea");
  progress.read(
    "ting...\naws_route53_record.api: Creating...\naws_sqs_queue.orders: Modifying... [id=orders]\n",
  );
  now = 72_000;
  progress.read("aws_sns_topic.alarms: Still creating... [01m10s elapsed]\n");
  expect(progress.describe()).toBe(
    "0 of 4 resources; waiting for aws_sns_topic.alarms (1 min 12 s) and 2 more",
  );
  progress.read("aws_sns_topic.alarms: Creation complete after 1m12s [id=arn:aws:sns:eu-west-1:1:alarms]\n");
  progress.read("aws_sqs_queue.orders: Modifications complete after 1m12s [id=orders]\n");
  expect(progress.describe()).toBe("2 of 4 resources; waiting for aws_route53_record.api (1 min 12 s)");
  progress.read("aws_route53_record.api: Creation complete after 1m13s [id=Z_api_A]\n");
  expect(progress.describe()).toBe("3 of 4 resources");
});

test("estimates the time from the last run, and has no estimate in the first run", () => {
  const file = join(folder, "dist", "durations.json");
  const first = new LastDurations(file);
  expect(first.remaining("deploy", 10_000)).toBe("");
  first.record("deploy", 250_000);
  const second = new LastDurations(file);
  expect(second.remaining("deploy", 10_000)).toBe("about 4 min 0 s left, based on the last run");
  expect(second.remaining("deploy", 300_000)).toBe("longer than the last run (4 min 10 s)");
  expect(second.remaining("destroy", 0)).toBe("");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ deploy: 250_000 });
});

test("overwrites the line on a terminal without wrapping; elsewhere prints a line every 30 seconds", () => {
  const shown = (isTTY: boolean, columns = 10) => {
    let text = "";
    const write = (part: string | Uint8Array) => {
      text += part;
      return true;
    };
    const line = new ProgressLine({ isTTY, columns, write });
    line.show("one of three");
    line.show("two of three");
    line.clear();
    return text;
  };
  expect(shown(true)).toBe("\r\u001b[Kone of th\r\u001b[Ktwo of th\r\u001b[K");
  expect(shown(true, 0)).toContain("one of three");
  expect(shown(false)).toBe("one of three\n");
});

test("the summary lists the outputs for people", () => {
  const outputs = new Map(
    Object.entries({
      failover: { "us-east-1": ["eu-west-1", "eu-central-1"], "eu-west-1": [] },
      rollout: { regions: { "us-east-1": { functions: [{ name: "api" }] } } },
      url: "https://api.example.com",
    }),
  );
  expect(describeDeployed([], outputs).split("\n").filter(Boolean)).toEqual([
    "  failover us-east-1  eu-west-1, eu-central-1",
    "  failover eu-west-1  ",
    "  url                 https://api.example.com",
  ]);
});

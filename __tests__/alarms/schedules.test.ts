import { readFileSync } from "node:fs";
import { type AlarmState, readAlarms, simulate } from "../../src/alarms";
import { longestGapSeconds } from "../../src/aws";
import { readTerraform } from "../../src/terraform";
import { configured } from "../configured";
import { synthStack, synthStackFile } from "../constructs/synth";
import { run } from "./run";
import { world } from "./world";

const HOUR = 3600;
const DAY = 24 * HOUR;

test.each([
  ["rate(1 minute)", 60],
  ["rate(84 hours)", 84 * HOUR],
  ["rate(3 days)", 3 * DAY],
  ["cron(0 12 * * ? *)", DAY],
  ["cron(0/20 * * * ? *)", 20 * 60],
  ["cron(0,30 8-18 ? * * *)", 13.5 * HOUR],
  ["cron(15 16 ? * MON-FRI *)", 3 * DAY],
  ["cron(0 6,18 ? * 2-6 *)", 2.5 * DAY],
  ["cron(0 6 ? * WED,SUN *)", 4 * DAY],
  ["cron(0 6 1 * ? *)", 31 * DAY],
  ["cron(0 6 * JAN-MAR ? *)", 276 * DAY],
  ["cron(0 6 L * ? *)", Number.POSITIVE_INFINITY],
  ["cron(0 6 ? * 2#1 *)", Number.POSITIVE_INFINITY],
  ["cron(0 6 * * ? 2030)", Number.POSITIVE_INFINITY],
])("the longest gap of %s", (expression, seconds) => {
  expect(longestGapSeconds(expression)).toBe(seconds);
});

const ALLOWED = [
  "rate(1 minute)",
  "rate(5 minutes)",
  "rate(45 minutes)",
  "rate(6 hours)",
  "rate(1 day)",
  "rate(84 hours)",
  "cron(15 16 ? * MON-FRI *)",
  "cron(0/30 8-18 * * ? *)",
];

/** Minutes in which a window of three runs, or of a week, fills and moves on. */
function minutesOf(schedule: string): number {
  return longestGapSeconds(schedule) < DAY ? 2 * 1440 : 8 * 1440;
}

test.each(ALLOWED)("healthy days with every schedule at %s notify no one", (schedule) => {
  const settings = {
    regions: { "us-east-1": {} },
    rates: { schedule },
    canary: { enabled: true, schedule },
  };
  const scenario = { name: "", settings, conditions: () => ({}), messages: [], minutes: minutesOf(schedule) };
  expect(run(scenario, synthStackFile)).toEqual([]);
});

test.each(ALLOWED)(
  "with every schedule at %s, a stack whose ingest and canary never run notifies",
  (schedule) => {
    const settings = {
      alarmEmails: ["oncall@example.com"],
      regions: { "us-east-1": {} },
      rates: { schedule },
      canary: { enabled: true, schedule },
    };
    const states = new Map<string, AlarmState>();
    simulate({
      alarms: readAlarms(readTerraform(readFileSync(synthStackFile(settings), "utf8"))),
      metrics: world({
        regions: ["us-east-1", "eu-west-1"],
        conditions: () => ({ ingest: "fails", canaryRuns: false }),
        ratesSchedule: schedule,
        canarySchedule: schedule,
        providers: 2,
      }),
      minutes: minutesOf(schedule),
      createdAt: () => 0,
      onChange: (_minute, { name }, state) => states.set(name, state),
    });
    expect(states.get("currency-exchange-us-east-1-data")).toBe("ALARM");
    expect(states.get("currency-exchange-us-east-1-canary")).toBe("ALARM");
  },
);

test("the windows of the default schedules are three runs", () => {
  const stack = synthStack({ canary: { enabled: true } });
  expect(stack.at("aws_cloudwatch_metric_alarm.eu-west-1_alarms_ingest_failing")).toMatchObject({
    period: 300,
    evaluation_periods: 36,
    datapoints_to_alarm: 36,
  });
  expect(stack.at("aws_cloudwatch_metric_alarm.eu-west-1_alarms_canary_shared")).toMatchObject({
    period: 300,
    evaluation_periods: 3,
  });
});

test.each(["rate(85 hours)", "rate(7 days)", "cron(0 6 ? * MON *)", "cron(0 6 1 * ? *)"])(
  "%s has runs further apart than an alarm can watch, and is rejected",
  (schedule) => {
    const fault = "an alarm can watch runs that are up to 84 hours apart";
    expect(() => configured({ rates: { schedule } })).toThrow(
      `rates.schedule: "${schedule}" is not a schedule such as rate(1 hour): ${fault}`,
    );
    expect(() => configured({ canary: { schedule } })).toThrow(
      `canary.schedule: "${schedule}" is not a schedule such as rate(5 minutes): ${fault}`,
    );
  },
);

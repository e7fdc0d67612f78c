import { Clock } from "../../src/local/clock";
import { Events, type LocalEvent } from "../../src/local/events";
import { Schedules } from "../../src/local/schedules";
import { type Expression, readExpression } from "../../src/local/stack/schedules";
import { eventually, functionModel } from "./support";

const DAY_S = 86_400;

class ClockAt extends Clock {
  readonly waits: number[] = [];

  constructor(
    speed: number,
    private readonly at: string,
  ) {
    super(speed);
  }

  override now(): Date {
    return new Date(this.at);
  }

  override after(seconds: number, run: () => void): () => void {
    this.waits.push(seconds);
    return super.after(seconds, run);
  }
}

let clock: ClockAt;
let schedules: Schedules;
afterEach(() => {
  clock.stop();
});

async function start(expression: Expression, { speed = 1, at = "2026-11-27T12:00:00Z", failures = 0 } = {}) {
  const payloads: string[] = [];
  const events: LocalEvent[] = [];
  const bus = new Events();
  bus.on((event) => events.push(event));
  clock = new ClockAt(speed, at);
  schedules = new Schedules(
    [
      {
        address: "aws_scheduler_schedule.s",
        region: "us-east-1",
        expression,
        target: functionModel(),
        input: '{"a":1}',
      },
    ],
    async (_, payload) => {
      payloads.push(payload);
      return payloads.length > failures
        ? { kind: "answered", payload: "done" }
        : { kind: "function-error", errorType: "Error", errorMessage: "the provider is down" };
    },
    clock,
    bus,
  );
  await schedules.start();
  return { payloads, events, waits: clock.waits };
}

test("a rate is due immediately and then repeatedly, whatever the result of a run", async () => {
  const { payloads } = await start({ kind: "rate", seconds: 3600 }, { speed: 100_000, failures: 100 });
  expect(payloads[0]).toBe('{"a":1}');
  await eventually(() => payloads.length >= 6);
});

test.each([
  [0, [true]],
  [1, [false, true]],
  [2, [false, false, true]],
  [3, [false, false, false]],
])("a first run that fails %d times is attempted at most three times", async (failures, tries) => {
  const { events } = await start({ kind: "rate", seconds: DAY_S }, { failures });
  expect(events).toEqual(
    tries.map((ok) => ({
      ...{ type: "schedule", region: "us-east-1", name: "api", ok },
      detail: ok ? "done" : "the provider is down",
    })),
  );
});

test("a rate longer than the longest timer is not due again immediately", async () => {
  const { payloads } = await start({ kind: "rate", seconds: 60 * DAY_S });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(payloads).toHaveLength(1);
});

test("a region's schedules can be run at any time", async () => {
  const { payloads } = await start({ kind: "rate", seconds: DAY_S });
  await schedules.runNow("us-east-1");
  await schedules.runNow("eu-west-1");
  expect(payloads).toHaveLength(2);
});

test.each([
  ["15 16 * * ? *", "UTC", "2026-11-27T16:15:00Z"],
  ["15 10 * * ? *", "UTC", "2026-11-28T10:15:00Z"],
  // 1 is Sunday.
  ["0 16 ? * 2-6 *", "UTC", "2026-11-27T16:00:00Z"],
  ["0 16 ? * 2 *", "UTC", "2026-11-30T16:00:00Z"],
  ["0 16 ? * MON#1 *", "UTC", "2026-12-07T16:00:00Z"],
  ["0/30 * * * ? *", "UTC", "2026-11-27T12:30:00Z"],
  ["0 0 L * ? *", "UTC", "2026-11-30T00:00:00Z"],
  ["0 0 1 1 ? 2028", "UTC", "2028-01-01T00:00:00Z"],
  ["0 16 * * ? *", "Europe/Berlin", "2026-11-27T15:00:00Z"],
])("cron(%s) in %s is due at %s", async (fields, timezone, due) => {
  const { waits, payloads } = await start(readExpression(`cron(${fields})`, timezone, "s"));
  expect(payloads).toEqual([]);
  expect(waits).toEqual([(Date.parse(due) - Date.parse("2026-11-27T12:00:00Z")) / 1000]);
});

test("rejects an invalid cron expression", () => {
  expect(() => readExpression("cron(99 * * * ? *)", "UTC", "aws_scheduler_schedule.s")).toThrow(
    /^aws_scheduler_schedule\.s: schedule_expression: cron\(99 \* \* \* \? \*\): .*99/,
  );
});

import { scheduleFault } from "../../src/aws/schedule-expression";
import { readExpression } from "../../src/local/stack/schedules";

describe("accepts, and the local run understands,", () => {
  test.each([
    "rate(1 minute)",
    "rate(1 hour)",
    "rate(2 hours)",
    "rate(30 days)",
    "cron(0 10 * * ? *)",
    "cron(15 12 ? * MON-FRI *)",
    "cron(0/10 * ? * 2-6 *)",
    "cron(5,35 14 * * ? *)",
    "cron(0 18 L * ? *)",
    "cron(0 18 15W * ? *)",
    "cron(0 18 LW * ? *)",
    "cron(0 10 ? * 6L 2026-2030)",
    "cron(0 10 ? * FRIL *)",
    "cron(0 9 ? * 2#1 *)",
    "cron(0 9 ? * MON#1 *)",
    "cron(0 8 1 JAN,APR,JUL,OCT ? *)",
    "cron(0 8 1 */3 ? 2026/2)",
  ])("%s", (expression) => {
    expect(scheduleFault(expression)).toBeUndefined();
    expect(readExpression(expression, "UTC", "address")).toBeDefined();
  });
});

describe("rejects", () => {
  test.each([
    ["rate(1 hours)", "expected rate(1 hour)"],
    ["rate(5 minute)", "expected rate(5 minutes)"],
    ["rate(0 minutes)", "expected a positive number and minutes, hours or days"],
    ["rate(30 seconds)", "expected a positive number and minutes, hours or days"],
    ["rate(1.5 hours)", "expected a positive number and minutes, hours or days"],
    ["at(2026-12-01T00:00:00)", "expected rate(…) or cron(…)"],
    ["RATE(1 hour)", "expected rate(…) or cron(…)"],
    ["rate(1 hour) ", "expected rate(…) or cron(…)"],
    ["cron(0 10 * * *)", "expected six fields"],
    ["cron(0 10 * * ? * *)", "expected six fields"],
    ["cron(0  10 * * ? *)", "expected six fields"],
    ["cron(0 10 * * * *)", "expected ? in either day-of-month or day-of-week"],
    ["cron(0 10 ? * ? *)", "expected ? in either day-of-month or day-of-week"],
    ["cron(0 10 1 * MON *)", "expected ? in either day-of-month or day-of-week"],
    ["cron(60 10 * * ? *)", 'minutes "60": expected 0-59 with , - * /'],
    ["cron(0 24 * * ? *)", 'hours "24": expected 0-23 with , - * /'],
    ["cron(? 10 * * ? *)", 'minutes "?": expected 0-59 with , - * /'],
    ["cron(0 10 0 * ? *)", 'day-of-month "0": expected 1-31 with , - * /, or ?, L, LW or 15W'],
    ["cron(0 10 32W * ? *)", 'day-of-month "32W"'],
    ["cron(0 10 * 13 ? *)", 'month "13": expected 1-12 or JAN-DEC with , - * /'],
    ["cron(0 10 ? * 0 *)", 'day-of-week "0": expected 1-7 or SUN-SAT with , - * /, or ?, L, FRIL or MON#2'],
    ["cron(0 10 ? * MON#6 *)", 'day-of-week "MON#6"'],
    ["cron(0 10 ? * 3#1,6#3 *)", 'day-of-week "3#1,6#3"'],
    ["cron(0 10 * * ? 1969)", 'year "1969": expected 1970-2199 with , - * /'],
    ["cron(*/0 10 * * ? *)", 'minutes "*/0"'],
    ["cron(30-10 10 * * ? *)", 'minutes "30-10"'],
    ["cron(1-2-3 10 * * ? *)", 'minutes "1-2-3"'],
    ["cron(5- 10 * * ? *)", 'minutes "5-"'],
    ["cron(0 10-24 * * ? *)", 'hours "10-24"'],
    ["cron(,5 10 * * ? *)", 'minutes ",5"'],
  ])("%s", (expression, fault) => {
    expect(scheduleFault(expression)).toContain(fault);
  });
});

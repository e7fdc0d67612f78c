import { longestGapSeconds } from "../aws";
import type { AlarmProps } from "./alarm";

/** CloudWatch evaluates at most one day of periods under an hour, and at most one week of longer periods. */
const SHORT = { period: 300, longest: 86_400 };
const LONG = { period: 3600, longest: 604_800 };

/** With a shorter window, one late run would raise an alarm. */
const SHORTEST_SECONDS = 900;

/** An alarm's periods. */
export interface AlarmWindow extends Required<Pick<AlarmProps, "periods">> {
  /** In seconds. */
  readonly period: number;
}

/**
 * Returns a window that spans three runs of a schedule, or as many as fit into the week that CloudWatch evaluates.
 * Its periods are shorter than the time between two runs: an alarm that treats missing data as breaching then goes
 * into alarm only if no run in the whole window had a good value.
 *
 * @param schedule - `rate(…)` or `cron(…)`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function windowOfRuns(schedule: string): AlarmWindow {
  const seconds = Math.max(SHORTEST_SECONDS, Math.min(3 * longestGapSeconds(schedule), LONG.longest));
  const { period } = seconds <= SHORT.longest ? SHORT : LONG;
  return { period, periods: Math.ceil(seconds / period) };
}

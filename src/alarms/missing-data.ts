import type { MetricAlarm } from "./alarm";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** The values of `treat_missing_data`. */
export const TREATMENTS = ["missing", "ignore", "breaching", "notBreaching"] as const;

export type MissingData = (typeof TREATMENTS)[number];

/**
 * The periods that CloudWatch retrieves beyond the evaluation periods. AWS does not publish the number; its own
 * examples retrieve five data points for three evaluation periods.
 */
export const EXTRA_PERIODS = 2;

/**
 * Returns the state of a metric alarm. Existing data points count first; only if there are fewer of them than
 * evaluation periods does `treat_missing_data` fill in the rest.
 *
 * @param breaching - whether each data point breaches the threshold, oldest first; undefined where the data is missing
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluate(
  { evaluationPeriods, datapointsToAlarm, missingData }: MetricAlarm,
  breaching: readonly (boolean | undefined)[],
  current: AlarmState,
): AlarmState {
  const existing = breaching.filter((point) => point !== undefined);
  const latest = existing.slice(-evaluationPeriods);
  const breaches = latest.filter((point) => point).length;
  const toFill = evaluationPeriods - latest.length;
  if (toFill === 0 || missingData === "notBreaching") {
    return breaches >= datapointsToAlarm ? "ALARM" : "OK";
  }
  if (missingData === "breaching") {
    return breaches + toFill >= datapointsToAlarm ? "ALARM" : "OK";
  }
  if (breaches < existing.length) {
    return breaches >= datapointsToAlarm ? "ALARM" : "OK";
  }
  if (missingData === "ignore") {
    return current;
  }
  // Only breaching points, and too few of them: they count once the oldest is as old as the data points to alarm.
  const oldest = breaching.findIndex((point) => point !== undefined);
  return oldest !== -1 && breaching.length - oldest >= datapointsToAlarm ? "ALARM" : "INSUFFICIENT_DATA";
}

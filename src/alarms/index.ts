export { type Alarm, AlarmsError, type CompositeAlarm, type MetricAlarm } from "./alarm";
export { type Metric, type MetricSource, type Sample, type Series, statistic } from "./metric";
export type { AlarmState } from "./missing-data";
export { readAlarms } from "./read-alarms";
export { mathValue } from "./read-input";
export { type Notification, simulate } from "./simulate";

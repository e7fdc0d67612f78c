export type { Alarm, CompositeAlarm, MetricAlarm } from "./alarm";
export { AlarmsError } from "./alarms-error";
export { type Metric, type MetricSource, type Sample, type Series, statistic } from "./metric";
export type { AlarmState } from "./missing-data";
export { readAlarms } from "./read-alarms";
export { type Notification, simulate } from "./simulate";

import type { AlarmRule } from "./alarm-rule";
import type { Metric, Statistic } from "./metric";
import type { AlarmState, MissingData } from "./missing-data";

/** An alarm of one region. */
export type Alarm = MetricAlarm | CompositeAlarm;

interface AlarmOfRegion {
  readonly address: string;
  readonly region: string;
  readonly name: string;
  /** The targets that the alarm notifies, by new state. */
  readonly actions: Readonly<Record<AlarmState, readonly Action[]>>;
}

/** A topic, or anything else that an alarm invokes. */
export interface Action {
  readonly target: string;
  /** The endpoints that subscribe to the topic. */
  readonly recipients: readonly string[];
}

export interface MetricAlarm extends AlarmOfRegion {
  readonly kind: "metric";
  readonly input: AlarmInput;
  readonly periodMinutes: number;
  readonly breaches: (value: number) => boolean;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

/** Metrics with their statistics, and the function that computes one value from them. */
export interface AlarmInput {
  readonly metrics: readonly MetricStatistic[];
  /** Returns undefined if there is no data point. */
  readonly combine: (values: readonly (number | undefined)[]) => number | undefined;
}

export interface MetricStatistic {
  readonly metric: Metric;
  readonly statistic: Statistic;
}

export interface CompositeAlarm extends AlarmOfRegion {
  readonly kind: "composite";
  readonly rule: AlarmRule;
  readonly suppressor: Suppressor | undefined;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html */
export interface Suppressor {
  readonly alarm: string;
  readonly waitMinutes: number;
  readonly extensionMinutes: number;
}

/** A set of alarms that CloudWatch rejects, or that this evaluator cannot read. */
export class AlarmsError extends Error {
  override readonly name = "AlarmsError";
}

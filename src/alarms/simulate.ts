import { type Alarm, AlarmsError, type MetricAlarm } from "./alarm";
import { breachesOf } from "./data-points";
import type { MetricSource } from "./metric";
import { type AlarmState, evaluate } from "./missing-data";
import { Suppression } from "./suppression";

/** A message that an alarm sent. */
export interface Notification {
  readonly minute: number;
  readonly region: string;
  readonly alarm: string;
  readonly state: AlarmState;
  /** The topic, or whatever else the alarm invoked. */
  readonly target: string;
  readonly recipients: readonly string[];
}

export interface SimulationProps {
  readonly alarms: readonly Alarm[];
  readonly metrics: MetricSource;
  /** The simulation runs from minute 0 to this one. */
  readonly minutes: number;
  /** The minute at which an alarm is created. @default - before minute 0, with the state of its metrics */
  readonly createdAt?: (alarm: Alarm) => number | undefined;
  /** A state change of any alarm, whether it notifies or not. */
  readonly onChange?: (minute: number, alarm: Alarm, state: AlarmState) => void;
}

/** An alarm whose evaluation range is longer than a day is evaluated once per hour. */
const MULTI_DAY_MINUTES = 1440;

/**
 * Returns the notifications that a set of alarms sends, given the metrics. Alarms are evaluated each minute, metric
 * alarms before composite alarms. An alarm notifies only when its state changes. That includes the change from
 * INSUFFICIENT_DATA, the initial state of an alarm.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function simulate(props: SimulationProps): readonly Notification[] {
  const { alarms, minutes, createdAt = () => undefined, onChange = () => undefined } = props;
  const running = start(inOrder(alarms), props.metrics, minutes, createdAt);
  const notifications: Notification[] = [];
  for (let minute = 0; minute <= minutes; minute++) {
    const present = running.filter(({ created }) => minute >= created);
    for (const one of present) {
      const before = one.state;
      one.state = one.next(minute, before);
      if (one.state !== before && !(one.existed && minute === 0)) {
        onChange(minute, one.alarm, one.state);
      }
    }
    // Actions are taken once every state is known, because a suppressor may come after the alarm that it suppresses.
    for (const one of present) {
      const { alarm, state, suppressor } = one;
      one.suppression ??= new Suppression(
        alarm.kind === "composite" ? alarm.suppressor : undefined,
        one.existed ? state : "INSUFFICIENT_DATA",
      );
      if (one.suppression.acts(minute, state, suppressor()?.state)) {
        const { region, name } = alarm;
        notifications.push(
          ...alarm.actions[state].map((action) => ({ minute, region, alarm: name, state, ...action })),
        );
      }
    }
  }
  return notifications;
}

/** An alarm in the course of a simulation. */
interface RunningAlarm {
  readonly alarm: Alarm;
  readonly created: number;
  /** The alarm was created before the simulation began. */
  readonly existed: boolean;
  readonly next: (minute: number, current: AlarmState) => AlarmState;
  readonly suppressor: () => RunningAlarm | undefined;
  state: AlarmState;
  suppression: Suppression | undefined;
}

function start(
  alarms: readonly Alarm[],
  metrics: MetricSource,
  minutes: number,
  createdAt: (alarm: Alarm) => number | undefined,
): readonly RunningAlarm[] {
  const regions = new Map<string, Map<string, RunningAlarm>>();
  return alarms.map((alarm) => {
    const ofRegion = regions.get(alarm.region) ?? new Map<string, RunningAlarm>();
    regions.set(alarm.region, ofRegion);
    const created = createdAt(alarm);
    const running: RunningAlarm = {
      alarm,
      created: created ?? 0,
      existed: created === undefined,
      next:
        alarm.kind === "composite"
          ? () =>
              alarm.rule.holds((name) => ofRegion.get(name)?.state ?? "INSUFFICIENT_DATA") ? "ALARM" : "OK"
          : metricState(alarm, metrics, created ?? 0, minutes),
      suppressor: () =>
        alarm.kind === "composite" && alarm.suppressor ? ofRegion.get(alarm.suppressor.alarm) : undefined,
      state: "INSUFFICIENT_DATA",
      suppression: undefined,
    };
    ofRegion.set(alarm.name, running);
    return running;
  });
}

function metricState(
  alarm: MetricAlarm,
  metrics: MetricSource,
  created: number,
  minutes: number,
): RunningAlarm["next"] {
  const breaches = breachesOf(alarm, metrics, { from: created, to: minutes });
  const isMultiDay = alarm.periodMinutes * alarm.evaluationPeriods > MULTI_DAY_MINUTES;
  return (minute, current) =>
    isMultiDay && minute % 60 !== 0 && minute !== created
      ? current
      : evaluate(alarm, breaches(minute), current);
}

function key({ region, name }: Pick<Alarm, "region" | "name">): string {
  return `${region} ${name}`;
}

/** Sorts alarms after those in their rules. CloudWatch does not evaluate rules that form a cycle. */
function inOrder(alarms: readonly Alarm[]): readonly Alarm[] {
  const byKey = new Map(alarms.map((alarm) => [key(alarm), alarm]));
  const done = new Set<Alarm>();
  const visit = (alarm: Alarm, path: readonly Alarm[]): void => {
    if (path.includes(alarm)) {
      throw new AlarmsError(`${alarm.address}: the rules of composite alarms form a cycle`);
    }
    if (!done.has(alarm)) {
      for (const name of alarm.kind === "composite" ? alarm.rule.alarms : []) {
        const named = byKey.get(key({ region: alarm.region, name }));
        if (named !== undefined) {
          visit(named, [...path, alarm]);
        }
      }
      done.add(alarm);
    }
  };
  for (const alarm of alarms) {
    visit(alarm, []);
  }
  return [...done];
}

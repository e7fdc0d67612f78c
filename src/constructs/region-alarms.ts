import { Construct } from "constructs";
import { Alarm, type AlarmProps } from "./alarm";
import type { ITopic } from "./alarm-topic";
import type { AlarmWindow } from "./alarm-window";
import { anyOf, CompositeAlarm, type Rule, type Suppressor } from "./composite-alarm";
import { apiMetric } from "./metrics";
import { Region } from "./region";

/** The window in which health check errors show that the whole region fails. */
export const WAIT_SECONDS = 180;
/** Alarms on the causes of errors (throttling, a failing function) recover after two periods of 5 minutes. */
const CAUSES_LEAVE_SECONDS = 660;

/** The joined notifications of a region, each for alarms with a common consequence. */
const NOTIFICATIONS = {
  attention: "A limit rejects requests. The child alarm in ALARM state names the limit.",
  data: "Data becomes stale unless someone acts. The child alarm in ALARM state names the cause.",
  canary:
    "Canary requests fail, although no other alarm reports a fault. The child alarm in ALARM state names the target.",
} as const;

/** The notification that an alarm belongs to. */
export type Notification = keyof typeof NOTIFICATIONS;

export interface RegionAlarmsProps {
  /** Prefix of every alarm's name. */
  readonly prefix: string;
  readonly topic: ITopic;
  readonly api: { readonly name: string; readonly stage: string };
}

/**
 * The alarms of one region, which send one message per outage. Alarms with a common consequence share a notification:
 * `attention` (a limit rejects requests), `data` (data becomes stale) or `canary` (requests to the API's name fail).
 * All of them are silent while the region is degraded, because the cause is then the same.
 *
 * Observed resources add their alarms here; see `watchApi`, `watchFunction`, `watchTable` and `Canary`.
 */
export class RegionAlarms extends Construct {
  private readonly props: RegionAlarmsProps;
  private readonly rules: Record<Notification, Rule[]> = { attention: [], data: [], canary: [] };
  private readonly notifications = new Map<Notification, CompositeAlarm>();
  private readonly alone: Alarm[] = [];
  private readonly quick: Alarm[] = [];
  private degraded: CompositeAlarm | undefined;

  constructor(scope: Construct, id: string, props: RegionAlarmsProps) {
    super(scope, id);
    this.props = props;
  }

  /** Names of the alarms that notify a person. */
  get pages(): readonly string[] {
    const joined = [this.degraded, ...namesOf(NOTIFICATIONS).map((name) => this.notifications.get(name))];
    return [...joined, ...this.alone].flatMap((alarm) => (alarm === undefined ? [] : [alarm.alarmName]));
  }

  /**
   * Alarms that go off within minutes of a bad change. Each watches a metric, because CodeDeploy documents no support of
   * composite alarms.
   */
  get gates(): readonly Alarm[] {
    return this.quick;
  }

  /** The prefix of the names of the region's alarms. */
  get prefix(): string {
    return this.props.prefix;
  }

  get topic(): ITopic {
    return this.props.topic;
  }

  /** Adds an alarm that is part of a notification and does not notify by itself; see `notify`. */
  part(id: string, props: Omit<AlarmProps, "provider" | "alarmName" | "topic">): Alarm {
    return this.alarm(id, props);
  }

  /** Adds an alarm on a condition that no outage causes. It sends its own notification. */
  add(id: string, props: Omit<AlarmProps, "provider" | "alarmName" | "topic">): Alarm {
    const alarm = this.alarm(id, { ...props, topic: this.props.topic });
    this.alone.push(alarm);
    return alarm;
  }

  /** Makes alarms stop a change that CodeDeploy moves requests to. */
  gate(...alarms: readonly Alarm[]): void {
    this.quick.push(...alarms);
  }

  /** Notifies while the rule is true, in one message with other rules of the same consequence. */
  notify(notification: Notification, rule: Rule): void {
    this.rules[notification].push(rule);
    this.build(notification);
  }

  /**
   * Adds an alarm that is in alarm until the region has served requests for most of a window; Route 53's checkers
   * always send some. Alarms that treat missing data as breaching are in alarm from the first minute of a new region,
   * so they are ignored until their functions have had time to run.
   */
  notInService(id: string, { period, periods }: AlarmWindow): Alarm {
    return this.part(id, {
      description: "The region has not been in service long enough for its scheduled functions to have run.",
      metric: { ...apiMetric(this.props.api, "Count"), stat: "Sum", period },
      threshold: 1,
      comparison: "LessThanThreshold",
      periods,
      datapoints: Math.floor(periods / 3) + 1,
      missing: "breaching",
    });
  }

  /** Notifies that the region returns errors or is slow, and silences all other notifications meanwhile. */
  notifyDegraded(rule: Rule, suppressor: Suppressor): void {
    this.degraded = this.composite("degraded", {
      description: "The region returns errors or is slow, and Route 53 still sends users to it.",
      rule,
      suppressor,
    });
    for (const notification of namesOf(NOTIFICATIONS)) {
      this.build(notification);
    }
  }

  private build(notification: Notification): void {
    if (this.rules[notification].length === 0 || this.degraded === undefined) {
      return;
    }
    // Sorted, so that the order in which parts are added does not change a plan.
    const rule = anyOf(...this.rules[notification].toSorted(simpleFirst));
    const existing = this.notifications.get(notification);
    if (existing !== undefined) {
      existing.rule = rule;
      return;
    }
    const composite = this.composite(notification, {
      description: NOTIFICATIONS[notification],
      rule,
      suppressor: { alarm: this.degraded, wait: WAIT_SECONDS, extension: CAUSES_LEAVE_SECONDS },
    });
    this.notifications.set(notification, composite);
  }

  private composite(
    id: string,
    props: { readonly description: string; readonly rule: Rule; readonly suppressor: Suppressor },
  ): CompositeAlarm {
    const { prefix, topic } = this.props;
    const { provider } = Region.of(this);
    return new CompositeAlarm(this, id, { provider, alarmName: `${prefix}-${id}`, topic, ...props });
  }

  private alarm(id: string, props: Omit<AlarmProps, "provider" | "alarmName">): Alarm {
    return new Alarm(this, id, {
      provider: Region.of(this).provider,
      alarmName: `${this.props.prefix}-${id.replaceAll("_", "-")}`,
      ...props,
    });
  }
}

function namesOf(notifications: typeof NOTIFICATIONS): Notification[] {
  return Object.keys(notifications).filter((name): name is Notification => name in notifications);
}

function simpleFirst(a: Rule, b: Rule): number {
  return a.alarms.length - b.alarms.length || (a.text < b.text ? -1 : 1);
}

import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { dependable, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { describedFor } from "./alarm";
import type { ITopic } from "./alarm-topic";

/** An alarm in a rule: a metric or composite alarm of the same region. */
export interface AlarmLike {
  readonly alarmName: string;
  readonly resource: ITerraformDependable;
}

export interface CompositeAlarmProps {
  readonly provider: AwsProvider;
  readonly alarmName: string;
  readonly description: string;
  /** Built with `allOf` and `anyOf`. */
  readonly rule: Rule;
  /** The topic to notify. @default - none; the alarm is part of another alarm */
  readonly topic?: ITopic;
  /** @default - the alarm always notifies */
  readonly suppressor?: Suppressor;
}

/**
 * An alarm that reports the same outage. While it is in alarm, the composite alarm sends nothing, not even when its own
 * state returns to OK.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */
export interface Suppressor {
  readonly alarm: AlarmLike;
  /** Seconds to wait for the suppressor before the alarm notifies. */
  readonly wait: number;
  /** Seconds to stay silent after the suppressor has left the alarm state. */
  readonly extension: number;
}

/** An alarm rule and the alarms in it. */
export interface Rule {
  readonly text: string;
  readonly alarms: readonly AlarmLike[];
}

/** True while the alarm is in alarm. */
export function inAlarm(alarm: AlarmLike): Rule {
  return { text: `ALARM("${alarm.alarmName}")`, alarms: [alarm] };
}

export function notInAlarm(alarm: AlarmLike): Rule {
  return { text: `NOT ALARM("${alarm.alarmName}")`, alarms: [alarm] };
}

export function allOf(...rules: readonly Rule[]): Rule {
  return joined(rules, " AND ");
}

export function anyOf(...rules: readonly Rule[]): Rule {
  return joined(rules, " OR ");
}

function joined(rules: readonly Rule[], operator: string): Rule {
  return {
    text: rules.map(({ text }) => (rules.length > 1 ? `(${text})` : text)).join(operator),
    alarms: rules.flatMap(({ alarms }) => alarms),
  };
}

/**
 * An alarm over alarms of the same region. Terraform creates a replacement before it destroys the old one; see `Alarm`.
 *
 * The provider replaces a composite alarm if someone has disabled its actions. Both alarms would have the same name, so
 * the new alarm would be deleted with the old one. Terraform therefore ignores whether the actions are enabled.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
 */
export class CompositeAlarm extends Construct implements AlarmLike {
  readonly alarmName: string;
  readonly resource: CloudwatchCompositeAlarm;
  private readonly suppressor: Suppressor | undefined;

  constructor(scope: Construct, id: string, props: CompositeAlarmProps) {
    super(scope, id);
    const { suppressor, rule, topic } = props;
    const actions = topic === undefined ? {} : { alarmActions: [topic.arn], okActions: [topic.arn] };
    this.resource = new CloudwatchCompositeAlarm(this, "Resource", {
      provider: props.provider,
      alarmName: props.alarmName,
      alarmDescription: describedFor(topic, props.description),
      alarmRule: rule.text,
      ...actions,
      ...(suppressor === undefined
        ? {}
        : {
            actionsSuppressor: {
              alarm: suppressor.alarm.alarmName,
              waitPeriod: suppressor.wait,
              extensionPeriod: suppressor.extension,
            },
          }),
      dependsOn: resourcesOf(rule, suppressor),
      lifecycle: { createBeforeDestroy: true, ignoreChanges: ["actions_enabled"] },
    });
    this.alarmName = props.alarmName;
    this.suppressor = suppressor;
  }

  /** Replaces the rule. Each part of an API adds its alarms to it. */
  set rule(rule: Rule) {
    this.resource.alarmRule = rule.text;
    this.resource.dependsOn = resourcesOf(rule, this.suppressor).map(dependable);
  }
}

function resourcesOf({ alarms }: Rule, suppressor: Suppressor | undefined): ITerraformDependable[] {
  const named = suppressor === undefined ? alarms : [...alarms, suppressor.alarm];
  return [...new Set(named.map(({ resource }) => resource))];
}

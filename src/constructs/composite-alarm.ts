import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

/** What a composite alarm looks at: alarms of its own region, metric or composite. */
export interface AlarmLike {
  readonly alarmName: string;
  readonly resource: ITerraformDependable;
}

export interface CompositeAlarmProps {
  readonly provider: AwsProvider;
  readonly alarmName: string;
  readonly description: string;
  /** Made of `allOf`, `anyOf` and `not`. */
  readonly rule: Rule;
  /** The topic that is told. @default - none: the alarm is part of another one */
  readonly topicArn?: string;
}

/** An alarm rule, with the alarms that it names. */
export interface Rule {
  readonly text: string;
  readonly alarms: readonly AlarmLike[];
}

/** True while the alarm is in alarm. */
export function inAlarm(alarm: AlarmLike): Rule {
  return { text: `ALARM("${alarm.alarmName}")`, alarms: [alarm] };
}

export function not(rule: Rule): Rule {
  return { ...rule, text: `NOT (${rule.text})` };
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
 * An alarm over alarms of the same region.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
 */
export class CompositeAlarm extends Construct implements AlarmLike {
  readonly alarmName: string;
  readonly resource: CloudwatchCompositeAlarm;

  constructor(scope: Construct, id: string, props: CompositeAlarmProps) {
    super(scope, id);
    const actions =
      props.topicArn === undefined ? {} : { alarmActions: [props.topicArn], okActions: [props.topicArn] };
    this.resource = new CloudwatchCompositeAlarm(this, "Resource", {
      provider: props.provider,
      alarmName: props.alarmName,
      alarmDescription: props.description,
      alarmRule: props.rule.text,
      ...actions,
      dependsOn: [...new Set(props.rule.alarms.map(({ resource }) => resource))],
    });
    this.alarmName = props.alarmName;
  }
}

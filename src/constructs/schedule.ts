import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { Construct } from "constructs";
import type { LambdaFunction } from "./lambda-function";
import { assumableBy, policyDocument } from "./policy-document";
import { Region } from "./region";

export interface ScheduleProps {
  /** `rate(…)` or `cron(…)`, in UTC. */
  readonly expression: string;
  readonly target: LambdaFunction;
  readonly name: string;
  /** The function's event, as JSON. @default - EventBridge Scheduler's default event */
  readonly input?: string | undefined;
  readonly roles: { readonly scope: Construct; readonly provider: AwsProvider };
  readonly accountId: string;
}

/**
 * Invokes a function's `live` alias on a schedule, in every region independently. The invocation is asynchronous: Lambda
 * runs a failed function twice more, after one and after two minutes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class Schedule extends Construct {
  readonly resource: SchedulerSchedule;

  constructor(scope: Construct, id: string, props: ScheduleProps) {
    super(scope, id);
    const { name: region, provider } = Region.of(this);
    const { name } = props;
    const roleId = `${region}_${id}`;
    const role = new IamRole(props.roles.scope, roleId, {
      provider: props.roles.provider,
      name: `${name}-${region}`,
      description: `EventBridge Scheduler invokes ${props.target.functionName} in ${region}`,
      assumeRolePolicy: assumableBy("scheduler.amazonaws.com", props.accountId),
    });
    const policy = new IamRolePolicy(props.roles.scope, `${roleId}_policy`, {
      provider: props.roles.provider,
      name: "invoke",
      role: role.id,
      policy: policyDocument([
        { Sid: "InvokeTarget", Action: ["lambda:InvokeFunction"], Resource: [props.target.alias.arn] },
      ]),
    });
    this.resource = new SchedulerSchedule(this, "Resource", {
      provider,
      name,
      scheduleExpression: props.expression,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: props.target.alias.arn,
        roleArn: role.arn,
        ...(props.input === undefined ? {} : { input: props.input }),
        retryPolicy: { maximumRetryAttempts: 0 },
      },
      dependsOn: [policy],
    });
  }
}

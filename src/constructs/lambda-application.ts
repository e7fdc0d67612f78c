import { CodedeployApp } from "@cdktf/provider-aws/lib/codedeploy-app";
import { CodedeployDeploymentConfig } from "@cdktf/provider-aws/lib/codedeploy-deployment-config";
import { CodedeployDeploymentGroup } from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { TrafficShift } from "../aws";
import type { Alarm } from "./alarm";
import type { LambdaFunction } from "./lambda-function";
import { assumableBy, policyDocument } from "./policy-document";
import { Region } from "./region";

export interface LambdaApplicationProps {
  readonly applicationName: string;
  readonly shift: TrafficShift;
  /** Returns the alarms that stop a deployment, once all parts of the API have added theirs. */
  readonly alarms: () => readonly Alarm[];
  readonly roles: { readonly scope: Construct; readonly provider: AwsProvider };
  readonly accountId: string;
}

/**
 * A CodeDeploy application for one region's functions. Each function has a deployment group, which moves the function's
 * alias to a new version in steps, and back if an alarm goes off, the deployment fails, or someone stops it.
 *
 * Terraform starts no deployment: the first version is behind the alias when Terraform creates it.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-lambda.html
 */
export class LambdaApplication extends Construct {
  readonly applicationName: string;
  private readonly app: CodedeployApp;
  private readonly config: CodedeployDeploymentConfig;
  private readonly role: IamRole;
  private readonly policy: IamRolePolicy;
  /** The ARNs of the functions and their aliases. */
  private readonly functions: string[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LambdaApplicationProps,
  ) {
    super(scope, id);
    const { name: region, provider } = Region.of(this);
    const { applicationName, shift, roles } = props;
    this.applicationName = applicationName;
    this.app = new CodedeployApp(this, "Resource", {
      provider,
      name: applicationName,
      computePlatform: "Lambda",
    });
    this.config = new CodedeployDeploymentConfig(this, "steps", {
      provider,
      // A deployment configuration never changes, and AWS keeps one that a group uses. Its name contains its values, so
      // that Terraform can create the next one before it destroys this one.
      deploymentConfigName: `${applicationName}-${shift.type}-${shift.percent}-percent-${shift.minutes}-minutes`,
      computePlatform: "Lambda",
      trafficRoutingConfig: trafficRouting(shift),
      lifecycle: { createBeforeDestroy: true },
    });
    const roleId = `${region}_${id}`;
    this.role = new IamRole(roles.scope, roleId, {
      provider: roles.provider,
      name: `${applicationName}-${id}-${region}`,
      description: `CodeDeploy moves the aliases of ${applicationName} in ${region}`,
      assumeRolePolicy: assumableBy("codedeploy.amazonaws.com", props.accountId),
    });
    this.policy = new IamRolePolicy(roles.scope, `${roleId}_policy`, {
      provider: roles.provider,
      name: "move-aliases",
      role: this.role.id,
      policy: this.policyText(),
    });
  }

  /** Adds the deployment group of a function, which must be in the same region. */
  addGroup(lambda: LambdaFunction): void {
    const { name: region } = Region.of(this);
    const arn = `arn:aws:lambda:${region}:${this.props.accountId}:function:${lambda.functionName}`;
    this.functions.push(arn, `${arn}:${lambda.alias.nameInput}`);
    this.policy.policy = this.policyText();
    new CodedeployDeploymentGroup(lambda, "deployments", {
      provider: Region.of(this).provider,
      appName: this.app.name,
      deploymentGroupName: lambda.functionName,
      deploymentConfigName: this.config.deploymentConfigName,
      serviceRoleArn: this.role.arn,
      deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
      alarmConfiguration: {
        enabled: true,
        alarms: Lazy.listValue({
          produce: () => this.props.alarms().map(({ resource }) => resource.alarmName),
        }),
        // A deployment that cannot see its alarms stops.
        ignorePollAlarmFailure: false,
      },
      autoRollbackConfiguration: {
        enabled: true,
        events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
      },
      dependsOn: [this.policy],
    });
  }

  /**
   * The part of AWSCodeDeployRoleForLambda that a deployment with a revision in the request uses, for these functions
   * only. Alarms cannot be narrowed.
   *
   * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForLambda.html
   */
  private policyText(): string {
    return policyDocument([
      {
        Sid: "MoveAliases",
        Action: ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"],
        Resource: this.functions,
      },
      { Sid: "ReadAlarms", Action: ["cloudwatch:DescribeAlarms"], Resource: ["*"] },
    ]);
  }
}

function trafficRouting({ type, percent: percentage, minutes: interval }: TrafficShift) {
  return type === "canary"
    ? { type: "TimeBasedCanary", timeBasedCanary: { percentage, interval } }
    : { type: "TimeBasedLinear", timeBasedLinear: { percentage, interval } };
}

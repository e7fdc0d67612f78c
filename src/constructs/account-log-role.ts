import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { assumableBy } from "./policy-document";
import type { Region } from "./region";

export interface AccountLogRoleProps {
  readonly provider: AwsProvider;
  readonly roleName: string;
}

/**
 * The role with which API Gateway writes the logs of **all** REST APIs of an account: one role, set in each region
 * as its account setting. Without any, AWS rejects a stage that logs. One deployment per account creates it; destroying
 * an `ApiGatewayAccount` leaves the setting as it is, so that only the role itself must outlive the deployment.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class AccountLogRole extends Construct {
  private readonly arn: string;
  private readonly attachment: IamRolePolicyAttachment;

  constructor(scope: Construct, id: string, props: AccountLogRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Resource", {
      provider: props.provider,
      name: props.roleName,
      description: "API Gateway writes the logs of the account's REST APIs",
      assumeRolePolicy: assumableBy("apigateway.amazonaws.com"),
    });
    this.attachment = new IamRolePolicyAttachment(this, "policy", {
      provider: props.provider,
      role: role.name,
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    });
    this.arn = role.arn;
  }

  /**
   * Leaves a role that this deployment created in an earlier apply where it is: Terraform forgets it instead of
   * destroying it, because other deployments in the account may log with it.
   *
   * @see https://developer.hashicorp.com/terraform/language/block/removed
   */
  static forget(stack: TerraformStack): void {
    const addresses = [
      "aws_iam_role.iam_gateway_logs",
      "aws_iam_role_policy_attachment.iam_gateway_logs_policy",
    ];
    stack.addOverride(
      "removed",
      addresses.map((from) => ({ from, lifecycle: { destroy: false } })),
    );
  }

  /** Sets the role in one region. Stages of that region depend on the result. */
  setIn(region: Region): ApiGatewayAccount {
    return new ApiGatewayAccount(region, "account", {
      provider: region.provider,
      cloudwatchRoleArn: this.arn,
      dependsOn: [this.attachment],
    });
  }
}

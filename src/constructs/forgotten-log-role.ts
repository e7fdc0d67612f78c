import type { TerraformStack } from "cdktf";

/**
 * Keeps API Gateway's log role, which earlier versions created and the whole account uses. Terraform removes it from
 * the state at the next apply. A `terraform destroy` without an earlier apply would still delete the role.
 *
 * @see https://developer.hashicorp.com/terraform/language/block/removed
 */
export function forgetLogRole(stack: TerraformStack, regions: readonly string[]): void {
  const addresses = [
    "aws_iam_role.iam_gateway_logs",
    "aws_iam_role_policy_attachment.iam_gateway_logs_policy",
    ...regions.map((region) => `aws_api_gateway_account.${region}_account`),
  ];
  stack.addOverride(
    "removed",
    addresses.map((from) => ({ from, lifecycle: { destroy: false } })),
  );
}

import { groupBy, type Terraform } from "../../terraform";

/** Resource types that run locally. */
const RUN = [
  "aws_api_gateway_base_path_mapping",
  "aws_api_gateway_domain_name",
  "aws_api_gateway_method_settings",
  "aws_api_gateway_rest_api",
  "aws_api_gateway_stage",
  "aws_codedeploy_app",
  "aws_codedeploy_deployment_config",
  "aws_codedeploy_deployment_group",
  "aws_dynamodb_table",
  "aws_dynamodb_table_replica",
  "aws_lambda_alias",
  "aws_lambda_function",
  "aws_route53_health_check",
  "aws_route53_record",
  "aws_route53_zone",
  "aws_s3_bucket",
  "aws_scheduler_schedule",
  "aws_wafv2_ip_set",
  "aws_wafv2_web_acl",
  "aws_wafv2_web_acl_association",
];

/** Families of resource types without a local effect, and why. */
const WITHOUT_EFFECT: readonly (readonly [RegExp, string])[] = [
  [/^aws_(iam_|lambda_permission$)/, "permissions are not enforced locally"],
  [/^aws_s3_bucket_(policy|public_access_block|ownership_controls)$/, "permissions are not enforced locally"],
  [/^aws_(kms_|s3_bucket_server_side_encryption_configuration$)/, "data is not encrypted locally"],
  [/^aws_s3_bucket_versioning$/, "object versions are not kept locally"],
  [/^aws_acm_certificate/, "local connections are not encrypted"],
  [/^aws_api_gateway_deployment$/, "the API's body is served as it stands"],
  [/^aws_cloudwatch_log_group$/, "function logs are events of the local run"],
  [/^aws_cloudwatch_(metric|composite)_alarm$/, "only the demos evaluate alarms"],
  [/^aws_sns_topic/, "only the demos evaluate alarms"],
  [/^aws_(cloudwatch_|api_gateway_account$)/, "there is no CloudWatch locally"],
  [/^aws_wafv2_web_acl_logging_configuration$/, "there is no CloudWatch locally"],
  [/^aws_lambda_function_event_invoke_config$/, "failed scheduled runs are not retried locally"],
  [/^aws_xray_/, "traces are not recorded locally"],
  [/^aws_caller_identity$/, "the account is 123456789012"],
  [/^aws_partition$/, "the partition is aws"],
  [/^aws_region$/, "the region is the provider's"],
];

function reasonOf(type: string): string | undefined {
  return WITHOUT_EFFECT.find(([family]) => family.test(type))?.[1];
}

/** Returns the document's resource types without a local effect, and why. */
export function typesWithoutEffect(terraform: Terraform): Record<string, string> {
  const types = [...groupBy([...terraform.resources.values()], ({ type }) => type).keys()].sort();
  return Object.fromEntries(
    types.flatMap((type) => {
      const reason = reasonOf(type);
      return reason === undefined ? [] : [[type, reason]];
    }),
  );
}

/** Returns one sentence per resource type that is not supported locally. */
export function unknownTypes(terraform: Terraform): string[] {
  return [...groupBy([...terraform.resources.values()], ({ type }) => type)]
    .filter(([type]) => !RUN.includes(type) && reasonOf(type) === undefined)
    .map(([type, { length }]) => `${type}: not supported locally; ${length} left out`);
}

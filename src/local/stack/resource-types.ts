import type { Terraform } from "../../terraform";

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

/** Resource types without a local effect, and why. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  aws_acm_certificate: "local connections are not encrypted",
  aws_acm_certificate_validation: "local connections are not encrypted",
  aws_api_gateway_account: "there are no CloudWatch logs locally",
  aws_api_gateway_deployment: "the API's body is served as it stands",
  aws_caller_identity: "the account is 123456789012",
  aws_cloudwatch_composite_alarm: "there are no CloudWatch metrics locally",
  aws_cloudwatch_dashboard: "there are no CloudWatch metrics locally",
  aws_cloudwatch_log_group: "function logs are events of the local run",
  aws_cloudwatch_log_metric_filter: "there are no CloudWatch metrics locally",
  aws_cloudwatch_log_resource_policy: "there are no CloudWatch logs locally",
  aws_cloudwatch_metric_alarm: "there are no CloudWatch metrics locally",
  aws_cloudwatch_query_definition: "there are no CloudWatch logs locally",
  aws_iam_policy: "permissions are not enforced locally",
  aws_iam_policy_document: "permissions are not enforced locally",
  aws_iam_role: "permissions are not enforced locally",
  aws_iam_role_policy: "permissions are not enforced locally",
  aws_iam_role_policy_attachment: "permissions are not enforced locally",
  aws_kms_alias: "data is not encrypted locally",
  aws_kms_key: "data is not encrypted locally",
  aws_kms_replica_key: "data is not encrypted locally",
  aws_lambda_function_event_invoke_config: "failed scheduled runs are not retried locally",
  aws_lambda_permission: "permissions are not enforced locally",
  aws_partition: "the partition is aws",
  aws_region: "the region is the provider's",
  aws_s3_bucket_ownership_controls: "permissions are not enforced locally",
  aws_s3_bucket_policy: "permissions are not enforced locally",
  aws_s3_bucket_public_access_block: "permissions are not enforced locally",
  aws_s3_bucket_server_side_encryption_configuration: "data is not encrypted locally",
  aws_s3_bucket_versioning: "object versions are not kept locally",
  aws_sns_topic: "alarms are not evaluated locally",
  aws_sns_topic_policy: "alarms are not evaluated locally",
  aws_sns_topic_subscription: "alarms are not evaluated locally",
  aws_wafv2_web_acl_logging_configuration: "there are no CloudWatch logs locally",
  aws_xray_group: "traces are not recorded locally",
  aws_xray_sampling_rule: "traces are not recorded locally",
};

/** Returns the document's resource types without a local effect, and why. */
export function typesWithoutEffect(terraform: Terraform): Record<string, string> {
  const types = new Set([...terraform.resources.values()].map(({ type }) => type));
  return Object.fromEntries(Object.entries(WITHOUT_EFFECT).filter(([type]) => types.has(type)));
}

/** Returns one sentence per resource type that is not supported locally. */
export function unknownTypes(terraform: Terraform): string[] {
  const counts = new Map<string, number>();
  for (const { type } of terraform.resources.values()) {
    if (!RUN.includes(type) && WITHOUT_EFFECT[type] === undefined) {
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
  }
  return [...counts].map(([type, count]) => `${type}: not supported locally; ${count} left out`);
}

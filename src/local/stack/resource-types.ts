import type { Terraform } from "../../terraform";

/** What runs here. */
const RUN = [
  "aws_api_gateway_base_path_mapping",
  "aws_api_gateway_domain_name",
  "aws_api_gateway_method_settings",
  "aws_api_gateway_rest_api",
  "aws_api_gateway_stage",
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

/** What changes nothing on this machine, and why. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  aws_acm_certificate: "connections here are not encrypted",
  aws_acm_certificate_validation: "connections here are not encrypted",
  aws_api_gateway_account: "nothing is logged to CloudWatch",
  aws_api_gateway_deployment: "the API's body is served as it stands",
  aws_caller_identity: "the account is 123456789012",
  aws_cloudwatch_composite_alarm: "nothing is measured by CloudWatch",
  aws_cloudwatch_dashboard: "nothing is measured by CloudWatch",
  aws_cloudwatch_log_group: "what functions log is an event of this machine",
  aws_cloudwatch_log_metric_filter: "nothing is measured by CloudWatch",
  aws_cloudwatch_log_resource_policy: "nothing is logged to CloudWatch",
  aws_cloudwatch_metric_alarm: "nothing is measured by CloudWatch",
  aws_cloudwatch_query_definition: "nothing is logged to CloudWatch",
  aws_iam_policy: "everything is allowed here",
  aws_iam_policy_document: "everything is allowed here",
  aws_iam_role: "everything is allowed here",
  aws_iam_role_policy: "everything is allowed here",
  aws_iam_role_policy_attachment: "everything is allowed here",
  aws_kms_alias: "nothing is encrypted here",
  aws_kms_key: "nothing is encrypted here",
  aws_kms_replica_key: "nothing is encrypted here",
  aws_lambda_function_event_invoke_config: "a schedule's run is not tried again here",
  aws_lambda_permission: "everything is allowed here",
  aws_partition: "the partition is aws",
  aws_region: "it is the provider's region",
  aws_s3_bucket_ownership_controls: "everything is allowed here",
  aws_s3_bucket_policy: "everything is allowed here",
  aws_s3_bucket_public_access_block: "everything is allowed here",
  aws_s3_bucket_server_side_encryption_configuration: "nothing is encrypted here",
  aws_s3_bucket_versioning: "an object's earlier versions are not kept here",
  aws_sns_topic: "no alarm is raised here",
  aws_sns_topic_policy: "no alarm is raised here",
  aws_sns_topic_subscription: "no alarm is raised here",
  aws_wafv2_web_acl_logging_configuration: "nothing is logged to CloudWatch",
  aws_xray_group: "traces go nowhere",
  aws_xray_sampling_rule: "traces go nowhere",
};

/** The document's resource types that change nothing on this machine, and why. */
export function typesWithoutEffect(terraform: Terraform): Record<string, string> {
  const types = new Set([...terraform.resources.values()].map(({ type }) => type));
  return Object.fromEntries(Object.entries(WITHOUT_EFFECT).filter(([type]) => types.has(type)));
}

/** A sentence for each resource type that this machine does not know. */
export function unknownTypes(terraform: Terraform): string[] {
  const counts = new Map<string, number>();
  for (const { type } of terraform.resources.values()) {
    if (!RUN.includes(type) && WITHOUT_EFFECT[type] === undefined) {
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
  }
  return [...counts].map(([type, count]) => `${type}: this machine does not know it; ${count} left out`);
}

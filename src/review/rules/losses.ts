import type { Change } from "../change";
import { regionsIn } from "../region";
import { type Finder, hitOn, once, type Subject } from "../rule";
import { plain, text } from "../text";
import { textAt, valueAt } from "../values";
import { happens, together } from "./wording";

/** Lost resources by the rule that reports them: the kinds of change, and the types (without `aws_`). */
const TABLE = String.raw`
data-destroyed  destroy,replace  dynamodb_(table|global_table)|db_instance|rds_(cluster|global_cluster)|docdb_cluster|neptune_cluster|redshift_cluster|elasticache_(cluster|replication_group)|memorydb_cluster|opensearch_domain|elasticsearch_domain|s3_bucket|s3_directory_bucket|efs_file_system|fsx_\w+|ebs_volume|kinesis_stream|msk_cluster|timestream\w*_(table|db_instance|db_cluster)|qldb_ledger|keyspaces_table|backup_vault|ecr_repository|ecrpublic_repository|cognito_user_pool|secretsmanager_secret|dsql_cluster|docdbelastic_cluster|redshiftserverless_namespace|opensearchserverless_collection|elasticache_serverless_cache|neptunegraph_graph|s3tables_(table|table_bucket)|s3control_bucket|glacier_vault|codecommit_repository|codeartifact_(domain|repository)|lightsail_(bucket|database|disk)|workspaces_workspace|organizations_account
key-destroyed  destroy,replace  cloudhsm_v2_cluster|kms_(key|replica_key|external_key|replica_external_key)
key-leaves  destroy,replace  kms_(key|replica_key|external_key|replica_external_key)
zone-destroyed  destroy,replace  route53_zone|route53domains_domain|service_discovery_(public|private)_dns_namespace
replica-destroyed  destroy,replace  dynamodb_table_replica|db_instance_automated_backups_replication|s3_bucket_replication_configuration|efs_replication_configuration|ecr_replication_configuration|elasticache_global_replication_group
domain-name-destroyed  destroy,replace  api_gateway_domain_name|apigatewayv2_domain_name|appsync_domain_name|cloudfront_distribution|lb|alb|elb|globalaccelerator_accelerator
certificate-destroyed  destroy,replace  acm_certificate|iam_server_certificate
log-group-destroyed  destroy,replace  cloudwatch_(log_group|log_stream)
record-replaced  replace  route53_record
health-check-replaced  replace  route53_health_check
rest-api-replaced  replace  api_gateway_rest_api|apigatewayv2_api|appsync_graphql_api
protection-off  destroy  backup_(plan|selection|vault_lock_configuration)|dlm_lifecycle_policy|s3_bucket_(versioning|object_lock_configuration)
security-weakened  destroy  wafv2_web_acl|wafv2_web_acl_association|wafv2_web_acl_logging_configuration|wafregional_\w+|s3_bucket_public_access_block|s3_account_public_access_block|guardduty_\w+|cloudtrail|config_\w+|securityhub_\w+|macie2_\w+|accessanalyzer_analyzer|shield_protection|flow_log|network_acl\w*|inspector2_enabler|api_gateway_authorizer|apigatewayv2_authorizer|s3_bucket_server_side_encryption_configuration|api_gateway_rest_api_policy|secretsmanager_secret_rotation|ebs_encryption_by_default|iam_account_password_policy
alarm-silenced  destroy  cloudwatch_metric_alarm|cloudwatch_composite_alarm|cloudwatch_log_metric_filter|sns_topic|sns_topic_subscription|cloudwatch_event_rule|budgets_budget|synthetics_canary
resource-forgotten  forget  any
`;

const TYPES = new Map(
  [...TABLE.matchAll(/^(\S+) {2}(\S+) {2}(\S+)$/gm)].map(([, rule = "", kinds = "", types = ""]) => [
    rule,
    { kinds: kinds.split(","), types: new RegExp(types === "any" ? "." : `^aws_(${types})$`) },
  ]),
);

/** When the loss of a resource counts. */
const CONDITIONS: Readonly<Record<string, (change: Change, subject: Subject) => boolean>> = {
  // Otherwise, an account only leaves the organization.
  "data-destroyed": ({ type, before }) =>
    type !== "aws_organizations_account" || valueAt(before, "close_on_deletion") === true,
  "key-destroyed": (change, subject) => !leavesWithItsRegion(change, subject),
  "key-leaves": leavesWithItsRegion,
  "certificate-destroyed": (change, subject) => !change.createsFirst && isUsedCertificate(change, subject),
  // A guard or an alarm may go with everything that it protects.
  "protection-off": ({ region }, { regions }) => !regions.removed.has(region),
  "security-weakened": ({ region }, { regions }) => !regions.removed.has(region),
  "alarm-silenced": ({ address, region }, { regions }) =>
    ![region, ...regionsIn(address)].some((one) => regions.removed.has(one)),
};

const lost = once(({ changes }) =>
  changes.filter(({ kind }) => kind === "destroy" || kind === "replace" || kind === "forget"),
);

/** The findings of the table, by rule. */
export const LOSSES: Readonly<Record<string, Finder>> = Object.fromEntries(
  [...TYPES].map(([rule, { kinds, types }]): [string, Finder] => [
    rule,
    (subject) =>
      together(
        lost(subject).filter(
          (change) =>
            kinds.includes(change.kind) &&
            types.test(change.type) &&
            (CONDITIONS[rule]?.(change, subject) ?? true),
        ),
      ).map((group) => ({
        ...hitOn(group, text`${happens(group)}${group.some(isProtected) ? PROTECTED : []}`),
        ...(rule === "health-check-replaced" && group[0].createsFirst ? NEW_CHECK_FIRST : {}),
      })),
  ]),
);

const NEW_CHECK_FIRST = {
  why: plain(
    "A new check reports healthy before its first request, so a failure in its first minute goes unnoticed.",
  ),
  advice: plain("Apply it while every region is healthy."),
};

const PROTECTED = plain(" Its deletion protection is on: AWS refuses, and the apply stops halfway.");

function isProtected({ before, kind }: Change): boolean {
  return (
    kind !== "forget" &&
    ["deletion_protection_enabled", "deletion_protection", "enable_deletion_protection"].some(
      (path) => valueAt(before, path) === true,
    )
  );
}

/** Its region is removed, others stay, and nothing outside of that region can use it. */
function leavesWithItsRegion({ region, before }: Change, { regions }: Subject): boolean {
  return (
    regions.removed.has(region) &&
    regions.removed.size < regions.all.length &&
    valueAt(before, "multi_region") !== true
  );
}

const CERTIFICATE = [
  "certificate_arn",
  "regional_certificate_arn",
  "domain_name_configuration[0].certificate_arn",
  "viewer_certificate[0].acm_certificate_arn",
  "viewer_certificate[0].iam_certificate_id",
  "ssl_certificate_id",
  "server_certificate_arn",
];

/** A resource that stays names it, other than its own validation. */
function isUsedCertificate(certificate: Change, { changes }: Subject): boolean {
  const arn = textAt(certificate.before, "arn");
  return changes.some(
    ({ type, kind, before }) =>
      type !== "aws_acm_certificate_validation" &&
      kind !== "destroy" &&
      CERTIFICATE.some((path) => arn !== undefined && textAt(before, path) === arn),
  );
}

/** Users of the old version keep their copy. */
const VERSION =
  /^(aws_(ecs_task_definition|lambda_layer_version|batch_job_definition)|terraform_data|null_resource)$/;
/** The same, if the new version is created first. */
const VERSION_FIRST =
  /^aws_(api_gateway_deployment|apigatewayv2_deployment|acm_certificate|launch_configuration|sagemaker_(endpoint_configuration|model)|elastic_beanstalk_application_version|imagebuilder_(component|image_recipe|container_recipe)|apprunner_auto_scaling_configuration_version)$/;
const NOTHING_IN_AWS =
  /^(aws_acm_certificate_validation|terraform_data|null_resource|time_\w+|local_(sensitive_)?file)$/;

/** A new version takes the place of an old one, or nothing in AWS is destroyed. */
export function isNewVersion({ type, kind, createsFirst, deposed, runsScripts }: Change): boolean {
  if (runsScripts || deposed !== undefined) {
    return false;
  }
  return (
    NOTHING_IN_AWS.test(type) ||
    (kind === "replace" && (VERSION.test(type) || (createsFirst && VERSION_FIRST.test(type))))
  );
}

/** The resource is gone, for good or until it is created again. */
export function goesAway(change: Change): boolean {
  return (
    (change.kind === "destroy" || (change.kind === "replace" && !change.createsFirst)) &&
    !isNewVersion(change)
  );
}

import { changesOf } from "../../../src/review/change";
import { ATTRIBUTES } from "../../../src/review/rules/attribute-verdicts";
import { readPlan } from "../../../src/terraform";
import { added, changed, foundIn, type Planned, planWith, stays } from "../plan";

describe("protection-off", () => {
  test.each([
    [
      "fewer days to restore",
      changed("aws_db_instance.a", { backup_retention_period: 14 }, { backup_retention_period: 7 }),
    ],
    [
      "an inline replica that cannot be restored",
      changed(
        "aws_dynamodb_table.a",
        { replica: [{ region_name: "eu-west-1", point_in_time_recovery: true }] },
        { replica: [{ region_name: "eu-west-1", point_in_time_recovery: false }] },
      ),
    ],
    [
      "a bucket that may be destroyed full",
      changed("aws_s3_bucket.a", { force_destroy: false }, { force_destroy: true }),
    ],
    [
      "no versions",
      changed(
        "aws_s3_bucket_versioning.a",
        { versioning_configuration: [{ status: "Enabled" }] },
        { versioning_configuration: [{ status: "Suspended" }] },
      ),
    ],
  ])("%s", (_, planned) => {
    expect(foundIn([planned, stays])).toContain("protection-off");
  });
});

describe("switched-off", () => {
  test.each([
    [
      "a function that may run nowhere",
      changed(
        "aws_lambda_function.a",
        { reserved_concurrent_executions: 10 },
        { reserved_concurrent_executions: 0 },
      ),
    ],
    ["a schedule", changed("aws_scheduler_schedule.a", { state: "ENABLED" }, { state: "DISABLED" })],
    [
      "a method that takes no request",
      changed(
        "aws_api_gateway_method_settings.a",
        { settings: [{ throttling_rate_limit: 100 }] },
        { settings: [{ throttling_rate_limit: 0 }] },
      ),
    ],
  ])("%s", (_, planned) => {
    expect(foundIn([planned, stays])).toContain("switched-off");
  });

  test.each([
    ["what is on again", changed("aws_scheduler_schedule.a", { state: "DISABLED" }, { state: "ENABLED" })],
    [
      "what was off",
      changed(
        "aws_scheduler_schedule.a",
        { state: "DISABLED", group: "a" },
        { state: "DISABLED", group: "b" },
      ),
    ],
  ])("not %s", (_, planned) => {
    expect(foundIn([planned, stays])).not.toContain("switched-off");
  });
});

describe("health-check-changed", () => {
  const check = (asked: object) => ({ resource_path: "/status", fqdn: "us.api.example.com", ...asked });

  test.each([
    ["another path", { resource_path: "/" }],
    ["another name", { fqdn: "api.example.com" }],
    ["the opposite", { invert_healthcheck: true }],
  ])("%s", (_, asked) => {
    expect(foundIn([changed("aws_route53_health_check.a", check({}), check(asked)), stays])).toEqual([
      "health-check-changed",
    ]);
  });

  test.each([
    ["later", { failure_threshold: 5 }, ["failover-slower"]],
    ["sooner", { failure_threshold: 2 }, []],
  ])("a check that fails %s, in a plan without its records", (_, asked, expected) => {
    const timed = changed("aws_route53_health_check.a", check({}), check(asked));
    expect(foundIn([timed, stays])).toEqual(expected);
  });
});

describe("one attribute, one verdict", () => {
  test.each<[string, Planned, string | undefined]>([
    [
      "a waiting period that shrinks",
      changed("aws_kms_key.a", { deletion_window_in_days: 20 }, { deletion_window_in_days: 8 }),
      "protection-off",
    ],
    [
      "a waiting period that grows",
      changed("aws_kms_key.a", { deletion_window_in_days: 8 }, { deletion_window_in_days: 20 }),
      undefined,
    ],
    [
      "protection as a word",
      changed("aws_docdb_cluster.a", { deletion_protection: "ACTIVE" }, { deletion_protection: "INACTIVE" }),
      "protection-off",
    ],
    [
      "a cluster that leaves its global database",
      changed(
        "aws_rds_cluster.a",
        { global_cluster_identifier: "shop" },
        { global_cluster_identifier: null },
      ),
      "replica-destroyed",
    ],
    [
      "a domain in one zone",
      changed(
        "aws_opensearch_domain.a",
        { cluster_config: [{ zone_awareness_enabled: true }] },
        { cluster_config: [{ zone_awareness_enabled: false }] },
      ),
      "protection-off",
    ],
    [
      "a domain that accepts HTTP",
      changed(
        "aws_opensearch_domain.a",
        { domain_endpoint_options: [{ enforce_https: true }] },
        { domain_endpoint_options: [{ enforce_https: false }] },
      ),
      "security-weakened",
    ],
    [
      "a document for every account",
      added("aws_ssm_document.a", { permissions: { type: "Share", account_ids: "All" } }),
      "security-weakened",
    ],
    [
      "a stage that no longer deploys",
      changed("aws_apigatewayv2_stage.a", { auto_deploy: true }, { auto_deploy: false }),
      "switched-off",
    ],
    [
      "a file system at half its throughput",
      changed("aws_fsx_ontap_file_system.a", { throughput_capacity: 512 }, { throughput_capacity: 256 }),
      "requests-refused",
    ],
    [
      "brokers without TLS",
      changed(
        "aws_msk_cluster.a",
        { encryption_info: [{ encryption_in_transit: [{ client_broker: "TLS" }] }] },
        { encryption_info: [{ encryption_in_transit: [{ client_broker: "PLAINTEXT" }] }] },
      ),
      "security-weakened",
    ],
    [
      "brokers for unauthenticated clients",
      changed(
        "aws_msk_cluster.a",
        { client_authentication: [{ unauthenticated: false }] },
        { client_authentication: [{ unauthenticated: true }] },
      ),
      "security-weakened",
    ],
    [
      "a listener that no longer verifies its clients",
      changed(
        "aws_lb_listener.a",
        { mutual_authentication: [{ mode: "verify" }] },
        { mutual_authentication: [{ mode: "passthrough" }] },
      ),
      "security-weakened",
    ],
    [
      "a zone that is no longer signed",
      changed(
        "aws_route53_hosted_zone_dnssec.a",
        { signing_status: "SIGNING" },
        { signing_status: "NOT_SIGNING" },
      ),
      "switched-off",
    ],
    [
      "an accelerator that sends a region less",
      changed(
        "aws_globalaccelerator_endpoint_group.a",
        { traffic_dial_percentage: 100 },
        { traffic_dial_percentage: 10 },
      ),
      "routing-changed",
    ],
    [
      "an accelerator that notices failures later",
      changed("aws_globalaccelerator_endpoint_group.a", { threshold_count: 3 }, { threshold_count: 9 }),
      "failover-slower",
    ],
    [
      "a firewall for a load balancer that exists",
      added("aws_wafv2_web_acl_association.a", { resource_arn: "arn:a", web_acl_arn: "arn:b" }),
      "requests-refused",
    ],
    [
      "a firewall for a new load balancer",
      { ...added("aws_wafv2_web_acl_association.a", {}), unknown: { resource_arn: true } },
      undefined,
    ],
    [
      "a function that the apply calls",
      added("aws_lambda_invocation.a", { function_name: "migrate", input: "{}" }),
      "action-invoked",
    ],
    [
      "a group that is empty at night",
      added("aws_autoscaling_schedule.a", { autoscaling_group_name: "web", max_size: 0 }),
      "switched-off",
    ],
    [
      "a group that grows in the morning",
      added("aws_autoscaling_schedule.a", { autoscaling_group_name: "web", max_size: 9 }),
      undefined,
    ],
    [
      "an analyst who may read a lake",
      added("aws_lakeformation_permissions.a", { principal: "arn:aws:iam::123456789012:role/analyst" }),
      "policy-attached",
    ],
    [
      "an access point that is open",
      added("aws_s3_access_point.a", { public_access_block_configuration: [{ block_public_policy: false }] }),
      "security-weakened",
    ],
    [
      "a replica that goes",
      changed(
        "aws_dynamodb_table.a",
        { replica: [{ region_name: "eu-west-1" }, { region_name: "eu-west-3" }] },
        { replica: [{ region_name: "eu-west-3" }] },
      ),
      "replica-destroyed",
    ],
    [
      "a replica that comes",
      changed("aws_dynamodb_table.a", { replica: [] }, { replica: [{ region_name: "eu-west-3" }] }),
      undefined,
    ],
    [
      "half the concurrency",
      changed(
        "aws_lambda_function.a",
        { reserved_concurrent_executions: 80 },
        { reserved_concurrent_executions: 40 },
      ),
      "requests-refused",
    ],
    [
      "a first limit",
      changed(
        "aws_lambda_function.a",
        { reserved_concurrent_executions: -1 },
        { reserved_concurrent_executions: 40 },
      ),
      "requests-refused",
    ],
    [
      "a tenth less",
      changed("aws_appautoscaling_target.a", { max_capacity: 20 }, { max_capacity: 18 }),
      undefined,
    ],
    [
      "capacity of a table that is paid per request",
      changed(
        "aws_dynamodb_table.a",
        { billing_mode: "PROVISIONED", read_capacity: 50 },
        { billing_mode: "PAY_PER_REQUEST", read_capacity: 0 },
      ),
      undefined,
    ],
    [
      "a lower threshold for what must not be high",
      changed(
        "aws_cloudwatch_metric_alarm.a",
        { comparison_operator: "GreaterThanThreshold", threshold: 9 },
        { comparison_operator: "GreaterThanThreshold", threshold: 4 },
      ),
      undefined,
    ],
    [
      "a lower threshold for what must not be low",
      changed(
        "aws_cloudwatch_metric_alarm.a",
        { comparison_operator: "LessThanThreshold", threshold: 9 },
        { comparison_operator: "LessThanThreshold", threshold: 4 },
      ),
      "alarm-silenced",
    ],
    [
      "one topic more",
      changed(
        "aws_cloudwatch_metric_alarm.a",
        { alarm_actions: ["arn:a"] },
        { alarm_actions: ["arn:a", "arn:b"] },
      ),
      undefined,
    ],
    [
      "a composite alarm without one of its alarms",
      changed(
        "aws_cloudwatch_composite_alarm.a",
        { alarm_rule: 'ALARM("a") OR ALARM("b")' },
        { alarm_rule: 'ALARM("a")' },
      ),
      "alarm-silenced",
    ],
    [
      "a name server",
      changed(
        "aws_route53_record.a",
        { type: "NS", records: ["ns1.example.com"] },
        { type: "NS", records: ["ns1.example.net"] },
      ),
      "routing-changed",
    ],
    [
      "a day to live",
      changed("aws_route53_record.a", { type: "TXT", ttl: 300 }, { type: "TXT", ttl: 86400 }),
      "failover-slower",
    ],
    [
      "another path of an API",
      changed("aws_api_gateway_resource.a", { path_part: "orders" }, { path_part: "order" }),
      "api-breaking",
    ],
    [
      "a larger machine",
      changed(
        "aws_elasticache_cluster.a",
        { node_type: "cache.t4g.small" },
        { node_type: "cache.m7g.large" },
      ),
      "service-interrupted",
    ],
    [
      "a stricter firewall",
      changed(
        "aws_wafv2_web_acl.a",
        { default_action: [{ allow: [{}], block: [] }] },
        { default_action: [{ allow: [], block: [{}] }] },
      ),
      "requests-refused",
    ],
    [
      "a variable that is new",
      changed(
        "aws_lambda_function.a",
        { environment: [] },
        { environment: [{ variables: { LEVEL: "info" } }] },
      ),
      undefined,
    ],
    [
      "a variable that changes",
      changed(
        "aws_lambda_function.a",
        { environment: [{ variables: { LEVEL: "info" } }] },
        { environment: [{ variables: { LEVEL: "debug" } }] },
      ),
      "unjudged",
    ],
    [
      "a variable that marks the release",
      changed(
        "aws_lambda_function.a",
        { environment: [{ variables: { GIT_COMMIT: "1f", ORDERS_LOG_LEVEL: "info" } }] },
        { environment: [{ variables: { GIT_COMMIT: "2e", ORDERS_LOG_LEVEL: "debug" } }] },
      ),
      undefined,
    ],
    [
      "a zone that goes with its records",
      changed("aws_route53_zone.a", { force_destroy: false }, { force_destroy: true }),
      "protection-off",
    ],
    [
      "an index that is smaller beside a new one",
      changed(
        "aws_dynamodb_table.a",
        { global_secondary_index: [{ name: "by-day", write_capacity: 80 }] },
        {
          global_secondary_index: [
            { name: "by-user", write_capacity: 5 },
            { name: "by-day", write_capacity: 2 },
          ],
        },
      ),
      "unjudged",
    ],
    [
      "a new index beside one that stays",
      changed(
        "aws_dynamodb_table.a",
        { global_secondary_index: [{ name: "by-day", write_capacity: 80 }] },
        {
          global_secondary_index: [
            { name: "by-user", write_capacity: 5 },
            { name: "by-day", write_capacity: 80 },
          ],
        },
      ),
      undefined,
    ],
    [
      "blocks of a set in another order",
      changed(
        "aws_dynamodb_table.a",
        {
          global_secondary_index: [
            { name: "by-user", write_capacity: 5 },
            { name: "by-day", write_capacity: 80 },
          ],
        },
        {
          global_secondary_index: [
            { name: "by-day", write_capacity: 80 },
            { name: "by-user", write_capacity: 5 },
          ],
        },
      ),
      undefined,
    ],
    [
      "networks of a firewall's rule in another order",
      changed(
        "aws_security_group.a",
        { egress: [{ from_port: 53, to_port: 53, cidr_blocks: ["10.1.0.0/16", "10.2.0.0/16"] }] },
        { egress: [{ from_port: 53, to_port: 53, cidr_blocks: ["10.2.0.0/16", "10.1.0.0/16"] }] },
      ),
      undefined,
    ],
    [
      "behaviors, of which the first that matches counts, in another order",
      changed(
        "aws_cloudfront_distribution.a",
        { ordered_cache_behavior: [{ path_pattern: "/a/*" }, { path_pattern: "/*" }] },
        { ordered_cache_behavior: [{ path_pattern: "/*" }, { path_pattern: "/a/*" }] },
      ),
      "unjudged",
    ],
    [
      "something that no rule knows",
      changed("aws_glue_job.a", { glue_version: "4.0" }, { glue_version: "5.0" }),
      "unjudged",
    ],
    [
      "a certificate for another name",
      {
        ...changed(
          "aws_acm_certificate.a",
          { domain_name: "a.example.com" },
          { domain_name: "b.example.com" },
        ),
        actions: ["create", "delete"],
      },
      "switched-off",
    ],
    [
      "a certificate for a name less",
      {
        ...changed(
          "aws_acm_certificate.a",
          { subject_alternative_names: ["a.example.com", "b.example.com"] },
          { subject_alternative_names: ["a.example.com"] },
        ),
        actions: ["create", "delete"],
      },
      "switched-off",
    ],
  ])("%s", (_, planned, rule) => {
    expect(foundIn([planned, stays])).toEqual(rule === undefined ? [] : [rule]);
  });

  test("a change with a finding is not also counted as unjudged", () => {
    const both = changed(
      "aws_glue_job.a",
      { max_capacity: 9, glue_version: "4.0" },
      { max_capacity: 1, glue_version: "5.0" },
    );
    expect(foundIn([both, stays])).toEqual(["requests-refused"]);
  });
});

test("no row of the harmless table finds harm", () => {
  const [queue] = changesOf(readPlan(planWith([changed("aws_sqs_queue.a", {}, {})])));
  expect(queue).toBeDefined();
  const rows = ATTRIBUTES.filter(({ rule }) => rule === "harmless");
  const harmful = rows.filter(({ judge }) =>
    [true, false, "a", 0].some(
      (after) =>
        queue !== undefined && judge({ before: "b", after, unknown: false, change: queue }) === "harmful",
    ),
  );
  expect(harmful).toEqual([]);
});

/** Everyday changes of data, access and capacity, and changes of the same attributes that hurt. */
describe.each<[type: string, harmless: [object, object], harmful: [object, object]]>([
  ["lambda_function", [{ timeout: 6 }, { timeout: 9 }], [{ timeout: 60 }, { timeout: 5 }]],
  ["sqs_queue", [{ delay_seconds: 9 }, { delay_seconds: 0 }], [{ delay_seconds: 0 }, { delay_seconds: 9 }]],
  [
    "sns_topic",
    [{ display_name: "a" }, { display_name: "b" }],
    [{ kms_master_key_id: "" }, { kms_master_key_id: "alias/aws/sns" }],
  ],
  [
    "db_instance",
    [{ monitoring_interval: 0 }, { monitoring_interval: 15 }],
    [{ port: 5432 }, { port: 3306 }],
  ],
  [
    "rds_cluster",
    [{ enabled_cloudwatch_logs_exports: [] }, { enabled_cloudwatch_logs_exports: ["error"] }],
    [{ enabled_cloudwatch_logs_exports: ["error", "audit"] }, { enabled_cloudwatch_logs_exports: ["error"] }],
  ],
  [
    "appautoscaling_scheduled_action",
    [
      { scalable_target_action: [{ max_capacity: "4" }] },
      { scalable_target_action: [{ max_capacity: "6" }] },
    ],
    [
      { scalable_target_action: [{ max_capacity: "4" }] },
      { scalable_target_action: [{ max_capacity: "0" }] },
    ],
  ],
  [
    "apigatewayv2_api",
    [{ cors_configuration: [{ max_age: 0 }] }, { cors_configuration: [{ max_age: 60 }] }],
    [
      { cors_configuration: [{ allow_origins: ["https://shop.example"] }] },
      { cors_configuration: [{ allow_origins: ["https://shop.example", "*"] }] },
    ],
  ],
  [
    "cognito_user_pool_client",
    [{ callback_urls: ["https://a.example"] }, { callback_urls: ["https://a.example", "https://b.example"] }],
    [{ callback_urls: ["https://a.example", "https://b.example"] }, { callback_urls: ["https://a.example"] }],
  ],
  [
    "lb_target_group",
    [{ health_check: [{ interval: 30 }] }, { health_check: [{ interval: 10 }] }],
    [{ health_check: [{ path: "/ready" }] }, { health_check: [{ path: "/" }] }],
  ],
  [
    "backup_plan",
    [{ rule: [{ lifecycle: [{ delete_after: 9 }] }] }, { rule: [{ lifecycle: [{ delete_after: 99 }] }] }],
    [{ rule: [{ rule_name: "daily" }, { rule_name: "monthly" }] }, { rule: [{ rule_name: "daily" }] }],
  ],
  [
    "ebs_volume",
    [
      { size: 8, type: "gp2" },
      { size: 16, type: "gp3" },
    ],
    [{ throughput: 500 }, { throughput: 125 }],
  ],
  [
    "dynamodb_table",
    [
      { billing_mode: "PAY_PER_REQUEST", point_in_time_recovery: [{ enabled: false }] },
      {
        billing_mode: "PAY_PER_REQUEST",
        point_in_time_recovery: [{ enabled: true, recovery_period_in_days: 35 }],
      },
    ],
    [
      { billing_mode: "PAY_PER_REQUEST", on_demand_throughput: [] },
      { billing_mode: "PAY_PER_REQUEST", on_demand_throughput: [{ max_read_request_units: 40 }] },
    ],
  ],
  [
    "secretsmanager_secret_version",
    [{ secret_string_wo_version: 1 }, { secret_string_wo_version: 2 }],
    [{ secret_id: "a" }, { secret_id: "b" }],
  ],
  [
    "kms_key",
    [{ tags: { status: "on" } }, { tags: { status: "off" } }],
    [{}, { deletion_window_in_days: 9 }],
  ],
  [
    "efs_file_system",
    [{ throughput_mode: "bursting" }, { throughput_mode: "elastic" }],
    [{ throughput_mode: "elastic" }, { throughput_mode: "bursting" }],
  ],
  [
    "cloudwatch_log_group",
    [{ skip_destroy: false }, { skip_destroy: true }],
    [{ skip_destroy: true }, { skip_destroy: false }],
  ],
  [
    "vpc",
    [{ enable_dns_support: false }, { enable_dns_support: true }],
    [{ enable_dns_support: true }, { enable_dns_support: false }],
  ],
  [
    "sfn_state_machine",
    [{ definition: "a" }, { definition: "b" }],
    [
      { logging_configuration: [{ level: "ALL" }], type: "a" },
      { logging_configuration: [], type: "b" },
    ],
  ],
])("%s", (type, [before, after], [good, bad]) => {
  test("an everyday change is harmless", () => {
    expect(foundIn([changed(`aws_${type}.a`, before, after), stays])).toEqual([]);
  });

  test("a harmful one is found", () => {
    expect(foundIn([changed(`aws_${type}.a`, good, bad), stays])).not.toEqual([]);
  });
});

import { changesOf } from "../../src/review/change";
import { ATTRIBUTES } from "../../src/review/rules/attributes";
import { readPlan } from "../../src/terraform";
import { reviewOf } from "./corpus/read";
import { found, foundIn, type Planned, planWith } from "./plan";

/** What no plan of the corpus does, each as the least plan that does it, beside something that stays. */
const stays: Planned = {
  address: "aws_sqs_queue.jobs",
  before: { arn: "arn:aws:sqs:eu-west-1:123456789012:jobs" },
  after: { arn: "arn:aws:sqs:eu-west-1:123456789012:jobs" },
  actions: ["no-op"],
};

function change(address: string, before: object, after: object): Planned {
  return { address, before: { ...before }, after: { ...after } };
}

function added(address: string, after: object): Planned {
  return { address, after: { ...after } };
}

const world = { type: "ingress", protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] };

describe("security-weakened", () => {
  test.each([
    [
      "a shell of a new group",
      added("aws_security_group.a", { ingress: [{ ...world, from_port: 22, to_port: 22 }] }),
    ],
    [
      "a database of a new group",
      added("aws_security_group_rule.a", { ...world, from_port: 5432, to_port: 5432 }),
    ],
    [
      "the internet in quarters",
      change(
        "aws_default_security_group.a",
        { ingress: [] },
        { ingress: [{ from_port: 22, to_port: 22, cidr_blocks: ["64.0.0.0/2"] }] },
      ),
    ],
    [
      "the internet of IPv6",
      change("aws_wafv2_ip_set.a", { addresses: ["2001:db8::/32"] }, { addresses: ["2000::/3"] }),
    ],
    ["a network list of everyone", added("aws_ec2_managed_prefix_list_entry.a", { cidr: "0.0.0.0/0" })],
    [
      "a cluster of everyone",
      change(
        "aws_eks_cluster.a",
        { vpc_config: [{ public_access_cidrs: ["198.51.100.0/24"] }] },
        { vpc_config: [{ public_access_cidrs: ["0.0.0.0/0"] }] },
      ),
    ],
    ["a new public database", added("aws_redshift_cluster.a", { publicly_accessible: true })],
    ["a new bucket for everyone", added("aws_s3_bucket_acl.a", { acl: "public-read" })],
    [
      "a new grant to everyone",
      added("aws_s3_bucket_acl.a", {
        access_control_policy: [
          {
            grant: [
              { grantee: [{ id: "1" }] },
              { grantee: [{ uri: "http://acs.amazonaws.com/groups/global/AllUsers" }] },
            ],
          },
        ],
      }),
    ],
    ["an image for everyone", added("aws_ami_launch_permission.a", { image_id: "ami-1", group: "all" })],
    ["a layer for everyone", added("aws_lambda_layer_version_permission.a", { principal: "*" })],
    [
      "a snapshot for another account",
      added("aws_snapshot_create_volume_permission.a", { account_id: "210987654321" }),
    ],
    [
      "older TLS of a load balancer",
      change(
        "aws_lb_listener.a",
        { ssl_policy: "ELBSecurityPolicy-TLS13-1-3-2021-06" },
        { ssl_policy: "ELBSecurityPolicy-TLS13-1-1-2021-06" },
      ),
    ],
    [
      "no encryption by another spelling",
      change(
        "aws_dax_cluster.a",
        { server_side_encryption: [{ enabled: true }] },
        { server_side_encryption: [{ enabled: false }] },
      ),
    ],
    ["a detector that is off", change("aws_guardduty_detector.a", { enable: true }, { enable: false })],
    [
      "one rule of a managed group that only counts",
      change(
        "aws_wafv2_web_acl.a",
        {
          rule: [
            {
              name: "core",
              priority: 1,
              statement: [{ managed_rule_group_statement: [{ name: "core", rule_action_override: [] }] }],
            },
          ],
        },
        {
          rule: [
            {
              name: "core",
              priority: 1,
              statement: [
                {
                  managed_rule_group_statement: [
                    {
                      name: "core",
                      rule_action_override: [{ name: "SQLi_BODY", action_to_use: [{ count: [{}] }] }],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ),
    ],
    [
      "older TLS",
      change("aws_api_gateway_domain_name.a", { security_policy: "TLS_1_2" }, { security_policy: "TLS_1_0" }),
    ],
    [
      "a rule that opens a port to everybody",
      change(
        "aws_vpc_security_group_ingress_rule.a",
        { cidr_ipv4: "10.0.0.0/8" },
        { cidr_ipv4: "0.0.0.0/0" },
      ),
    ],
    [
      "a database that everybody reaches",
      change("aws_db_instance.a", { publicly_accessible: false }, { publicly_accessible: true }),
    ],
    [
      "a function that everybody may call",
      change("aws_lambda_function_url.a", { authorization_type: "AWS_IAM" }, { authorization_type: "NONE" }),
    ],
    [
      "a permission without a source",
      change("aws_lambda_permission.a", { source_arn: "arn:a" }, { source_arn: null }),
    ],
    [
      "no access log",
      change(
        "aws_api_gateway_stage.a",
        { access_log_settings: [{ destination_arn: "arn:a" }] },
        { access_log_settings: [] },
      ),
    ],
    [
      "a role without its boundary",
      change("aws_iam_role.a", { permissions_boundary: "arn:a" }, { permissions_boundary: null }),
    ],
    ["a new permission for everybody", added("aws_lambda_permission.a", { principal: "*" })],
    [
      "a new rule of a group that is there",
      added("aws_security_group_rule.a", {
        type: "ingress",
        security_group_id: "sg-1",
        cidr_blocks: ["0.0.0.0/0"],
      }),
    ],
  ])("%s", (_, planned) => {
    expect(foundIn([planned, stays])).toContain("security-weakened");
  });

  test.each([
    [
      "newer TLS",
      change("aws_api_gateway_domain_name.a", { security_policy: "TLS_1_0" }, { security_policy: "TLS_1_2" }),
    ],
    [
      "logs that are kept longer",
      change("aws_cloudwatch_log_group.a", { retention_in_days: 7 }, { retention_in_days: 30 }),
    ],
    [
      "a lower limit",
      change(
        "aws_api_gateway_method_settings.a",
        { settings: [{ throttling_rate_limit: 100 }] },
        { settings: [{ throttling_rate_limit: 10 }] },
      ),
    ],
    [
      "a new permission for a caller of one account",
      added("aws_lambda_permission.a", { principal: "*", source_account: "123456789012" }),
    ],
    [
      "a web server's port in a rule of a new group",
      added("aws_security_group_rule.a", { ...world, from_port: 443, to_port: 443 }),
    ],
    [
      "an outgoing rule of a group that stays",
      change("aws_security_group.a", { egress: [] }, { egress: [{ ...world, protocol: "-1" }] }),
    ],
    [
      "a way out",
      added("aws_security_group_rule.a", {
        type: "egress",
        security_group_id: "sg-1",
        cidr_blocks: ["0.0.0.0/0"],
      }),
    ],
  ])("not %s", (_, planned) => {
    expect(foundIn([planned, stays])).not.toContain("security-weakened");
  });
});

describe("protection-off", () => {
  test.each([
    [
      "fewer days to restore",
      change("aws_db_instance.a", { backup_retention_period: 14 }, { backup_retention_period: 7 }),
    ],
    [
      "an inline replica that cannot be restored",
      change(
        "aws_dynamodb_table.a",
        { replica: [{ region_name: "eu-west-1", point_in_time_recovery: true }] },
        { replica: [{ region_name: "eu-west-1", point_in_time_recovery: false }] },
      ),
    ],
    [
      "a bucket that may be destroyed full",
      change("aws_s3_bucket.a", { force_destroy: false }, { force_destroy: true }),
    ],
    [
      "no versions",
      change(
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
      change(
        "aws_lambda_function.a",
        { reserved_concurrent_executions: 10 },
        { reserved_concurrent_executions: 0 },
      ),
    ],
    ["a schedule", change("aws_scheduler_schedule.a", { state: "ENABLED" }, { state: "DISABLED" })],
    [
      "a method that takes no request",
      change(
        "aws_api_gateway_method_settings.a",
        { settings: [{ throttling_rate_limit: 100 }] },
        { settings: [{ throttling_rate_limit: 0 }] },
      ),
    ],
  ])("%s", (_, planned) => {
    expect(foundIn([planned, stays])).toContain("switched-off");
  });

  test.each([
    ["what is on again", change("aws_scheduler_schedule.a", { state: "DISABLED" }, { state: "ENABLED" })],
    [
      "what was off",
      change(
        "aws_scheduler_schedule.a",
        { state: "DISABLED", group: "a" },
        { state: "DISABLED", group: "b" },
      ),
    ],
  ])("not %s", (_, planned) => {
    expect(foundIn([planned, stays])).not.toContain("switched-off");
  });
});

describe("data-expires", () => {
  const table = (ttl: object) => ({ ttl: [ttl] });
  const off = { enabled: false, attribute_name: "" };
  const bucket = (...rule: readonly object[]) => ({ rule });
  const after30 = { status: "Enabled", expiration: [{ days: 30 }] };

  test.each([
    [
      "a table that had no time to live",
      change("aws_dynamodb_table.a", table(off), table({ enabled: true, attribute_name: "expires" })),
    ],
    [
      "another attribute",
      change(
        "aws_dynamodb_table.a",
        table({ enabled: true, attribute_name: "expires" }),
        table({ enabled: true, attribute_name: "createdAt" }),
      ),
    ],
    [
      "a stream that keeps less",
      change("aws_kinesis_stream.a", { retention_period: 48 }, { retention_period: 24 }),
    ],
    ["a rule of a bucket", change("aws_s3_bucket_lifecycle_configuration.a", bucket(), bucket(after30))],
    [
      "a rule for more objects",
      change(
        "aws_s3_bucket_lifecycle_configuration.a",
        bucket({ ...after30, prefix: "logs/" }),
        bucket({ ...after30, prefix: "" }),
      ),
    ],
  ])("%s", (_, planned) => {
    expect(foundIn([planned, stays])).toContain("data-expires");
  });

  test.each([
    [
      "a time to live that ends",
      change("aws_dynamodb_table.a", table({ enabled: true, attribute_name: "expires" }), table(off)),
    ],
    [
      "a queue that keeps more",
      change("aws_sqs_queue.a", { message_retention_seconds: 60 }, { message_retention_seconds: 90 }),
    ],
    [
      "a rule less, or one that is off",
      change(
        "aws_s3_bucket_lifecycle_configuration.a",
        bucket(after30, { ...after30, prefix: "a" }),
        bucket(after30, { status: "Disabled", expiration: [{ days: 1 }] }),
      ),
    ],
  ])("not %s", (_, planned) => {
    expect(foundIn([planned, stays])).not.toContain("data-expires");
  });
});

describe("health-check-changed", () => {
  const check = (asked: object) => ({ resource_path: "/status", fqdn: "us.api.example.com", ...asked });

  test.each([
    ["another path", { resource_path: "/" }],
    ["another name", { fqdn: "api.example.com" }],
    ["the opposite", { invert_healthcheck: true }],
  ])("%s", (_, asked) => {
    expect(foundIn([change("aws_route53_health_check.a", check({}), check(asked)), stays])).toEqual([
      "health-check-changed",
    ]);
  });

  test("not how often", () => {
    const slower = change("aws_route53_health_check.a", check({}), check({ failure_threshold: 5 }));
    expect(foundIn([slower, stays])).toEqual([]);
  });
});

describe("policies", () => {
  const policy = (...statements: readonly object[]) => ({
    policy: JSON.stringify({ Statement: statements }),
  });
  const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::a/*" };
  const widened = (before: object, after: object) =>
    foundIn([change("aws_iam_policy.a", before, after), stays]).filter((rule) => rule.startsWith("policy-"));

  test.each([
    ["another action", policy(read), policy({ ...read, Action: ["s3:GetObject", "s3:PutObject"] })],
    ["more resources", policy(read), policy({ ...read, Resource: "arn:aws:s3:::a*" })],
    [
      "a condition that is gone",
      policy({ ...read, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      policy(read),
    ],
    ["a denial that is gone", policy(read, { ...read, Effect: "Deny" }), policy(read)],
    [
      "NotAction",
      policy(read),
      policy({ Effect: "Allow", NotAction: "iam:*", Resource: "arn:aws:s3:::a/*" }),
    ],
  ])("widened by %s", (_, before, after) => {
    expect(widened(before, after)).toEqual(["policy-widened"]);
  });

  test.each([
    ["everything on everything", policy(read), policy({ Effect: "Allow", Action: "*", Resource: "*" })],
    ["anybody", policy(read), policy({ ...read, Principal: "*" })],
    ["all but a few actions", policy(read), policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })],
    [
      "everyone with an account at a web identity provider",
      policy({
        ...read,
        Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
        Condition: { StringEquals: { "gitlab.com:sub": "a" } },
      }),
      policy({ ...read, Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" } }),
    ],
  ])("open to %s", (_, before, after) => {
    expect(widened(before, after)).toEqual(["policy-open"]);
  });

  test.each([
    [
      "the same in another order",
      policy({ ...read, Action: ["s3:GetObject", "s3:PutObject"] }),
      policy({ ...read, Action: ["s3:putobject", "s3:GetObject"] }),
    ],
    ["less", policy({ ...read, Action: "s3:*" }), policy(read)],
    ["one more denial", policy(read), policy(read, { ...read, Effect: "Deny" })],
  ])("not widened by %s", (_, before, after) => {
    expect(widened(before, after)).not.toContain("policy-widened");
  });

  test.each([
    ["an action less", policy(read, { ...read, Action: "s3:PutObject" }), policy(read), "policy-narrowed"],
    ["one more denial", policy(read), policy(read, { ...read, Effect: "Deny" }), "policy-narrowed"],
    ["other words for the same", policy({ ...read, Action: ["s3:GetObject"] }), policy(read), undefined],
  ])("narrowed by %s", (_, before, after, rule) => {
    expect(widened(before, after)).toEqual(rule === undefined ? [] : [rule]);
  });

  test("read in the blocks of a role", () => {
    const role = (action: string) => ({
      inline_policy: [{ name: "a", ...policy({ ...read, Action: action }) }],
    });
    expect(foundIn([change("aws_iam_role.a", role("s3:GetObject"), role("s3:*")), stays])).toEqual([
      "policy-widened",
    ]);
  });

  test.each([
    [
      "a new role for anyone",
      added("aws_iam_role.a", { assume_role_policy: policy({ ...read, Principal: "*" }).policy }),
      ["policy-open"],
    ],
    [
      "a policy for an old user",
      added("aws_iam_user_policy_attachment.a", {
        user: "ada",
        policy_arn: "arn:aws:iam::123456789012:policy/reader",
      }),
      ["policy-attached"],
    ],
    [
      "an old user in a group",
      added("aws_iam_user_group_membership.a", { user: "ada", groups: ["admins"] }),
      ["policy-attached"],
    ],
    [
      "a policy of an old bucket",
      added("aws_s3_bucket_policy.a", { bucket: "letters", ...policy(read) }),
      ["policy-widened"],
    ],
    ["a new policy of few actions", added("aws_iam_policy.a", policy(read)), []],
    [
      "a denial for an old group",
      added("aws_iam_group_policy.a", { group: "writers", ...policy({ ...read, Effect: "Deny" }) }),
      ["policy-narrowed"],
    ],
    [
      "a password for an old user",
      added("aws_iam_user_login_profile.a", { user: "ada" }),
      ["policy-attached"],
    ],
    [
      "a policy for an old organizational unit",
      added("aws_organizations_policy_attachment.a", { policy_id: "p-1", target_id: "ou-1" }),
      ["policy-attached"],
    ],
  ])("of new resources: %s", (_, planned, expected) => {
    expect(foundIn([planned, stays])).toEqual(expected);
  });

  test("a new credential of a new user adds nothing to what is there", () => {
    const user = added("aws_iam_user.a", { name: "ci" });
    expect(foundIn([user, added("aws_iam_access_key.a", { user: "ci" }), stays])).toEqual([]);
  });

  test("a new policy of a new role adds nothing to what is there", () => {
    const grant = added("aws_iam_role_policy.a", { role: "worker", ...policy(read) });
    expect(foundIn([added("aws_iam_role.a", { name: "worker" }), grant, stays])).toEqual([]);
  });
});

test.each([
  ["aws_acm_certificate.a", "resource-destroyed"],
  ["aws_efs_file_system.a", "data-destroyed"],
  ["aws_kms_key.a", "key-destroyed"],
])("the leftover of an earlier replacement is destroyed like any other: %s", (address, rule) => {
  const deposed = { address, before: { arn: "arn:a" }, after: null, deposed: "1a2b3c4d" };
  expect(foundIn([deposed, stays])).toEqual([rule]);
});

test("a certificate goes without a word once nothing uses it", () => {
  const certificate = { address: "aws_acm_certificate.a", before: { arn: "arn:a" }, after: null };
  const user = change("aws_lb_listener.a", { certificate_arn: "arn:a" }, { certificate_arn: "arn:b" });
  expect(foundIn([certificate, stays])).not.toContain("certificate-destroyed");
  expect(foundIn([certificate, user, stays])).toContain("certificate-destroyed");
});

describe("one attribute, one verdict", () => {
  test.each<[string, Planned, string | undefined]>([
    [
      "a waiting period that shrinks",
      change("aws_kms_key.a", { deletion_window_in_days: 20 }, { deletion_window_in_days: 8 }),
      "protection-off",
    ],
    [
      "a waiting period that grows",
      change("aws_kms_key.a", { deletion_window_in_days: 8 }, { deletion_window_in_days: 20 }),
      undefined,
    ],
    [
      "protection as a word",
      change("aws_docdb_cluster.a", { deletion_protection: "ACTIVE" }, { deletion_protection: "INACTIVE" }),
      "protection-off",
    ],
    [
      "a replica that goes",
      change(
        "aws_dynamodb_table.a",
        { replica: [{ region_name: "eu-west-1" }, { region_name: "eu-west-3" }] },
        { replica: [{ region_name: "eu-west-3" }] },
      ),
      "replica-destroyed",
    ],
    [
      "a replica that comes",
      change("aws_dynamodb_table.a", { replica: [] }, { replica: [{ region_name: "eu-west-3" }] }),
      undefined,
    ],
    [
      "half the concurrency",
      change(
        "aws_lambda_function.a",
        { reserved_concurrent_executions: 80 },
        { reserved_concurrent_executions: 40 },
      ),
      "requests-refused",
    ],
    [
      "a first limit",
      change(
        "aws_lambda_function.a",
        { reserved_concurrent_executions: -1 },
        { reserved_concurrent_executions: 40 },
      ),
      "requests-refused",
    ],
    [
      "a tenth less",
      change("aws_appautoscaling_target.a", { max_capacity: 20 }, { max_capacity: 18 }),
      undefined,
    ],
    [
      "capacity of a table that is paid per request",
      change(
        "aws_dynamodb_table.a",
        { billing_mode: "PROVISIONED", read_capacity: 50 },
        { billing_mode: "PAY_PER_REQUEST", read_capacity: 0 },
      ),
      undefined,
    ],
    [
      "a lower threshold for what must not be high",
      change(
        "aws_cloudwatch_metric_alarm.a",
        { comparison_operator: "GreaterThanThreshold", threshold: 9 },
        { comparison_operator: "GreaterThanThreshold", threshold: 4 },
      ),
      undefined,
    ],
    [
      "a lower threshold for what must not be low",
      change(
        "aws_cloudwatch_metric_alarm.a",
        { comparison_operator: "LessThanThreshold", threshold: 9 },
        { comparison_operator: "LessThanThreshold", threshold: 4 },
      ),
      "alarm-silenced",
    ],
    [
      "one topic more",
      change(
        "aws_cloudwatch_metric_alarm.a",
        { alarm_actions: ["arn:a"] },
        { alarm_actions: ["arn:a", "arn:b"] },
      ),
      undefined,
    ],
    [
      "a composite alarm without one of its alarms",
      change(
        "aws_cloudwatch_composite_alarm.a",
        { alarm_rule: 'ALARM("a") OR ALARM("b")' },
        { alarm_rule: 'ALARM("a")' },
      ),
      "alarm-silenced",
    ],
    [
      "a name server",
      change(
        "aws_route53_record.a",
        { type: "NS", records: ["ns1.example.com"] },
        { type: "NS", records: ["ns1.example.net"] },
      ),
      "routing-changed",
    ],
    [
      "a day to live",
      change("aws_route53_record.a", { type: "TXT", ttl: 300 }, { type: "TXT", ttl: 86400 }),
      "failover-slower",
    ],
    [
      "another path of an API",
      change("aws_api_gateway_resource.a", { path_part: "orders" }, { path_part: "order" }),
      "api-breaking",
    ],
    [
      "a larger machine",
      change("aws_elasticache_cluster.a", { node_type: "cache.t4g.small" }, { node_type: "cache.m7g.large" }),
      "service-interrupted",
    ],
    [
      "a stricter firewall",
      change(
        "aws_wafv2_web_acl.a",
        { default_action: [{ allow: [{}], block: [] }] },
        { default_action: [{ allow: [], block: [{}] }] },
      ),
      "requests-refused",
    ],
    [
      "a variable that is new",
      change(
        "aws_lambda_function.a",
        { environment: [] },
        { environment: [{ variables: { LEVEL: "info" } }] },
      ),
      undefined,
    ],
    [
      "a variable that changes",
      change(
        "aws_lambda_function.a",
        { environment: [{ variables: { LEVEL: "info" } }] },
        { environment: [{ variables: { LEVEL: "debug" } }] },
      ),
      "unjudged",
    ],
    [
      "a variable that marks the release",
      change(
        "aws_lambda_function.a",
        { environment: [{ variables: { GIT_COMMIT: "1f", ORDERS_LOG_LEVEL: "info" } }] },
        { environment: [{ variables: { GIT_COMMIT: "2e", ORDERS_LOG_LEVEL: "debug" } }] },
      ),
      undefined,
    ],
    [
      "a zone that goes with its records",
      change("aws_route53_zone.a", { force_destroy: false }, { force_destroy: true }),
      "protection-off",
    ],
    [
      "an index that is smaller beside a new one",
      change(
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
      change(
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
      change(
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
      change(
        "aws_security_group.a",
        { egress: [{ from_port: 53, to_port: 53, cidr_blocks: ["10.1.0.0/16", "10.2.0.0/16"] }] },
        { egress: [{ from_port: 53, to_port: 53, cidr_blocks: ["10.2.0.0/16", "10.1.0.0/16"] }] },
      ),
      undefined,
    ],
    [
      "behaviors, of which the first that matches counts, in another order",
      change(
        "aws_cloudfront_distribution.a",
        { ordered_cache_behavior: [{ path_pattern: "/a/*" }, { path_pattern: "/*" }] },
        { ordered_cache_behavior: [{ path_pattern: "/*" }, { path_pattern: "/a/*" }] },
      ),
      "unjudged",
    ],
    [
      "something that no rule knows",
      change("aws_glue_job.a", { glue_version: "4.0" }, { glue_version: "5.0" }),
      "unjudged",
    ],
    [
      "a certificate for a name less",
      {
        ...change(
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

  test("a change with a finding is not counted as unjudged, too", () => {
    const both = change(
      "aws_glue_job.a",
      { max_capacity: 9, glue_version: "4.0" },
      { max_capacity: 1, glue_version: "5.0" },
    );
    expect(foundIn([both, stays])).toEqual(["requests-refused"]);
  });
});

describe("a replacement", () => {
  const replaced = (address: string, actions: readonly string[]): Planned => ({
    ...change(address, { name: "a" }, { name: "b" }),
    actions,
  });

  test.each([
    ["aws_ecs_task_definition.a", ["delete", "create"]],
    ["aws_lambda_layer_version.a", ["delete", "create"]],
    ["terraform_data.a", ["delete", "create"]],
    ["aws_api_gateway_deployment.a", ["create", "delete"]],
    ["aws_elastic_beanstalk_application_version.a", ["create", "delete"]],
  ])("of a version is none: %s", (address, actions) => {
    expect(foundIn([replaced(address, actions), stays])).toEqual([]);
  });

  test.each([
    ["aws_sqs_queue.a", ["create", "delete"]],
    ["aws_eip.a", ["create", "delete"]],
    ["aws_rds_cluster_instance.a", ["delete", "create"]],
    ["aws_instance.a", ["delete", "create"]],
    ["random_password.a", ["delete", "create"]],
    ["aws_api_gateway_deployment.a", ["delete", "create"]],
  ])("of what has an identity is a loss: %s", (address, actions) => {
    expect(foundIn([replaced(address, actions), stays])).toEqual(["resource-destroyed"]);
  });

  test("of a resource that runs scripts is one", () => {
    const planned = { ...replaced("null_resource.a", ["delete", "create"]) };
    const configuration = {
      root_module: {
        resources: [
          { mode: "managed", type: "null_resource", name: "a", provisioners: [{ type: "local-exec" }] },
        ],
      },
    };
    expect(found(reviewOf(planWith([planned, stays], { configuration })))).toEqual(["resource-destroyed"]);
  });
});

describe("Terraform of today", () => {
  test("a resource's own region is where it is", () => {
    const alarm = (threshold: number) => ({
      arn: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a",
      region: "eu-west-1",
      threshold,
    });
    const configuration = {
      provider_config: { aws: { name: "aws", expressions: { region: { constant_value: "us-east-1" } } } },
      root_module: {
        resources: [
          { mode: "managed", type: "aws_cloudwatch_metric_alarm", name: "a", provider_config_key: "aws" },
        ],
      },
    };
    const review = reviewOf(
      planWith([change("aws_cloudwatch_metric_alarm.a", alarm(5), alarm(4))], { configuration }),
    );
    expect(found(review)).toEqual([]);
    expect(review.counts.map(({ region }) => region)).toEqual(["eu-west-1"]);
  });

  test("an action, a failing check, a deferred change", () => {
    expect(
      found(reviewOf(planWith([stays], { action_invocations: [{ address: "action.aws_lambda_invoke.a" }] }))),
    ).toEqual(["action-invoked"]);
    expect(
      found(
        reviewOf(
          planWith([stays], {
            checks: [
              {
                address: { to_display: "check.a" },
                status: "fail",
                instances: [{ problems: [{ message: "no" }] }],
              },
            ],
          }),
        ),
      ),
    ).toEqual(["check-failed"]);
    expect(found(reviewOf(planWith([stays], { checks: [{ status: "pass" }] })))).toEqual([]);
    expect(
      found(
        reviewOf(
          planWith([stays], {
            deferred_changes: [
              { reason: "provider_config_unknown", resource_change: { address: "aws_sqs_queue.later" } },
            ],
          }),
        ),
      ),
    ).toEqual(["plan-incomplete"]);
  });

  test("an output that changes is a note, one that is no longer sensitive needs a person", () => {
    const output = (hidden: boolean) => ({
      output_changes: {
        key: {
          actions: ["update"],
          before: "a",
          after: "b",
          before_sensitive: hidden,
          after_sensitive: false,
        },
      },
    });
    expect(reviewOf(planWith([stays], output(false))).verdict).toBe("note");
    expect(reviewOf(planWith([stays], output(true))).verdict).toBe("person");
  });

  test("what is forgotten stays, and so does its region", () => {
    const gone = {
      ...added("aws_lambda_function.a", {}),
      before: { arn: "arn:aws:lambda:eu-west-3:123456789012:function:a" },
      after: null,
      actions: ["forget"],
    };
    expect(foundIn([gone, stays])).toEqual(["resource-forgotten"]);
  });
});

describe("a region of a global service", () => {
  const certificate = { arn: "arn:aws:acm:us-east-1:123456789012:certificate/a" };

  test("does not join, nor leave", () => {
    expect(foundIn([added("aws_acm_certificate.a", certificate), stays])).toEqual([]);
    expect(foundIn([{ address: "aws_acm_certificate.a", before: certificate, after: null }, stays])).toEqual([
      "resource-destroyed",
    ]);
  });
});

test("what the table calls harmless can't be found harmful", () => {
  const [queue] = changesOf(readPlan(planWith([change("aws_sqs_queue.a", {}, {})])));
  expect(queue).toBeDefined();
  const rows = ATTRIBUTES.filter(({ rule }) => rule === "harmless");
  const harmful = rows.filter(({ direction }) =>
    [true, false, "a", 0].some(
      (after) =>
        queue !== undefined && direction({ before: "b", after, unknown: false, change: queue }) === "harmful",
    ),
  );
  expect(harmful).toEqual([]);
});

import { foundIn, type Planned } from "./plan";

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

describe("security-weakened", () => {
  test.each([
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
      "a new rule of a new group",
      added("aws_security_group_rule.a", { type: "ingress", cidr_blocks: ["0.0.0.0/0"] }),
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
    expect(widened(before, after)).toEqual([]);
  });
});

test("a leftover of an earlier replacement is no loss", () => {
  const deposed = {
    address: "aws_acm_certificate.a",
    before: { arn: "arn:a" },
    after: null,
    deposed: "1a2b3c4d",
  };
  expect(foundIn([deposed, stays])).toEqual([]);
});

test("a certificate goes without a word once nothing uses it", () => {
  const certificate = { address: "aws_acm_certificate.a", before: { arn: "arn:a" }, after: null };
  const user = change("aws_lb_listener.a", { certificate_arn: "arn:a" }, { certificate_arn: "arn:b" });
  expect(foundIn([certificate, stays])).not.toContain("certificate-destroyed");
  expect(foundIn([certificate, user, stays])).toContain("certificate-destroyed");
});

import "./setup";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Testing } from "cdktf";
import { GlobalApiStack } from "../../src/constructs";
import { synthStack, synthStackFile } from "./synth";

/** What each region has, and what there is once. A name that changes destroys what it named: see docs/adr. */
const REGIONAL = [
  "aws_acm_certificate.{region}_certificate",
  "aws_acm_certificate_validation.{region}_certificate_issued",
  "aws_api_gateway_base_path_mapping.{region}_pinned_mapping",
  "aws_api_gateway_base_path_mapping.{region}_shared_mapping",
  "aws_api_gateway_deployment.{region}_gateway_deployment",
  "aws_api_gateway_domain_name.{region}_pinned",
  "aws_api_gateway_domain_name.{region}_shared",
  "aws_api_gateway_method_settings.{region}_gateway_health_check_method",
  "aws_api_gateway_method_settings.{region}_gateway_methods",
  "aws_api_gateway_rest_api.{region}_gateway",
  "aws_api_gateway_stage.{region}_gateway_stage",
  "aws_cloudwatch_composite_alarm.{region}_alarms_attention",
  "aws_cloudwatch_composite_alarm.{region}_alarms_data",
  "aws_cloudwatch_composite_alarm.outages_{region}_outage",
  "aws_cloudwatch_composite_alarm.{region}_alarms_availability_fast",
  "aws_cloudwatch_composite_alarm.{region}_alarms_availability_slow",
  "aws_cloudwatch_composite_alarm.{region}_alarms_degraded",
  "aws_cloudwatch_composite_alarm.{region}_alarms_latency_fast",
  "aws_cloudwatch_composite_alarm.{region}_alarms_latency_slow",
  "aws_cloudwatch_dashboard.dashboards_{region}",
  "aws_cloudwatch_log_group.{region}_api_logs",
  "aws_cloudwatch_log_group.{region}_gateway_access_logs",
  "aws_cloudwatch_log_group.{region}_gateway_execution_logs",
  "aws_cloudwatch_log_group.{region}_ingest_logs",
  "aws_cloudwatch_log_group.{region}_web_acl_logs",
  "aws_cloudwatch_log_metric_filter.{region}_api_cold_starts",
  "aws_cloudwatch_log_metric_filter.{region}_gateway_health_check_errors_answers",
  "aws_cloudwatch_log_metric_filter.{region}_gateway_health_check_errors_errors",
  "aws_cloudwatch_log_metric_filter.{region}_ingest_cold_starts",
  "aws_cloudwatch_metric_alarm.outages_{region}",
  "aws_cloudwatch_metric_alarm.outages_{region}_evacuated",
  "aws_cloudwatch_metric_alarm.{region}_alarms_api_throttled",
  "aws_cloudwatch_metric_alarm.{region}_alarms_availability_fast_1h",
  "aws_cloudwatch_metric_alarm.{region}_alarms_availability_fast_5m",
  "aws_cloudwatch_metric_alarm.{region}_alarms_availability_slow_30m",
  "aws_cloudwatch_metric_alarm.{region}_alarms_availability_slow_6h",
  "aws_cloudwatch_metric_alarm.{region}_alarms_certificate_expiry",
  "aws_cloudwatch_metric_alarm.{region}_alarms_failing",
  "aws_cloudwatch_metric_alarm.{region}_alarms_ingest_failing",
  "aws_cloudwatch_metric_alarm.{region}_alarms_ingest_throttled",
  "aws_cloudwatch_metric_alarm.{region}_alarms_latency_fast_1h",
  "aws_cloudwatch_metric_alarm.{region}_alarms_latency_fast_5m",
  "aws_cloudwatch_metric_alarm.{region}_alarms_latency_slow_30m",
  "aws_cloudwatch_metric_alarm.{region}_alarms_latency_slow_6h",
  "aws_cloudwatch_metric_alarm.{region}_alarms_not_in_service",
  "aws_cloudwatch_metric_alarm.{region}_alarms_rates_held_back",
  "aws_cloudwatch_metric_alarm.{region}_alarms_rates_stale",
  "aws_cloudwatch_metric_alarm.{region}_alarms_table_reads_throttled",
  "aws_cloudwatch_metric_alarm.{region}_alarms_table_writes_throttled",
  "aws_cloudwatch_query_definition.{region}_queries_cold_starts",
  "aws_cloudwatch_query_definition.{region}_queries_conversions",
  "aws_cloudwatch_query_definition.{region}_queries_errors",
  "aws_cloudwatch_query_definition.{region}_queries_ingest",
  "aws_cloudwatch_query_definition.{region}_queries_latency",
  "aws_cloudwatch_query_definition.{region}_queries_one_request",
  "aws_cloudwatch_query_definition.{region}_queries_refusals",
  "aws_cloudwatch_query_definition.{region}_queries_slow",
  "aws_iam_role.iam_{region}_api",
  "aws_iam_role.iam_{region}_ingest",
  "aws_iam_role.iam_{region}_schedule",
  "aws_iam_role_policy.iam_{region}_api_policy",
  "aws_iam_role_policy.iam_{region}_ingest_policy",
  "aws_iam_role_policy.iam_{region}_schedule_policy",
  "aws_kms_alias.{region}_key_alias",
  "aws_kms_key.{region}_key",
  "aws_lambda_alias.{region}_api_live",
  "aws_lambda_alias.{region}_ingest_live",
  "aws_lambda_function.{region}_api",
  "aws_lambda_function.{region}_ingest",
  "aws_lambda_permission.{region}_gateway_permission",
  "aws_route53_health_check.routing_{region}",
  "aws_route53_health_check.routing_{region}_evacuation",
  "aws_route53_record.routing_{region}_health_healthy",
  "aws_route53_record.routing_{region}_health_unhealthy",
  "aws_route53_record.routing_{region}_latency_A",
  "aws_route53_record.routing_{region}_latency_AAAA",
  "aws_route53_record.routing_{region}_pinned_A",
  "aws_route53_record.routing_{region}_pinned_AAAA",
  "aws_route53_record.routing_{region}_primary_A",
  "aws_route53_record.routing_{region}_primary_AAAA",
  "aws_route53_record.routing_{region}_secondary_A",
  "aws_route53_record.routing_{region}_secondary_AAAA",
  "aws_route53_record.validation_{region}",
  "aws_s3_bucket.{region}_markers",
  "aws_s3_bucket_ownership_controls.{region}_markers_ownership",
  "aws_s3_bucket_policy.{region}_markers_policy",
  "aws_s3_bucket_public_access_block.{region}_markers_access",
  "aws_s3_bucket_server_side_encryption_configuration.{region}_markers_encryption",
  "aws_s3_bucket_versioning.{region}_markers_versions",
  "aws_scheduler_schedule.{region}_schedule",
  "aws_sns_topic.{region}_alarm_topic",
  "aws_sns_topic_policy.{region}_alarm_topic_policy",
  "aws_wafv2_ip_set.{region}_web_acl_health_checkers",
  "aws_wafv2_web_acl.{region}_web_acl",
  "aws_wafv2_web_acl_association.{region}_web_acl_association",
  "aws_wafv2_web_acl_logging_configuration.{region}_web_acl_logging",
  "aws_xray_group.{region}_tracing_errors",
  "aws_xray_group.{region}_tracing_slow",
  "aws_xray_sampling_rule.{region}_tracing_health_checks",
  "aws_xray_sampling_rule.{region}_tracing_requests",
];
const ONCE = [
  "aws_cloudwatch_composite_alarm.outages_all_regions_down",
  "aws_cloudwatch_metric_alarm.eu-west-1_alarms_providers_failing",
  "aws_cloudwatch_dashboard.dashboards_global",
  "aws_cloudwatch_metric_alarm.eu-west-1_alarms_replication_us-east-1",
  "aws_cloudwatch_metric_alarm.us-east-1_alarms_replication_eu-west-1",
  "aws_dynamodb_table.us-east-1_table",
  "aws_dynamodb_table_replica.eu-west-1_table",
  "aws_route53_health_check.routing_eu-west-1_evacuation_us-east-1",
  "aws_route53_health_check.routing_us-east-1_evacuation_eu-west-1",
  "aws_route53_record.routing_eu-west-1_standby_us-east-1_A",
  "aws_route53_record.routing_eu-west-1_standby_us-east-1_AAAA",
  "aws_route53_record.routing_us-east-1_standby_eu-west-1_A",
  "aws_route53_record.routing_us-east-1_standby_eu-west-1_AAAA",
  "aws_route53_record.validation_shared",
  "aws_route53_zone.zone",
];

test("the addresses of the stack are a contract", () => {
  const regional = ["us-east-1", "eu-west-1"].flatMap((region) =>
    REGIONAL.map((a) => a.replace("{region}", region)),
  );
  const { addresses } = synthStack();
  expect(addresses).toEqual([...regional, ...ONCE].sort());
});

describe.each([1, 2, 3, 4])("with %d regions", (count) => {
  const names = ["us-east-1", "eu-west-1", "ap-south-1", "sa-east-1"].slice(0, count);
  const stack = synthStack({ regions: Object.fromEntries(names.map((name) => [name, {}])) });

  test("each has an aliased provider, and there is no default provider", () => {
    expect(stack.providers.map(({ alias, region }) => [alias, region])).toEqual(
      [...names].sort().map((name) => [name, name]),
    );
  });

  test("each has its own table or replica, functions and API", () => {
    expect(stack.all("aws_dynamodb_table")).toHaveLength(1);
    expect(stack.all("aws_dynamodb_table_replica")).toHaveLength(count - 1);
    expect(stack.all("aws_lambda_function")).toHaveLength(2 * count);
    expect(stack.all("aws_api_gateway_rest_api")).toHaveLength(count);
  });
});

test("adding a region changes only the resources that name every region", () => {
  const two = synthStack();
  const three = synthStack({ regions: { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} } });
  const knowAll = [
    "aws_cloudwatch_composite_alarm.outages_all_regions_down",
    /^aws_cloudwatch_composite_alarm\..*_alarms_data$/,
    /^aws_cloudwatch_dashboard\./,
    // With a second other region, a region has a second marker.
    /^aws_route53_health_check\..*_evacuation$/,
    /^aws_cloudwatch_metric_alarm\..*_evacuated$/,
  ];
  for (const address of two.addresses) {
    if (knowAll.some((known) => address.match(known))) {
      continue;
    }
    // What a record waits for is no part of the record.
    const { depends_on: before, ...there } = two.at(address);
    const { depends_on: after, ...still } = three.at(address);
    expect([address, still]).toEqual([address, there]);
    expect(after ?? []).toEqual(expect.arrayContaining(Array.isArray(before) ? before : []));
  }
});

describe("regions without us-east-1", () => {
  const stack = synthStack({ regions: { "eu-west-1": {}, "ap-south-1": {} }, table: { home: "eu-west-1" } });

  test("have a provider for us-east-1, where the health checks' metrics are", () => {
    expect(stack.providers.map(({ alias }) => alias)).toContain("us-east-1");
    expect(stack.at("aws_route53_health_check.routing_eu-west-1")["provider"]).toBe("aws.us-east-1");
  });

  test("have nothing else there but the topic of the health checks' alarms", () => {
    expect(stack.addresses.filter((address) => address.includes("us-east-1"))).toEqual([
      "aws_kms_alias.us-east-1_key_alias",
      "aws_kms_key.us-east-1_key",
      "aws_sns_topic.us-east-1_alarm_topic",
      "aws_sns_topic_policy.us-east-1_alarm_topic_policy",
    ]);
  });
});

test("a retired region keeps only its provider, with which Terraform destroys the rest", () => {
  const stack = synthStack({ regions: { "us-east-1": {}, "eu-west-1": { status: "retired" } } });
  expect(stack.providers.map(({ alias }) => alias)).toEqual(["eu-west-1", "us-east-1"]);
  expect(stack.addresses.filter((address) => address.includes("eu-west-1"))).toEqual([]);
});

test("each provider tags every resource", () => {
  const stack = synthStack({ tags: { team: "rates" } });
  for (const provider of stack.providers) {
    expect(provider["default_tags"]).toEqual([
      { tags: { team: "rates", Service: "currency-exchange", ManagedBy: "terraform" } },
    ]);
  }
});

describe("the state", () => {
  test("is a file next to the project, at the same path on every machine", () => {
    expect(synthStack().terraform).toMatchObject({
      backend: { local: { path: "../../../terraform.currency-exchange.tfstate" } },
    });
  });

  test("uses a lock file in S3", () => {
    const stateBackend = { type: "s3", bucket: "states", region: "eu-central-1" };
    expect(synthStack({ stateBackend }).terraform).toMatchObject({
      backend: {
        s3: {
          bucket: "states",
          region: "eu-central-1",
          key: "currency-exchange.tfstate",
          encrypt: true,
          use_lockfile: true,
        },
      },
    });
  });
});

describe("the hosted zone", () => {
  test("is not created if the configuration names an existing one", () => {
    const settings = { hostedZone: { id: "Z0123456789", name: "example.com" } };
    expect(synthStackFile(settings)).not.toHaveResource(Route53Zone);
    expect(synthStackFile(settings)).toHaveResourceWithProperties(Route53Record, {
      name: "us-east-1.api.example.com",
      type: "A",
      zone_id: "Z0123456789",
    });
    expect(synthStack(settings).output("name_servers")).toBeUndefined();
  });

  test("is created otherwise, with its name servers as an output", () => {
    expect(synthStackFile({})).toHaveResourceWithProperties(Route53Zone, { name: "example.com" });
    expect(synthStack().output("name_servers")).toBe("${aws_route53_zone.zone.name_servers}");
  });
});

test("the outputs are the URLs, the failover time, and the health checks", () => {
  const stack = synthStack();
  expect(stack.output("url")).toBe("https://api.example.com");
  expect(stack.output("pinned_urls")).toEqual({
    "eu-west-1": "https://eu-west-1.api.example.com",
    "us-east-1": "https://us-east-1.api.example.com",
  });
  expect(stack.output("failover_seconds")).toBe(150);
  expect(stack.output("health_check_ids")).toEqual({
    "eu-west-1": "${aws_route53_health_check.routing_eu-west-1.id}",
    "us-east-1": "${aws_route53_health_check.routing_us-east-1.id}",
  });
});

test("a stack beside another may refer to it", () => {
  const app = Testing.app();
  const zones = new GlobalApiStack(app, "zones", { stateBackend: { type: "local" } });
  const records = new GlobalApiStack(app, "records", { stateBackend: { type: "local" } });
  const zone = new Route53Zone(zones, "zone", { name: "example.com" });
  new Route53Record(records, "www", {
    zoneId: zone.zoneId,
    name: "www",
    type: "A",
    ttl: 60,
    records: ["::1"],
  });
  records.prepareStack();
  const { data, resource } = JSON.parse(Testing.synth(records));
  expect(Object.keys(data)).toEqual(["terraform_remote_state"]);
  expect(resource.aws_route53_record.www.zone_id).toMatch(/^\$\{data\.terraform_remote_state\./);
});

test("no two resources share an address", () => {
  const settings = {
    encryption: "customer-keys",
    regions: { "us-east-1": { stageCache: { sizeGb: "0.5" } }, "eu-west-1": {} },
  };
  const { addresses } = synthStack(settings);
  expect(new Set(addresses).size).toBe(addresses.length);
});

test("the longest allowed name exceeds no limit of AWS", () => {
  const stack = synthStack({
    name: "n".repeat(22),
    regions: { "ap-southeast-1": {} },
    table: { home: "ap-southeast-1" },
    canary: { enabled: true },
  });
  const limits: [string, string, number][] = [
    ["aws_xray_sampling_rule", "rule_name", 32],
    ["aws_xray_group", "group_name", 32],
    ["aws_iam_role", "name", 64],
    ["aws_lambda_function", "function_name", 64],
    ["aws_scheduler_schedule", "name", 64],
    ["aws_cloudwatch_metric_alarm", "alarm_name", 255],
    ["aws_wafv2_web_acl", "name", 128],
  ];
  for (const [type, attribute, longest] of limits) {
    for (const resource of stack.all(type)) {
      expect(String(resource[attribute]).length).toBeLessThanOrEqual(longest);
    }
  }
});

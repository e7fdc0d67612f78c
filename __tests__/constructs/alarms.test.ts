import "./setup";
import { ApiGatewayApiKey } from "@cdktf/provider-aws/lib/api-gateway-api-key";
import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { type Resource, synthStack, synthStackFile } from "./synth";

const settings = { alarmEmails: ["oncall@example.com"] };
const stack = synthStack(settings);
const synthesized = synthStackFile(settings);

describe("an error budget", () => {
  test("raises an alarm if it burns 14.4 times too fast, over an hour and still over five minutes", () => {
    expect(synthesized).toHaveResourceWithProperties(CloudwatchMetricAlarm, {
      provider: "aws.eu-west-1",
      alarm_name: "currency-exchange-eu-west-1-availability-fast-1h",
      metric_name: "5XXError",
      statistic: "Average",
      threshold: 0.0144,
      comparison_operator: "GreaterThanOrEqualToThreshold",
      period: 3600,
      dimensions: { ApiName: "currency-exchange", Stage: "live" },
    });
    expect(synthesized).toHaveResourceWithProperties(CloudwatchCompositeAlarm, {
      provider: "aws.eu-west-1",
      alarm_name: "currency-exchange-eu-west-1-availability-fast",
      alarm_rule:
        '(ALARM("currency-exchange-eu-west-1-availability-fast-1h")) AND (ALARM("currency-exchange-eu-west-1-availability-fast-5m"))',
    });
  });

  test("of latency counts the responses that are slower than the objective", () => {
    const objectives = { latencyPercent: 95, latencyMilliseconds: 250 };
    expect(synthStackFile({ objectives })).toHaveResourceWithProperties(CloudwatchMetricAlarm, {
      provider: "aws.us-east-1",
      alarm_name: "currency-exchange-us-east-1-latency-slow-6h",
      metric_name: "Latency",
      extended_statistic: "PR(:250)",
      threshold: 70,
      comparison_operator: "LessThanOrEqualToThreshold",
    });
  });
});

describe("one outage is one message", () => {
  const notifies = (resource: Resource) => "alarm_actions" in resource;
  const names = (type: string) =>
    stack
      .all(type)
      .filter(notifies)
      .map(({ alarm_name }) => alarm_name)
      .sort();

  test("composite alarms notify, and metric alarms on facts that no outage causes", () => {
    expect(names("aws_cloudwatch_composite_alarm")).toEqual([
      "currency-exchange-all-regions-down",
      "currency-exchange-eu-west-1-attention",
      "currency-exchange-eu-west-1-data",
      "currency-exchange-eu-west-1-degraded",
      "currency-exchange-eu-west-1-outage",
      "currency-exchange-us-east-1-attention",
      "currency-exchange-us-east-1-data",
      "currency-exchange-us-east-1-degraded",
      "currency-exchange-us-east-1-outage",
    ]);
    expect(names("aws_cloudwatch_metric_alarm")).toEqual([
      "currency-exchange-eu-west-1-certificate-expiry",
      "currency-exchange-eu-west-1-rates-held-back",
      "currency-exchange-us-east-1-certificate-expiry",
      "currency-exchange-us-east-1-rates-held-back",
    ]);
  });

  test("a suppressor reports the same outage: the health check, all regions, or a degraded region", () => {
    const suppressors = {
      "eu-west-1-degraded": "eu-west-1-failing",
      "eu-west-1-outage": "all-regions-down",
      "eu-west-1-attention": "eu-west-1-degraded",
      "eu-west-1-data": "eu-west-1-degraded",
    };
    for (const [alarm, suppressor] of Object.entries(suppressors)) {
      expect(synthesized).toHaveResourceWithProperties(CloudwatchCompositeAlarm, {
        alarm_name: `currency-exchange-${alarm}`,
        actions_suppressor: expect.objectContaining({ alarm: `currency-exchange-${suppressor}` }),
      });
    }
  });

  test("the health check's errors come from the access log", () => {
    expect(synthesized).toHaveResourceWithProperties(CloudwatchLogMetricFilter, {
      provider: "aws.eu-west-1",
      log_group_name: "${aws_cloudwatch_log_group.eu-west-1_gateway_access_logs.name}",
      pattern: '{ ($.resource = "/health-check") && ($.status = "5*") }',
    });
    // Requests from clients other than the checkers do not dilute the share.
    expect(synthesized).toHaveResourceWithProperties(CloudwatchLogMetricFilter, {
      provider: "aws.eu-west-1",
      pattern: '{ ($.resource = "/health-check") && ($.status != "5*" && $.status != "403") }',
    });
    expect(synthesized).toHaveResourceWithProperties(CloudwatchMetricAlarm, {
      provider: "aws.eu-west-1",
      alarm_name: "currency-exchange-eu-west-1-failing",
      statistic: "Average",
      threshold: 0.82,
    });
  });

  test("a single region has one outage alarm", () => {
    const one = synthStack({ regions: { "us-east-1": {} } });
    expect(one.addresses).toContain("aws_cloudwatch_composite_alarm.outages_all_regions_down");
    expect(one.addresses).not.toContain("aws_cloudwatch_composite_alarm.outages_us-east-1_outage");
  });
});

test("composite alarms are updated before an alarm that they name is destroyed, as AWS requires", () => {
  const alarms = [
    ...stack.all("aws_cloudwatch_metric_alarm"),
    ...stack.all("aws_cloudwatch_composite_alarm"),
  ];
  expect(alarms.filter(({ lifecycle }) => Object(lifecycle).create_before_destroy !== true)).toEqual([]);
});

test("an alarm whose actions someone disabled is not replaced, which would delete the new alarm of the same name", () => {
  for (const { lifecycle } of stack.all("aws_cloudwatch_composite_alarm")) {
    expect(lifecycle).toMatchObject({ ignore_changes: ["actions_enabled"] });
  }
});

test("each composite alarm is created after the alarms that it names, in the same region", () => {
  for (const address of stack.addresses.filter((a) => a.startsWith("aws_cloudwatch_composite_alarm."))) {
    const resource = stack.at(address);
    const suppressor = /"alarm":"([^"]*)"/.exec(JSON.stringify(resource["actions_suppressor"] ?? {}))?.[1];
    const named = [...String(resource["alarm_rule"]).matchAll(/ALARM\("([^"]*)"\)/g)]
      .map(([, name]) => name)
      .concat(suppressor ?? [])
      .sort();
    const waited = [resource["depends_on"]].flat().map((dependency) => stack.at(String(dependency)));
    expect([address, waited.map(({ alarm_name }) => alarm_name).sort()]).toEqual([
      address,
      [...new Set(named)],
    ]);
    expect(new Set(waited.map(({ provider }) => provider))).toEqual(new Set([resource["provider"]]));
  }
});

test("health-check alarms are always in us-east-1, where their metrics are", () => {
  const elsewhere = synthStackFile({
    regions: { "eu-west-1": {}, "ap-south-1": {} },
    table: { home: "eu-west-1" },
  });
  for (const region of ["eu-west-1", "ap-south-1"]) {
    expect(elsewhere).toHaveResourceWithProperties(CloudwatchMetricAlarm, {
      provider: "aws.us-east-1",
      dimensions: { HealthCheckId: `\${aws_route53_health_check.routing_${region}.id}` },
      treat_missing_data: "ignore",
    });
  }
  expect(elsewhere).toHaveResourceWithProperties(CloudwatchCompositeAlarm, {
    provider: "aws.us-east-1",
    alarm_name: "currency-exchange-ap-south-1-outage",
    alarm_actions: ["${aws_sns_topic.us-east-1_alarm_topic.arn}"],
  });
});

test("replication from each region to each other region has an alarm", () => {
  const three = { regions: { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} } };
  const pairs = synthStack(three).addresses.filter((address) => address.includes("_alarms_replication_"));
  expect(pairs).toHaveLength(6);
  expect(synthStackFile(three)).toHaveResourceWithProperties(CloudwatchMetricAlarm, {
    provider: "aws.eu-west-1",
    metric_name: "ReplicationLatency",
    dimensions: { TableName: "currency-exchange", ReceivingRegion: "ap-south-1" },
  });
});

test("ingest that does not run counts as stale rates", () => {
  expect(synthesized).toHaveResourceWithProperties(CloudwatchMetricAlarm, {
    provider: "aws.us-east-1",
    alarm_name: "currency-exchange-us-east-1-rates-stale",
    treat_missing_data: "breaching",
  });
});

describe("a region's topic", () => {
  test("is encrypted with the region's own key, because alarms may not use the key of SNS", () => {
    expect(synthesized).toHaveResourceWithProperties(SnsTopic, {
      provider: "aws.eu-west-1",
      kms_master_key_id: "${aws_kms_key.eu-west-1_key.arn}",
    });
    expect(String(stack.at("aws_kms_key.eu-west-1_key")["policy"])).toContain("cloudwatch.amazonaws.com");
  });

  test("notifies the configured addresses in every region", () => {
    expect(
      stack.all("aws_sns_topic_subscription").map(({ endpoint, protocol }) => [protocol, endpoint]),
    ).toEqual([
      ["email", "oncall@example.com"],
      ["email", "oncall@example.com"],
    ]);
  });
});

describe("a canary", () => {
  const configured = { canary: { enabled: true } };
  const watched = synthStack(configured);

  test("requests every other region by its pinned name, and the shared name", () => {
    expect(watched.at("aws_lambda_function.eu-west-1_canary")).toMatchObject({
      environment: {
        variables: {
          CANARY_TARGETS: "us-east-1=https://us-east-1.api.example.com,shared=https://api.example.com",
        },
      },
    });
    expect(synthStackFile(configured)).toHaveResourceWithProperties(SchedulerSchedule, {
      provider: "aws.eu-west-1",
      schedule_expression: "rate(5 minutes)",
      target: expect.objectContaining({ arn: "${aws_lambda_alias.eu-west-1_canary_live.arn}" }),
    });
  });

  test("has no access to the table", () => {
    expect(String(watched.at("aws_iam_role_policy.iam_eu-west-1_canary_policy")["policy"])).not.toContain(
      "dynamodb",
    );
  });

  test("raises its alarm in its own region, not in the region that it watches", () => {
    expect(synthStackFile(configured)).toHaveResourceWithProperties(CloudwatchMetricAlarm, {
      provider: "aws.eu-west-1",
      alarm_name: "currency-exchange-eu-west-1-canary-us-east-1",
      treat_missing_data: "breaching",
    });
    expect(synthStackFile(configured)).toHaveResourceWithProperties(CloudwatchCompositeAlarm, {
      provider: "aws.eu-west-1",
      alarm_name: "currency-exchange-eu-west-1-canary",
      alarm_rule: expect.stringContaining('ALARM("currency-exchange-eu-west-1-canary-us-east-1")'),
    });
  });

  test("has its own key without a quota if clients need keys", () => {
    const withKeys = { ...configured, clients: { names: ["acme"], requestsPerDay: 10 } };
    const keyed = synthStack(withKeys);
    expect(keyed.at("aws_lambda_function.eu-west-1_canary")).toMatchObject({
      environment: {
        variables: { CANARY_KEY: "${aws_api_gateway_api_key.eu-west-1_canary_key_canary.value}" },
      },
    });
    expect(synthStackFile(withKeys)).toHaveResourceWithProperties(ApiGatewayApiKey, {
      provider: "aws.eu-west-1",
      value: "${aws_api_gateway_api_key.us-east-1_canary_key_canary.value}",
    });
    expect(keyed.at("aws_api_gateway_usage_plan.eu-west-1_canary_key")).not.toHaveProperty("quota_settings");
  });

  test("exists only if configured", () => {
    expect(synthStack().addresses.filter((address) => address.includes("canary"))).toEqual([]);
  });
});

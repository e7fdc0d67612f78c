import { type Resource, synthStack } from "./synth";

const stack = synthStack({ alarmEmails: ["oncall@example.com"] });
const alarm = (id: string) => stack.at(`aws_cloudwatch_metric_alarm.${id}`);
const composite = (id: string) => stack.at(`aws_cloudwatch_composite_alarm.${id}`);

describe("an error budget", () => {
  test("that burns fast and still does is told: 14.4 times its pace, for an hour and for five minutes", () => {
    expect(alarm("eu-west-1_alarms_availability_fast_1h")).toMatchObject({
      metric_name: "5XXError",
      statistic: "Average",
      threshold: 0.0144,
      comparison_operator: "GreaterThanOrEqualToThreshold",
      period: 3600,
      dimensions: { ApiName: "currency-exchange", Stage: "live" },
    });
    expect(composite("eu-west-1_alarms_availability_fast")["alarm_rule"]).toBe(
      '(ALARM("currency-exchange-eu-west-1-availability-fast-1h")) AND (ALARM("currency-exchange-eu-west-1-availability-fast-5m"))',
    );
  });

  test("of latency counts the answers that took longer than promised", () => {
    const promised = synthStack({ objectives: { latencyPercent: 95, latencyMilliseconds: 250 } });
    expect(promised.at("aws_cloudwatch_metric_alarm.us-east-1_alarms_latency_slow_6h")).toMatchObject({
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
    const suppressorOf = (id: string) => composite(id)["actions_suppressor"];
    expect(suppressorOf("eu-west-1_alarms_degraded")).toMatchObject({
      alarm: "currency-exchange-eu-west-1-failing",
    });
    expect(suppressorOf("outages_eu-west-1_outage")).toMatchObject({
      alarm: "currency-exchange-all-regions-down",
    });
    for (const id of ["attention", "data"]) {
      expect(suppressorOf(`eu-west-1_alarms_${id}`)).toMatchObject({
        alarm: "currency-exchange-eu-west-1-degraded",
      });
    }
  });

  test("the health check's errors come from the access log", () => {
    expect(
      stack.at("aws_cloudwatch_log_metric_filter.eu-west-1_gateway_health_check_errors_errors"),
    ).toMatchObject({
      provider: "aws.eu-west-1",
      log_group_name: "${aws_cloudwatch_log_group.eu-west-1_gateway_access_logs.name}",
      pattern: '{ ($.resource = "/status") && ($.status = "5*") }',
    });
    expect(alarm("eu-west-1_alarms_failing")).toMatchObject({ statistic: "Average", threshold: 0.82 });
  });

  test("one region alone has no other to be told apart from", () => {
    const one = synthStack({ regions: { "us-east-1": {} } });
    expect(one.addresses).toContain("aws_cloudwatch_composite_alarm.outages_all_regions_down");
    expect(one.addresses).not.toContain("aws_cloudwatch_composite_alarm.outages_us-east-1_outage");
  });
});

test("no alarm is destroyed before the composite alarms that name it are updated: AWS refuses that", () => {
  const alarms = [
    ...stack.all("aws_cloudwatch_metric_alarm"),
    ...stack.all("aws_cloudwatch_composite_alarm"),
  ];
  expect(
    alarms.filter(({ lifecycle }) => JSON.stringify(lifecycle) !== '{"create_before_destroy":true}'),
  ).toEqual([]);
});

test("every composite alarm is made after the alarms that it names, in their own region", () => {
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

test("alarms on health checks are in us-east-1, where their metrics are, whatever the regions", () => {
  const elsewhere = synthStack({
    regions: { "eu-west-1": {}, "ap-south-1": {} },
    table: { home: "eu-west-1" },
  });
  for (const region of ["eu-west-1", "ap-south-1"]) {
    expect(elsewhere.at(`aws_cloudwatch_metric_alarm.outages_${region}`)).toMatchObject({
      provider: "aws.us-east-1",
      treat_missing_data: "ignore",
    });
  }
  expect(elsewhere.at("aws_cloudwatch_composite_alarm.outages_ap-south-1_outage")["alarm_actions"]).toEqual([
    "${aws_sns_topic.us-east-1_alarm_topic.arn}",
  ]);
});

test("replication is watched from each region to each other", () => {
  const three = synthStack({ regions: { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} } });
  const pairs = three.addresses.filter((address) => address.includes("_alarms_replication_"));
  expect(pairs).toHaveLength(6);
  expect(three.at("aws_cloudwatch_metric_alarm.eu-west-1_alarms_replication_ap-south-1")).toMatchObject({
    metric_name: "ReplicationLatency",
    dimensions: { TableName: "currency-exchange", ReceivingRegion: "ap-south-1" },
  });
});

test("ingest that does not run counts as stale rates", () => {
  expect(alarm("us-east-1_alarms_rates_stale")["treat_missing_data"]).toBe("breaching");
});

describe("a region's topic", () => {
  test("is encrypted with the region's own key, which alarms may use: with SNS's they may not", () => {
    expect(stack.at("aws_sns_topic.eu-west-1_alarm_topic")).toMatchObject({
      provider: "aws.eu-west-1",
      kms_master_key_id: "${aws_kms_key.eu-west-1_key.arn}",
    });
    expect(String(stack.at("aws_kms_key.eu-west-1_key")["policy"])).toContain("cloudwatch.amazonaws.com");
  });

  test("tells those who are configured, in every region", () => {
    expect(
      stack.all("aws_sns_topic_subscription").map(({ endpoint, protocol }) => [protocol, endpoint]),
    ).toEqual([
      ["email", "oncall@example.com"],
      ["email", "oncall@example.com"],
    ]);
  });
});

describe("a canary", () => {
  const watched = synthStack({ canary: { enabled: true } });

  test("asks every other region by its pinned name, and the shared name", () => {
    expect(watched.at("aws_lambda_function.eu-west-1_canary")).toMatchObject({
      environment: {
        variables: {
          CANARY_TARGETS: "us-east-1=https://us-east-1.api.example.com,shared=https://api.example.com",
        },
      },
    });
    expect(watched.at("aws_scheduler_schedule.eu-west-1_canary_schedule")).toMatchObject({
      schedule_expression: "rate(5 minutes)",
    });
  });

  test("may touch no table", () => {
    expect(String(watched.at("aws_iam_role_policy.iam_eu-west-1_canary_policy")["policy"])).not.toContain(
      "dynamodb",
    );
  });

  test("is told in its own region, not in the one that it watches", () => {
    expect(watched.at("aws_cloudwatch_metric_alarm.eu-west-1_alarms_canary_us-east-1")).toMatchObject({
      provider: "aws.eu-west-1",
      treat_missing_data: "breaching",
    });
    expect(watched.at("aws_cloudwatch_composite_alarm.eu-west-1_alarms_canary")["alarm_rule"]).toContain(
      'ALARM("currency-exchange-eu-west-1-canary-us-east-1")',
    );
  });

  test("has a key of its own where clients need one, without their quota", () => {
    const keyed = synthStack({ canary: { enabled: true }, clients: { names: ["acme"], requestsPerDay: 10 } });
    expect(keyed.at("aws_lambda_function.eu-west-1_canary")).toMatchObject({
      environment: {
        variables: { CANARY_KEY: "${aws_api_gateway_api_key.eu-west-1_canary_key_canary.value}" },
      },
    });
    expect(keyed.at("aws_api_gateway_api_key.eu-west-1_canary_key_canary")["value"]).toBe(
      "${aws_api_gateway_api_key.us-east-1_canary_key_canary.value}",
    );
    expect(keyed.at("aws_api_gateway_usage_plan.eu-west-1_canary_key")).not.toHaveProperty("quota_settings");
  });

  test("is there only where it is configured", () => {
    expect(synthStack().addresses.filter((address) => address.includes("canary"))).toEqual([]);
  });
});

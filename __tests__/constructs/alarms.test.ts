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
  const told = (resource: Resource) => "alarm_actions" in resource;

  test("only composite alarms tell anybody", () => {
    expect(stack.all("aws_cloudwatch_metric_alarm").filter(told)).toEqual([]);
    expect(
      stack
        .all("aws_cloudwatch_composite_alarm")
        .filter(told)
        .map(({ alarm_name }) => alarm_name)
        .sort(),
    ).toEqual([
      "currency-exchange-all-regions-down",
      "currency-exchange-eu-west-1-attention",
      "currency-exchange-eu-west-1-degraded",
      "currency-exchange-region-down",
      "currency-exchange-us-east-1-attention",
      "currency-exchange-us-east-1-degraded",
    ]);
  });

  test("a region that fails altogether is not told as degraded, too", () => {
    expect(composite("eu-west-1_alarms_degraded")["alarm_rule"]).toMatch(
      /AND \(NOT \(ALARM\("currency-exchange-eu-west-1-failing"\)\)\)$/,
    );
  });

  test("all regions down is not told as one region down, too", () => {
    expect(composite("outages_region_down")["alarm_rule"]).toBe(
      '((ALARM("currency-exchange-us-east-1-down")) OR (ALARM("currency-exchange-eu-west-1-down"))) AND (NOT (ALARM("currency-exchange-all-regions-down")))',
    );
  });

  test("one region alone has no other to be told apart from", () => {
    const one = synthStack({ regions: { "us-east-1": {} } });
    expect(one.addresses).toContain("aws_cloudwatch_composite_alarm.outages_all_regions_down");
    expect(one.addresses).not.toContain("aws_cloudwatch_composite_alarm.outages_region_down");
  });
});

test("every composite alarm is made after the alarms that it names, in their own region", () => {
  for (const address of stack.addresses.filter((a) => a.startsWith("aws_cloudwatch_composite_alarm."))) {
    const resource = stack.at(address);
    const named = [...String(resource["alarm_rule"]).matchAll(/ALARM\("([^"]*)"\)/g)]
      .map(([, name]) => name)
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
      treat_missing_data: "breaching",
    });
  }
  expect(elsewhere.at("aws_cloudwatch_composite_alarm.outages_region_down")["alarm_actions"]).toEqual([
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

test("ingest that does not run is as bad as stale rates", () => {
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
    expect(watched.at("aws_cloudwatch_composite_alarm.eu-west-1_alarms_attention")["alarm_rule"]).toContain(
      'ALARM("currency-exchange-eu-west-1-canary-us-east-1")',
    );
  });

  test("is there only where it is configured", () => {
    expect(synthStack().addresses.filter((address) => address.includes("canary"))).toEqual([]);
  });
});

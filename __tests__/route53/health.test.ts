import { aliasToRecord, ask, checkedBy, values, zoneOf } from "./zone";

const latency = (region: string) => ({ set_identifier: region, latency_routing_policy: { region } });

describe("a record's health", () => {
  test("a record without a health check is always healthy", () => {
    const zone = zoneOf({
      records: {
        near: { ...values("www.example.com", "near"), ...latency("eu-west-1"), ...checkedBy("near") },
        far: { ...values("www.example.com", "far"), ...latency("us-east-1") },
      },
      checks: { near: {} },
    });
    const answer = ask(zone, "www.example.com", { failing: ["near"] });
    expect(answer.to).toEqual(["far"]);
    expect(answer.rules).toContain("record-check");
    expect(answer.rules).toContain("no-health-check");
  });

  test("with nothing healthy, a group answers as if all were", () => {
    const zone = zoneOf({
      records: {
        near: { ...values("www.example.com", "near"), ...latency("eu-west-1"), ...checkedBy("near") },
        far: { ...values("www.example.com", "far"), ...latency("us-east-1"), ...checkedBy("far") },
      },
      checks: { near: {}, far: {} },
    });
    const answer = ask(zone, "www.example.com", { failing: ["near", "far"] });
    expect(answer.to).toEqual(["near"]);
    expect(answer.rules).toContain("all-unhealthy");
  });
});

/** As in AWS's own example: latency aliases to weighted records in each region. */
function tree({ evaluate = true, aliasCheck = false, unchecked = false } = {}) {
  const instance = (region: string, id: string) => ({
    ...values(`${region}.example.com`, id),
    set_identifier: id,
    weighted_routing_policy: { weight: 1 },
    ...(unchecked && id === "eu2" ? {} : checkedBy(id)),
  });
  const branch = (region: string) => ({
    ...aliasToRecord("www.example.com", `${region}.example.com`, evaluate),
    ...latency(region),
    ...(aliasCheck && region === "eu-west-1" ? checkedBy("branch") : {}),
  });
  return zoneOf({
    records: {
      eu: branch("eu-west-1"),
      us: branch("us-east-1"),
      eu1: instance("eu-west-1", "eu1"),
      eu2: instance("eu-west-1", "eu2"),
      us1: instance("us-east-1", "us1"),
      us2: instance("us-east-1", "us2"),
    },
    checks: { eu1: {}, eu2: {}, us1: {}, us2: {}, branch: {} },
  });
}

describe("a tree of aliases", () => {
  test("a branch is chosen while one of its records is healthy", () => {
    const answer = ask(tree(), "www.example.com", { failing: ["eu1"] });
    expect(answer.to).toEqual(["eu2"]);
  });

  test("a branch with nothing healthy is backed out of", () => {
    const answer = ask(tree(), "www.example.com", { failing: ["eu1", "eu2"] });
    expect(answer.to).toEqual(["us1"]);
    expect(answer.rules).toContain("target-group-of-records");
  });

  test("a branch that does not evaluate its target stays chosen", () => {
    const answer = ask(tree({ evaluate: false }), "www.example.com", { failing: ["eu1", "eu2"] });
    expect(answer.to).toEqual(["eu1"]);
    expect(answer.rules).toContain("target-not-evaluated");
    expect(answer.rules).toContain("all-unhealthy");
  });

  test("a missing health check keeps a branch chosen", () => {
    expect(ask(tree({ unchecked: true }), "www.example.com", { failing: ["eu1", "eu2"] }).to).toEqual([
      "eu2",
    ]);
  });

  test("an alias with a health check needs both it and its target", () => {
    const zone = tree({ aliasCheck: true });
    expect(ask(zone, "www.example.com").to).toEqual(["eu1"]);
    const answer = ask(zone, "www.example.com", { failing: ["branch"] });
    expect(answer.to).toEqual(["us1"]);
    expect(answer.rules).toContain("check-and-target");
    expect(ask(zone, "www.example.com", { failing: ["eu1", "eu2"] }).to).toEqual(["us1"]);
  });
});

describe("an alias to an AWS resource", () => {
  const toResource = (address: string, attribute: string) => ({
    name: "www.example.com",
    alias: {
      name: `\${${address}.${attribute}}`,
      zone_id: `\${${address}.zone_id}`,
      evaluate_target_health: true,
    },
  });

  test("a load balancer's health is inherited", () => {
    const zone = zoneOf({
      records: {
        near: { ...toResource("aws_lb.near", "dns_name"), ...latency("eu-west-1") },
        far: { ...toResource("aws_lb.far", "dns_name"), ...latency("us-east-1") },
      },
      others: { aws_lb: { near: { provider: "aws.eu" }, far: {} } },
    });
    const answer = ask(zone, "www.example.com", { failing: ["aws_lb.near"] });
    expect(answer.to).toEqual(["aws_lb.far"]);
    expect(answer.rules).toContain("target-load-balancer");
  });

  test("API Gateway is always healthy to Route 53: only a health check makes it fail over", () => {
    const pair = (checks: object) =>
      zoneOf({
        records: {
          near: {
            ...toResource("aws_api_gateway_domain_name.near", "regional_domain_name"),
            ...latency("eu-west-1"),
            ...checks,
          },
          far: {
            ...toResource("aws_api_gateway_domain_name.far", "regional_domain_name"),
            ...latency("us-east-1"),
          },
        },
        checks: { near: {} },
        others: { aws_api_gateway_domain_name: { near: { provider: "aws.eu" }, far: {} } },
      });
    const failing = ["near", "aws_api_gateway_domain_name.near"];
    expect(ask(pair({}), "www.example.com", { failing }).to).toEqual(["aws_api_gateway_domain_name.near"]);
    const checked = ask(pair(checkedBy("near")), "www.example.com", { failing });
    expect(checked.to).toEqual(["aws_api_gateway_domain_name.far"]);
    expect(checked.rules).toContain("target-without-health");
  });
});

describe("a health check", () => {
  const zone = (check: object, others: Readonly<Record<string, object>> = {}) =>
    zoneOf({
      records: {
        primary: {
          ...values("www.example.com", "primary"),
          set_identifier: "primary",
          failover_routing_policy: { type: "PRIMARY" },
          ...checkedBy("check"),
        },
        secondary: {
          ...values("www.example.com", "secondary"),
          set_identifier: "secondary",
          failover_routing_policy: { type: "SECONDARY" },
        },
      },
      checks: { check: { ...check }, ...others },
    });

  test.each(["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP"])(
    "of %s fails with its endpoint",
    (type) => {
      expect(ask(zone({ type }), "www.example.com").to).toEqual(["primary"]);
      const answer = ask(zone({ type }), "www.example.com", { failing: ["check"] });
      expect(answer.to).toEqual(["secondary"]);
      expect(answer.rules).toContain("endpoint-check");
    },
  );

  test.each([
    [2, [], "primary"],
    [2, ["a"], "primary"],
    [2, ["a", "b"], "secondary"],
    [0, ["a", "b", "c"], "primary"],
    [4, [], "secondary"],
  ])("that is calculated, with threshold %i and %j failing, chooses the %s", (threshold, failing, to) => {
    const children = ["a", "b", "c"].map((name) => `\${aws_route53_health_check.${name}.id}`);
    const calculated = {
      type: "CALCULATED",
      child_health_threshold: threshold,
      child_healthchecks: children,
    };
    const answer = ask(zone(calculated, { a: {}, b: {}, c: {} }), "www.example.com", { failing });
    expect(answer.to).toEqual([to]);
    if (to === "secondary") {
      expect(answer.rules).toContain("calculated-check");
    }
  });

  test("that is inverted fails while its endpoint works", () => {
    const inverted = { invert_healthcheck: true };
    const answer = ask(zone(inverted), "www.example.com");
    expect(answer.to).toEqual(["secondary"]);
    expect(answer.rules).toContain("inverted-check");
    expect(ask(zone(inverted), "www.example.com", { failing: ["check"] }).to).toEqual(["primary"]);
  });

  test("that is disabled is healthy whatever its endpoint is", () => {
    expect(ask(zone({ disabled: true }), "www.example.com", { failing: ["check"] }).to).toEqual(["primary"]);
  });

  test("that is disabled and inverted stops the traffic", () => {
    const answer = ask(zone({ disabled: true, invert_healthcheck: true }), "www.example.com");
    expect(answer.to).toEqual(["secondary"]);
    expect(answer.rules).toContain("disabled-check");
  });

  test("of an alarm fails while the alarm is in ALARM", () => {
    const alarm = { type: "CLOUDWATCH_METRIC", cloudwatch_alarm_name: "errors" };
    expect(ask(zone(alarm), "www.example.com").to).toEqual(["primary"]);
    const answer = ask(zone(alarm), "www.example.com", { failing: ["check"] });
    expect(answer.to).toEqual(["secondary"]);
    expect(answer.rules).toContain("alarm-check");
  });

  test.each([
    ["Healthy", "primary"],
    ["Unhealthy", "secondary"],
    ["LastKnownStatus", "primary"],
  ])("of an alarm without enough data is what it is set to: %s", (status, to) => {
    const alarm = {
      type: "CLOUDWATCH_METRIC",
      cloudwatch_alarm_name: "errors",
      insufficient_data_health_status: status,
    };
    const answer = ask(zone(alarm), "www.example.com", { insufficientData: ["check"] });
    expect(answer.to).toEqual([to]);
    if (to === "secondary") {
      expect(answer.rules).toContain("alarm-insufficient-data");
    }
  });

  test("of a routing control fails while the control is off", () => {
    const control = {
      type: "RECOVERY_CONTROL",
      routing_control_arn: "arn:aws:route53-recovery-control::1:x",
    };
    const answer = ask(zone(control), "www.example.com", { failing: ["check"] });
    expect(answer.to).toEqual(["secondary"]);
    expect(answer.rules).toContain("routing-control-check");
  });

  test("that counts itself is unhealthy, and found in bounded time", () => {
    const self = ["${aws_route53_health_check.check.id}"];
    const circular = { type: "CALCULATED", child_health_threshold: 1, child_healthchecks: self };
    expect(ask(zone(circular), "www.example.com").to).toEqual(["secondary"]);
  });

  test("that belongs to somebody else is taken to be healthy", () => {
    const half = (role: string) => ({
      ...values("www.example.com", role.toLowerCase()),
      set_identifier: role,
      failover_routing_policy: { type: role },
    });
    const foreign = zoneOf({
      records: {
        primary: { ...half("PRIMARY"), health_check_id: "0123-abcd" },
        secondary: half("SECONDARY"),
      },
    });
    const answer = ask(foreign, "www.example.com", { failing: ["0123-abcd"] });
    expect(answer.to).toEqual(["primary"]);
    expect(answer.rules).toContain("foreign-check");
  });
});

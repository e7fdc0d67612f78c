import { GlobalApi, HostedZone, InvalidInput } from "../../src/constructs";
import { parsed, synthStack } from "./synth";

const canary = { rollout: { type: "canary", percent: 10, minutes: 5 } };
const regions = ["us-east-1", "eu-west-1"];

describe("a rollout all at once", () => {
  const stack = synthStack();

  test("lets Terraform move the aliases and adds no resource", () => {
    expect(stack.addresses.filter((address) => /codedeploy|rollout/.test(address))).toEqual([]);
    expect(stack.at("aws_lambda_alias.us-east-1_api_live")).not.toHaveProperty("lifecycle");
    expect(stack.output("published_versions")).toBeUndefined();
  });

  test("is described by an output without anything that AWS assigns", () => {
    const output = stack.output("rollout");
    expect(output).toMatchObject({ bake_minutes: 10, shift_minutes: 0 });
    expect(JSON.stringify(output)).not.toContain("${");
    expect(output).toHaveProperty("regions.eu-west-1.functions", [
      { name: "currency-exchange-api", alias: "live" },
      { name: "currency-exchange-ingest", alias: "live" },
    ]);
    expect(output).not.toHaveProperty("first_region");
  });
});

describe("a rollout in steps", () => {
  const stack = synthStack({ ...canary, canary: { enabled: true } });

  test.each(regions)("has an application and steps in %s", (region) => {
    expect(stack.at(`aws_codedeploy_app.${region}_rollout`)).toMatchObject({
      provider: `aws.${region}`,
      name: "currency-exchange",
      compute_platform: "Lambda",
    });
    expect(stack.at(`aws_codedeploy_deployment_config.${region}_rollout_steps`)).toMatchObject({
      provider: `aws.${region}`,
      compute_platform: "Lambda",
      traffic_routing_config: { type: "TimeBasedCanary", time_based_canary: { percentage: 10, interval: 5 } },
    });
  });

  test("shifts equal shares if linear", () => {
    const linear = synthStack({ rollout: { type: "linear", percent: 25, minutes: 2 } });
    expect(linear.at("aws_codedeploy_deployment_config.us-east-1_rollout_steps")).toMatchObject({
      traffic_routing_config: { type: "TimeBasedLinear", time_based_linear: { percentage: 25, interval: 2 } },
    });
  });

  test("gives other steps another name, because AWS keeps steps that a group uses", () => {
    expect(stack.at("aws_codedeploy_deployment_config.us-east-1_rollout_steps")).toMatchObject({
      deployment_config_name: "currency-exchange-canary-10-percent-5-minutes",
      lifecycle: { create_before_destroy: true },
    });
  });

  test.each(["api", "ingest", "canary"])("has a group for the function %s", (id) => {
    expect(stack.at(`aws_codedeploy_deployment_group.us-east-1_${id}_deployments`)).toMatchObject({
      app_name: "${aws_codedeploy_app.us-east-1_rollout.name}",
      deployment_group_name: `currency-exchange-${id}`,
      deployment_style: { deployment_type: "BLUE_GREEN", deployment_option: "WITH_TRAFFIC_CONTROL" },
      auto_rollback_configuration: {
        enabled: true,
        events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
      },
    });
  });

  test("stops on metric alarms of the same region, at most ten", () => {
    for (const region of regions) {
      const group = stack.at(`aws_codedeploy_deployment_group.${region}_api_deployments`);
      const { enabled, ignore_poll_alarm_failure, alarms } = parsedAlarms(group["alarm_configuration"]);
      expect({ enabled, ignore_poll_alarm_failure }).toEqual({
        enabled: true,
        ignore_poll_alarm_failure: false,
      });
      expect(alarms.length).toBeLessThanOrEqual(10);
      expect(alarms).not.toEqual([]);
      for (const alarm of alarms) {
        const address = /^\$\{(aws_cloudwatch_metric_alarm\.[\w-]+)\.alarm_name\}$/.exec(alarm)?.[1];
        const resource = stack.at(String(address));
        expect(resource["provider"]).toBe(`aws.${region}`);
        // An alarm in ALARM from the start would stop every deployment.
        expect(resource["treat_missing_data"]).toBe("notBreaching");
      }
    }
  });

  test("leaves the alias to CodeDeploy once Terraform has created it", () => {
    for (const alias of stack.all("aws_lambda_alias")) {
      expect(alias["lifecycle"]).toEqual({
        ignore_changes: ["function_version", "routing_config", "description"],
      });
      expect(alias["function_version"]).toMatch(/^\$\{aws_lambda_function\.[\w-]+\.version\}$/);
    }
  });

  test("may move only its region's aliases, for this account only", () => {
    const policy = parsed(stack.at("aws_iam_role_policy.iam_eu-west-1_rollout_policy")["policy"]);
    const account = "${data.aws_caller_identity.account.account_id}";
    const arn = (id: string) => `arn:aws:lambda:eu-west-1:${account}:function:currency-exchange-${id}`;
    expect(policy).toMatchObject({
      Statement: [
        {
          Action: ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"],
          Resource: ["api", "ingest", "canary"].flatMap((id) => [arn(id), `${arn(id)}:live`]),
        },
        { Action: ["cloudwatch:DescribeAlarms"], Resource: ["*"] },
      ],
    });
    expect(parsed(stack.at("aws_iam_role.iam_eu-west-1_rollout")["assume_role_policy"])).toMatchObject({
      Statement: [
        {
          Principal: { Service: "codedeploy.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": account } },
        },
      ],
    });
  });

  test("names its groups, alarms, and canaries in the output", () => {
    const output = stack.output("rollout");
    expect(output).toHaveProperty("regions.us-east-1.functions.0", {
      name: "currency-exchange-api",
      alias: "live",
      application: "currency-exchange",
      deployment_group: "currency-exchange-api",
    });
    expect(output).toHaveProperty("regions.us-east-1.api", {
      namespace: "AWS/ApiGateway",
      dimensions: { ApiName: "currency-exchange", Stage: "live" },
    });
    expect(output).toHaveProperty(
      "regions.us-east-1.alarms",
      expect.arrayContaining([
        "currency-exchange-us-east-1-availability-fast-5m",
        "currency-exchange-us-east-1-degraded",
        "currency-exchange-us-east-1-canary",
      ]),
    );
    expect(output).toHaveProperty("regions.us-east-1.canaries", [
      {
        region: "us-east-1",
        namespace: "CurrencyExchange",
        dimensions: { FunctionName: "currency-exchange-canary", target: "shared" },
      },
      {
        region: "eu-west-1",
        namespace: "CurrencyExchange",
        dimensions: { FunctionName: "currency-exchange-canary", target: "us-east-1" },
      },
    ]);
  });

  test("shows which version was published last, and nothing that changes without Terraform", () => {
    expect(stack.output("published_versions")).toMatchObject({
      "us-east-1": { api: "${aws_lambda_function.us-east-1_api.version}" },
    });
    for (const name of ["rollout", "published_versions"]) {
      expect(JSON.stringify(stack.output(name))).not.toContain("aws_lambda_alias");
    }
  });

  test("has names within the limits of CodeDeploy and IAM at the longest name", () => {
    const long = synthStack({
      name: "a-name-of-22-letters-x",
      rollout: { type: "canary", percent: 99, minutes: 2880 },
      regions: { "us-east-1": {}, "ap-southeast-1": {} },
    });
    for (const { deployment_config_name: name } of long.all("aws_codedeploy_deployment_config")) {
      expect(String(name).length).toBeLessThanOrEqual(100);
    }
    for (const { name } of long.all("aws_iam_role")) {
      expect(String(name).length).toBeLessThanOrEqual(64);
    }
  });
});

describe("a GlobalApi", () => {
  test.each([
    [{ rollout: { type: "canary" }, alarms: false }, 'rollout.type: "canary" needs alarms'],
    [{ rollout: { type: "linear", percent: 1, minutes: 30 } }, "the steps take 2970 minutes"],
    [{ rollout: { firstRegion: "eu-west-1" } }, '"eu-west-1" is not a serving region (us-east-1)'],
    [
      { rollout: { percent: 0, bakeMinutes: -1 } },
      "rollout.percent: 0 is not a whole number of percent from 1 to 99\nrollout.bakeMinutes: -1 is not a whole number of minutes from 0 to 720",
    ],
  ] as const)("rejects %j", (props, message) => {
    const { TerraformStack, Testing } = jest.requireActual<typeof import("cdktf")>("cdktf");
    const create = () =>
      new GlobalApi(new TerraformStack(Testing.app(), "stack"), "api", {
        regions: ["us-east-1"],
        domainName: "api.example.com",
        hostedZone: HostedZone.fromHostedZoneId("Z0123456789", "example.com"),
        document: {
          openapi: "3.0.3",
          info: { title: "Orders", version: "1" },
          paths: { "/health-check": { get: { security: [], responses: { 200: { description: "OK" } } } } },
        },
        ...props,
      });
    expect(create).toThrow(InvalidInput);
    expect(create).toThrow(message);
  });
});

function parsedAlarms(block: unknown): {
  readonly enabled: unknown;
  readonly ignore_poll_alarm_failure: unknown;
  readonly alarms: readonly string[];
} {
  const values = typeof block === "object" && block !== null ? Object.entries(block) : [];
  const { enabled, ignore_poll_alarm_failure, alarms }: Record<string, unknown> = Object.fromEntries(values);
  return {
    enabled,
    ignore_poll_alarm_failure,
    alarms: Array.isArray(alarms) ? alarms.map(String) : [],
  };
}

import { ApiGatewayDomainName } from "@cdktf/provider-aws/lib/api-gateway-domain-name";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { DynamodbTableReplicaA } from "@cdktf/provider-aws/lib/dynamodb-table-replica";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { Wafv2IpSet } from "@cdktf/provider-aws/lib/wafv2-ip-set";
import { Fn, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { GuardRails, suppress } from "../../src/constructs/guard-rails";
import { Region } from "../../src/constructs/region";
import { RESOURCE_RAILS } from "../../src/constructs/resource-rails";
import { SIZE_RAILS } from "../../src/constructs/size-rails";
import { STACK_RAILS } from "../../src/constructs/stack-rails";
import { synthesizingApp, synthStack, warningsOf } from "./synth";

const RAILS = [...RESOURCE_RAILS, ...SIZE_RAILS, ...STACK_RAILS];

/** What the guard rails say of a stack: `GR01 error` for each fault. */
function faults(make: (stack: TerraformStack) => void): string[] {
  const stack = new TerraformStack(synthesizingApp(), "stack");
  make(stack);
  const rails = new GuardRails(RAILS);
  for (const node of stack.node.findAll()) {
    rails.visit(node);
  }
  return stack.node
    .findAll()
    .flatMap((node) =>
      node.node.metadata
        .filter(({ type }) => type === "@cdktf/error" || type === "@cdktf/warn")
        .map(
          ({ type, data }) => `${String(data).slice(0, 4)} ${type.includes("error") ? "error" : "warning"}`,
        ),
    );
}

function inRegion(make: (scope: Construct, common: { provider: Region["provider"] }) => void) {
  return (stack: TerraformStack) => {
    const region = new Region(stack, { name: "us-east-1", tags: {} });
    make(region, { provider: region.provider });
  };
}

const lambda = { functionName: "api", role: "role" };

/** A document with two resources per item, beside the root. */
const bodyWith = (items: number): string =>
  JSON.stringify({
    paths: Object.fromEntries(Array.from({ length: items }, (_, item) => [`/item${item}/{id}`, { get: {} }])),
  });

/** An alarm rule over a number of alarms. */
const ruleOf = (alarms: number): string =>
  Array.from({ length: alarms }, (_, n) => `ALARM("a-${n}")`).join(" OR ");

describe("each guard rail finds its violations", () => {
  test.each<[string, (scope: Construct, common: { provider: Region["provider"] }) => void]>([
    ["GR01 error", (s, c) => new DynamodbTable(s, "t", { ...c, name: "t", deletionProtectionEnabled: true })],
    [
      "GR01 error",
      (s, c) =>
        new DynamodbTableReplicaA(s, "r", { ...c, globalTableArn: "arn", deletionProtectionEnabled: true }),
    ],
    [
      "GR02 warning",
      (s, c) => new DynamodbTableReplicaA(s, "r", { ...c, globalTableArn: "arn", pointInTimeRecovery: true }),
    ],
    ["GR03 error", (s, c) => new CloudwatchLogGroup(s, "l", { ...c, name: "l" })],
    [
      "GR04 error",
      (s, c) =>
        new LambdaFunction(s, "f", { ...c, ...lambda, loggingConfig: { logFormat: "JSON", logGroup: "l" } }),
    ],
    [
      "GR12 error",
      (s, c) => new LambdaFunction(s, "f", { ...c, ...lambda, tracingConfig: { mode: "Active" } }),
    ],
    [
      "GR12 error",
      (s, c) =>
        new ApiGatewayStage(s, "s", {
          ...c,
          restApiId: "a",
          deploymentId: "d",
          stageName: "live",
          xrayTracingEnabled: true,
        }),
    ],
    [
      "GR05 error",
      (s, c) => new ApiGatewayStage(s, "s", { ...c, restApiId: "a", deploymentId: "d", stageName: "live" }),
    ],
    [
      "GR06 error",
      (s, c) =>
        new IamRolePolicy(s, "p", {
          ...c,
          role: "r",
          policy: '{"Statement":[{"Action":"dynamodb:*","Resource":"arn"}]}',
        }),
    ],
    [
      "GR06 error",
      (s, c) =>
        new IamRolePolicy(s, "p", {
          ...c,
          role: "r",
          policy: '{"Statement":[{"Action":["dynamodb:Query"],"Resource":["*"]}]}',
        }),
    ],
    [
      "GR06 error",
      (s, c) =>
        new IamRolePolicy(s, "p", {
          ...c,
          role: "r",
          policy: '{"Statement":{"Action":"dynamodb:*","Resource":"arn"}}',
        }),
    ],
    ["GR07 error", (s, c) => new SnsTopic(s, "t", { ...c, name: "t" })],
    ["GR07 error", (s, c) => new KmsKey(s, "k", { ...c })],
    ["GR08 error", (s, c) => new ApiGatewayRestApi(s, "a", { ...c, name: "a" })],
    [
      "GR08 error",
      (s, c) => new ApiGatewayDomainName(s, "d", { ...c, domainName: "d", securityPolicy: "TLS_1_0" }),
    ],
    [
      "GR08 error",
      (s, c) =>
        new LambdaPermission(s, "p", {
          ...c,
          action: "lambda:InvokeFunction",
          functionName: "f",
          principal: "apigateway.amazonaws.com",
        }),
    ],
    [
      "GR09 error",
      (s, c) =>
        new ApiGatewayRestApi(s, "a", {
          ...c,
          name: "a",
          body: '{"openapi":"3.0.1","paths":{},"components":{"schemas":{"Order":{"required":[]}}}}',
        }),
    ],
    [
      "GR09 error",
      (s, c) =>
        new ApiGatewayMethodSettings(s, "m", {
          ...c,
          restApiId: "a",
          stageName: "live",
          methodPath: "v1/items/GET",
          settings: {},
        }),
    ],
    [
      "GR10 error",
      (s, c) =>
        new Wafv2IpSet(s, "i", {
          ...c,
          name: "i",
          scope: "REGIONAL",
          ipAddressVersion: "IPV4",
          addresses: [],
          description: "The client's addresses",
        }),
    ],
    ["GR10 error", (s, c) => new ApiGatewayRestApi(s, "a", { ...c, name: "a", policy: "x".repeat(8193) })],
    [
      "GR10 error",
      (s, c) => new CloudwatchCompositeAlarm(s, "a", { ...c, alarmName: "a", alarmRule: "x".repeat(10_241) }),
    ],
    [
      "GR10 error",
      (s, c) => new CloudwatchCompositeAlarm(s, "a", { ...c, alarmName: "a", alarmRule: ruleOf(101) }),
    ],
    [
      "GR10 error",
      (s, c) => new CloudwatchQueryDefinition(s, "q", { ...c, name: "q", queryString: "x".repeat(10_001) }),
    ],
    [
      "GR10 error",
      (s, c) =>
        new LambdaFunction(s, "f", { ...c, ...lambda, environment: { variables: { A: "x".repeat(4096) } } }),
    ],
    [
      "GR10 error",
      (s, c) =>
        new CloudwatchDashboard(s, "d", {
          ...c,
          dashboardName: "d",
          dashboardBody: JSON.stringify({
            widgets: Array(6).fill({ properties: { metrics: Array(420).fill(["A"]) } }),
          }),
        }),
    ],
    [
      "GR11 error",
      (s, c) =>
        new ApiGatewayRestApi(s, "a", {
          ...c,
          name: "a",
          body: JSON.stringify({
            paths: {
              "/orders": {
                parameters: [{ name: "ids", in: "query", schema: { maxLength: 2000 } }],
                get: { parameters: [{ name: "after", in: "query", schema: { maxLength: 50 } }] },
              },
            },
          }),
        }),
    ],
    ["GR13 warning", (s, c) => new ApiGatewayRestApi(s, "a", { ...c, name: "a", body: bodyWith(150) })],
    ["GR21 error", (s, c) => new DynamodbTable(s, "t", { ...c, name: "t" })],
    [
      "GR22 error",
      (s, c) => new ApiGatewayStage(s, "s", { ...c, restApiId: "a", deploymentId: "d", stageName: "live" }),
    ],
  ])("%s", (fault, make) => {
    expect(faults(inRegion(make))).toContain(fault);
  });

  test("text that only Terraform knows is not judged", () => {
    const text = Fn.file("elsewhere.json");
    const found = faults(
      inRegion((s, c) => {
        new ApiGatewayRestApi(s, "a", { ...c, name: "a", body: text, disableExecuteApiEndpoint: true });
        new CloudwatchDashboard(s, "d", { ...c, dashboardName: "d", dashboardBody: text });
        new IamRolePolicy(s, "p", { ...c, role: "r", policy: text });
      }),
    );
    expect(found).toEqual([]);
  });

  test("GR13 accepts as many resources as AWS's default quota", () => {
    const found = faults(
      inRegion((s, c) => new ApiGatewayRestApi(s, "a", { ...c, name: "a", body: bodyWith(149) })),
    );
    expect(found.filter((line) => line.startsWith("GR13"))).toEqual([]);
  });

  test("GR10 and GR11 accept texts of the maximum length", () => {
    const found = faults(
      inRegion((s, c) => {
        new CloudwatchCompositeAlarm(s, "a", { ...c, alarmName: "a", alarmRule: "x".repeat(10_240) });
        new CloudwatchCompositeAlarm(s, "b", { ...c, alarmName: "b", alarmRule: ruleOf(100) });
        new ApiGatewayRestApi(s, "g", {
          ...c,
          name: "g",
          policy: "x".repeat(8192),
          body: JSON.stringify({
            paths: {
              "/": { get: { parameters: [{ name: "q", in: "query", schema: { maxLength: 2046 } }] } },
            },
          }),
        });
      }),
    );
    expect(found.filter((line) => /GR1[01]/.test(line))).toEqual([]);
  });

  test("GR20: a region with a resource that another region lacks", () => {
    const found = faults((stack) => {
      for (const name of ["us-east-1", "eu-west-1"] as const) {
        const region = new Region(stack, { name, tags: {} });
        new LambdaFunction(region, "f", { provider: region.provider, ...lambda });
        if (name === "us-east-1") {
          new CloudwatchLogGroup(region, "logs", {
            provider: region.provider,
            name: "logs",
            retentionInDays: 1,
          });
        }
      }
    });
    expect(found).toContain("GR20 warning");
  });
});

describe("a guard rail may be suppressed", () => {
  const key = (s: Construct, c: { provider: Region["provider"] }) => new KmsKey(s, "k", { ...c });

  test("for a construct and everything below it, with a reason", () => {
    expect(faults(inRegion((s, c) => suppress(key(s, c), "GR07", "rotated by hand")))).toEqual([]);
    expect(
      faults(
        inRegion((s, c) => {
          suppress(s, "GR07", "rotated by hand");
          key(s, c);
        }),
      ),
    ).toEqual([]);
  });

  test("without suppressing other guard rails", () => {
    expect(faults(inRegion((s, c) => suppress(key(s, c), "GR01", "no table here")))).toEqual(["GR07 error"]);
  });

  test("not without a reason", () => {
    expect(() => faults(inRegion((s, c) => suppress(key(s, c), "GR07", " ")))).toThrow(/without a reason/);
  });
});

test("synth stops at an error of a guard rail and shows warnings", () => {
  expect(synthStack({}).addresses.length).toBeGreaterThan(0);
  expect(warningsOf({})).toEqual([]);
  expect(warningsOf({ table: { deletionProtection: false } })).toEqual([
    expect.stringMatching(/^GR02: deletion protection is off/),
    expect.stringMatching(/^GR02: deletion protection is off/),
  ]);
});

test("every guard rail has a unique id, a reason and a link", () => {
  expect(new Set(RAILS.map(({ id }) => id)).size).toBe(RAILS.length);
  for (const { reason, link } of RAILS) {
    expect(reason).toMatch(/\.$/);
    expect(link).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  }
});

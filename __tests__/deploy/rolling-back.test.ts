import { writeFileSync } from "node:fs";
import { APIGatewayClient, GetDeploymentsCommand, GetStageCommand } from "@aws-sdk/client-api-gateway";
import { CloudWatchClient, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { GetAliasCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { standinEnvironment } from "../../src/deploy/environment";
import { Standin } from "../../src/deploy/standin";
import type { JsonObject } from "../../src/terraform";
import { describeDeploy, scratchFolder } from "./local";
import { Project } from "./project";

const REGIONS = ["eu-west-1", "us-east-1"] as const;
/** Long enough to set an alarm on a busy machine. */
const BAKE_MINUTES = 0.25;

describeDeploy("a change that is bad in its second region", () => {
  const project = new Project(scratchFolder());
  let standin: Standin | undefined;
  beforeAll(async () => {
    standin = await Standin.start({ hostedZone: undefined, logFile: project.path("stand-in.log") });
    project.env = { ...project.env, ...standinEnvironment(standin.url, project.folder), CI: "" };
    synth("first");
    project.succeed("plan", "apply");
  });
  afterAll(() => standin?.stop());

  const client = (region: string) => ({
    region,
    endpoint: standin?.url ?? "",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const each = (suffix: string, valuesOf: (region: string) => JsonObject): JsonObject =>
    Object.fromEntries(
      REGIONS.map((region) => [`${region}_${suffix}`, { provider: `aws.${region}`, ...valuesOf(region) }]),
    );

  /** A function and an API with one region's answer each. */
  function synth(version: string): void {
    const zip = project.path(`${version}.zip`);
    writeFileSync(zip, zipSync({ "index.js": strToU8(`// ${version}\n`) }, { mtime: "2000-01-01" }));
    const operation = {
      responses: { 200: { description: version } },
      "x-amazon-apigateway-integration": { type: "mock" },
    };
    const body = JSON.stringify({
      ...{ openapi: "3.0.1", info: { title: version, version: "1" } },
      paths: { "/": { get: operation } },
    });
    project.synth({
      provider: { aws: REGIONS.map((region) => ({ alias: region, region })) },
      resource: {
        aws_iam_role: {
          api: {
            provider: "aws.us-east-1",
            name: "api",
            assume_role_policy: JSON.stringify({
              Version: "2012-10-17",
              Statement: [
                { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
              ],
            }),
          },
        },
        aws_lambda_function: each("api", () => ({
          ...{ function_name: "shop-api", role: "${aws_iam_role.api.arn}", publish: true },
          ...{ handler: "index.handler", runtime: "nodejs22.x", filename: zip },
          source_code_hash: `\${filebase64sha256("${zip}")}`,
        })),
        aws_lambda_alias: each("live", (region) => ({
          ...{ name: "live", description: "The version that serves", function_name: "shop-api" },
          function_version: `\${aws_lambda_function.${region}_api.version}`,
        })),
        aws_cloudwatch_metric_alarm: each("degraded", () => ({
          ...{ alarm_name: "shop-degraded", namespace: "AWS/ApiGateway", metric_name: "5XXError" },
          ...{ comparison_operator: "GreaterThanThreshold", evaluation_periods: 1, period: 60 },
          ...{ statistic: "Average", threshold: 0.5 },
        })),
        aws_api_gateway_rest_api: each("gateway", () => ({ name: "shop", body })),
        aws_api_gateway_deployment: each("deployment", (region) => ({
          rest_api_id: `\${aws_api_gateway_rest_api.${region}_gateway.id}`,
          triggers: { version },
          lifecycle: { create_before_destroy: true },
        })),
        aws_api_gateway_stage: each("stage", (region) => ({
          rest_api_id: `\${aws_api_gateway_rest_api.${region}_gateway.id}`,
          deployment_id: `\${aws_api_gateway_deployment.${region}_deployment.id}`,
          stage_name: "live",
        })),
      },
      output: {
        stages: {
          value: REGIONS.map((region) => `\${aws_api_gateway_stage.${region}_stage.rest_api_id}`),
        },
        rollout: {
          value: {
            ...{ bake_minutes: BAKE_MINUTES, shift_minutes: 0 },
            regions: Object.fromEntries(
              REGIONS.map((region) => [
                region,
                {
                  functions: [{ name: "shop-api", alias: "live" }],
                  alarms: ["shop-degraded"],
                  api: { namespace: "AWS/ApiGateway", dimensions: { ApiName: "shop", Stage: "live" } },
                  canaries: [],
                },
              ]),
            ),
          },
        },
      },
    });
  }

  async function alias(region: string) {
    const { FunctionVersion, Description } = await new LambdaClient(client(region)).send(
      new GetAliasCommand({ FunctionName: "shop-api", Name: "live" }),
    );
    return [FunctionVersion, Description];
  }

  /** The deployment behind the stage, and those that it is not behind. */
  async function deployments(region: (typeof REGIONS)[number]) {
    const apis = new APIGatewayClient(client(region));
    const restApiId = project.output("stages")[REGIONS.indexOf(region)] ?? "";
    const { deploymentId, description } = await apis.send(
      new GetStageCommand({ restApiId, stageName: "live" }),
    );
    const { items = [] } = await apis.send(new GetDeploymentsCommand({ restApiId }));
    const serving = items.find(({ id }) => id === deploymentId);
    return {
      serving: serving?.description?.replace(/\w+$/, "…") ?? "",
      record: description ?? "",
      others: items.length - 1,
    };
  }

  test("is rolled back there at once, and stays where it passed", async () => {
    synth("second");
    project.succeed("plan");
    const { status, lines } = await project.following("apply", [], async (line) => {
      if (/^us-east-1: 0:\d\d left/.test(line)) {
        await new CloudWatchClient(client("us-east-1")).send(
          new SetAlarmStateCommand({
            ...{ AlarmName: "shop-degraded", StateValue: "ALARM", StateReason: "test" },
          }),
        );
      }
    });
    expect({ status, last: lines.at(-1) }).toEqual({
      status: 2,
      last: "apply: us-east-1: alarm shop-degraded is in ALARM",
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        "Wave 1 of 2: eu-west-1",
        "eu-west-1: passed",
        "Wave 2 of 2: us-east-1",
        expect.stringMatching(/^us-east-1: rolled back within \d+ s, and verified$/),
        expect.stringMatching(/^eu-west-1 +shop-api +1 +2 +done$/),
        expect.stringMatching(/^us-east-1 +shop-api +1 +1 +rolled back$/),
      ]),
    );
    expect(await alias("eu-west-1")).toEqual(["2", "The version that serves"]);
    expect(await alias("us-east-1")).toEqual([
      "1",
      expect.stringMatching(/^Rolled back from 2 to 1 at \d{4}-.*Z$/),
    ]);
    expect(await deployments("eu-west-1")).toEqual({ serving: "", record: "", others: 0 });
    expect(await deployments("us-east-1")).toEqual({
      serving: "Kept for a rollback: a copy of …",
      record: expect.stringMatching(/^Rolled back from \w+ to \w+ at /),
      others: 1,
    });
  });

  test("is shown by the review of the repair, which leaves no trace of it", async () => {
    await new CloudWatchClient(client("us-east-1")).send(
      new SetAlarmStateCommand({ AlarmName: "shop-degraded", StateValue: "OK", StateReason: "test" }),
    );
    synth("third");
    project.succeed("plan");
    const { stdout } = project.step("review");
    expect(stdout).toMatch(
      /us-east-1_live` was rolled back from version `2` to `1` at `\d{4}-.*, and gets another version/,
    );
    expect(stdout).not.toContain("outside of Terraform");
    project.succeed("apply");
    for (const region of REGIONS) {
      expect(await alias(region)).toEqual(["3", "The version that serves"]);
      expect(await deployments(region)).toEqual({ serving: "", record: "", others: 0 });
    }
  });
});

import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentConfigCommand,
  CreateDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { standinEnvironment } from "../../src/deploy/environment";
import { Standin } from "../../src/deploy/standin";
import { awsPorts } from "../../src/pipeline/aws/ports";
import { pendingRegions } from "../../src/pipeline/pending";
import { type FunctionTarget, linesOf, type RolloutEvent, readRollout, rollOut } from "../../src/rollout";
import { readPlan } from "../../src/terraform";
import { planWith } from "../review/plan";
import { describeDeploy, scratchFolder } from "./local";

const REGION = "us-east-1";
const FUNCTION = { name: "shop-api", alias: "live", application: "shop", deployment_group: "shop-api" };
const TARGET: FunctionTarget = { kind: "function", region: REGION, of: FUNCTION };

describeDeploy("requests that CodeDeploy shifts", () => {
  const folder = scratchFolder();
  let standin: Standin | undefined;
  const environment = { ...process.env };
  const clients = () => ({ region: REGION, endpoint: standin?.url ?? "" });

  const rollout = readRollout(
    new Map([
      [
        "rollout",
        {
          ...{ bake_minutes: 0.02, shift_minutes: 1 },
          regions: {
            [REGION]: {
              functions: [FUNCTION],
              alarms: ["shop-degraded"],
              api: { namespace: "AWS/ApiGateway", dimensions: { ApiName: "shop", Stage: "live" } },
              canaries: [{ region: REGION, namespace: "shop", dimensions: { target: "shared" } }],
            },
          },
        },
      ],
    ]),
  );
  const ports = () =>
    awsPorts({
      plan: readPlan(planWith([])),
      rollout,
      change: async () => false,
      silent: async () => [],
    });

  async function run(
    again = false,
    react: (event: RolloutEvent) => Promise<unknown> | undefined = () => undefined,
  ) {
    const events: RolloutEvent[] = [];
    const all = ports();
    const reactions: (Promise<unknown> | undefined)[] = [];
    // Polls every half second instead of every 15, once what an event caused is done.
    const sleep: typeof all.sleep = async (milliseconds, signal) => {
      await Promise.all(reactions);
      await all.sleep(Math.min(milliseconds, 500), signal);
    };
    const end = await rollOut({
      ports: { ...all, sleep },
      rollout,
      waves: [{ region: REGION, targets: [TARGET] }],
      signal: new AbortController().signal,
      report: (event) => {
        events.push(event);
        reactions.push(react(event));
      },
      again,
    });
    return { end, events, serving: await all.serving(TARGET).catch(() => undefined) };
  }

  const zip = (code: string) => zipSync({ "index.js": strToU8(code) });
  const publish = async (code: string) => {
    const { Version } = await new LambdaClient(clients()).send(
      new UpdateFunctionCodeCommand({ FunctionName: FUNCTION.name, ZipFile: zip(code), Publish: true }),
    );
    return Version;
  };
  const setAlarm = (StateValue: "ALARM" | "OK") =>
    new CloudWatchClient(clients()).send(
      new SetAlarmStateCommand({ AlarmName: "shop-degraded", StateValue, StateReason: "test" }),
    );

  beforeAll(async () => {
    standin = await Standin.start({ hostedZone: undefined, minute: 6, logFile: `${folder}/stand-in.log` });
    Object.assign(process.env, standinEnvironment(standin.url, folder));
    await prepare();
  });
  afterAll(async () => {
    process.env = environment;
    await standin?.stop();
  });

  test("nothing is pending at first", async () => {
    expect(await pendingRegions(rollout, ports())).toEqual([]);
    expect(await ports().lastShift(TARGET)).toBeUndefined();
  });

  test("a new version is pending, and gets all requests in steps", async () => {
    expect(await publish("2")).toBe("2");
    expect(await pendingRegions(rollout, ports())).toEqual([REGION]);
    const { end, events, serving } = await run();
    expect(end).toMatchObject({ state: "done" });
    expect(serving).toMatchObject({ version: "2", shifting: undefined });
    expect(events).toContainEqual({
      ...{ event: "shift", region: REGION, target: "shop-api", from: "1", to: "2", percent: 10 },
    });
  });

  test("an alarm moves them back, and the version gets none again until a person restarts the shift", async () => {
    await publish("3");
    const { end, serving } = await run(false, (event) =>
      event.event === "shift" && event.percent === 10 ? setAlarm("ALARM") : undefined,
    );
    expect(end.state).toBe("rolled back");
    expect(serving).toMatchObject({ version: "2", shifting: undefined, record: { from: "3", to: "2" } });
    await setAlarm("OK");
    const again = await run();
    expect(again.end.state).toBe("held");
    expect(again.events).toContainEqual(expect.objectContaining({ event: "not shifted", version: "3" }));
    expect(again.serving).toMatchObject({ version: "2" });
    expect((await run(true)).serving).toMatchObject({ version: "3", shifting: undefined });
  });

  test("a repair passes an alarm that is on already, and a later alarm returns to the version before", async () => {
    await setAlarm("ALARM");
    await publish("4");
    expect((await run()).serving).toMatchObject({ version: "4" });
    await setAlarm("OK");
    await publish("5");
    const { end, serving } = await run(false, (event) =>
      event.event === "bake" ? setAlarm("ALARM") : undefined,
    );
    expect(end.state).toBe("rolled back");
    expect(serving).toMatchObject({ version: "4", shifting: undefined, record: { from: "5", to: "4" } });
    expect(await ports().lastShift(TARGET)).toMatchObject({ from: "4", to: "5", state: "succeeded" });
  });

  test("a rollback that fails names the command that moves the region's users away", async () => {
    await setAlarm("OK");
    await publish("6");
    const { end, events } = await run(false, (event) =>
      event.event === "bake" ? Promise.all([setAlarm("ALARM"), deleteAlias()]) : undefined,
    );
    expect(end.state).toBe("rollback failed");
    expect(events.flatMap(linesOf)).toContainEqual(
      expect.stringContaining("npm run evacuate -- us-east-1 --reason"),
    );
  });

  /** Without its alias, the function cannot be rolled back. */
  const deleteAlias = () =>
    new LambdaClient(clients()).send(
      new DeleteAliasCommand({ FunctionName: FUNCTION.name, Name: FUNCTION.alias }),
    );

  /** The SDK's client of IAM is not installed. */
  async function createRole(): Promise<string> {
    const allow = (Action: string | readonly string[], more: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, ...more }] });
    const call = async (parameters: Readonly<Record<string, string>>) => {
      const response = await fetch(standin?.url ?? "", {
        method: "POST",
        headers: {
          authorization:
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0",
        },
        body: new URLSearchParams({ Version: "2010-05-08", RoleName: "shop", ...parameters }),
      });
      expect(response.status).toBe(200);
    };
    await call({
      Action: "CreateRole",
      AssumeRolePolicyDocument: allow("sts:AssumeRole", {
        Principal: { Service: ["codedeploy.amazonaws.com", "lambda.amazonaws.com"] },
      }),
    });
    await call({
      ...{ Action: "PutRolePolicy", PolicyName: "shift" },
      PolicyDocument: allow(["lambda:*", "cloudwatch:DescribeAlarms"], { Resource: "*" }),
    });
    return "arn:aws:iam::123456789012:role/shop";
  }

  async function prepare(): Promise<void> {
    const lambda = new LambdaClient(clients());
    const codedeploy = new CodeDeployClient(clients());
    const role = await createRole();
    await new CloudWatchClient(clients()).send(
      new PutMetricAlarmCommand({
        ...{ AlarmName: "shop-degraded", Namespace: "AWS/ApiGateway", MetricName: "5XXError", Period: 60 },
        ...{ ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 1, Threshold: 0.5 },
        Statistic: "Average",
      }),
    );
    await lambda.send(
      new CreateFunctionCommand({
        ...{ FunctionName: FUNCTION.name, Role: role, Runtime: "nodejs22.x", Handler: "index.handler" },
        ...{ Code: { ZipFile: zip("1") }, Publish: true },
      }),
    );
    await lambda.send(
      new CreateAliasCommand({ FunctionName: FUNCTION.name, Name: "live", FunctionVersion: "1" }),
    );
    await codedeploy.send(
      new CreateApplicationCommand({ applicationName: "shop", computePlatform: "Lambda" }),
    );
    await codedeploy.send(
      new CreateDeploymentConfigCommand({
        ...{ deploymentConfigName: "steps", computePlatform: "Lambda" },
        trafficRoutingConfig: {
          type: "TimeBasedCanary",
          timeBasedCanary: { canaryPercentage: 10, canaryInterval: 1 },
        },
      }),
    );
    await codedeploy.send(
      new CreateDeploymentGroupCommand({
        ...{ applicationName: "shop", deploymentGroupName: "shop-api", serviceRoleArn: role },
        deploymentConfigName: "steps",
        deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
        alarmConfiguration: { enabled: true, alarms: [{ name: "shop-degraded" }] },
        autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_STOP_ON_ALARM"] },
      }),
    );
  }
});

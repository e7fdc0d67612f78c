import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { CloudWatchClient, SetAlarmStateCommand, type StateValue } from "@aws-sdk/client-cloudwatch";
import {
  CodeDeployClient,
  CreateDeploymentCommand,
  CreateDeploymentConfigCommand,
} from "@aws-sdk/client-codedeploy";
import { GetAliasCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { standinEnvironment } from "../../src/deploy/environment";
import { Standin } from "../../src/deploy/standin";
import { TERRAFORM } from "../../src/deploy/tools";
import { eventually } from "../local/support";
import { describeDeploy, scratchFolder } from "./local";
import { Project, STACK } from "./project";
import { rolloutStack } from "./rollout-stack";

/** The seconds that a minute of CodeDeploy takes: a shift ends before `npm run apply` looks again, after 15 s. */
const MINUTE = 8;
const ROLLOUT = { type: "canary", percent: 10, minutes: 1, firstRegion: "eu-west-1" } as const;
const ALARM = "shop-us-east-1-availability-fast-5m";
/** Steps that outlast every plan. */
const SLOW = "slow";
const LIVE = "`aws_lambda_alias.shop_us-east-1_api_live`";
const NO_CHANGES = { exitCode: 0, stderr: "" };

describeDeploy("a rollout in steps", () => {
  const project = new Project(scratchFolder());
  let standin: Standin | undefined;
  const client = (region = "us-east-1") => ({
    region,
    endpoint: standin?.url ?? "",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });

  function synth(code: string): void {
    const zip = project.path(`${code}.zip`);
    writeFileSync(zip, zipSync({ "index.js": strToU8(`// ${code}\n`) }, { mtime: "2000-01-01" }));
    project.synth(rolloutStack(project.path("cdktf.out"), zip, ROLLOUT));
  }

  /** Terraform alone, as `cdktf deploy` runs it. */
  function terraform(...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(TERRAFORM, [...args, "-no-color"], {
      cwd: project.path(STACK),
      env: project.env,
      encoding: "utf8",
    });
    return { exitCode: status, stdout, stderr };
  }
  const plan = () => {
    const { exitCode, stderr } = terraform("plan", "-lock=false", "-detailed-exitcode");
    return { exitCode, stderr };
  };
  const deploy = () => {
    const { exitCode, stdout, stderr } = terraform("apply", "-auto-approve", "-parallelism=40");
    expect({ exitCode, stderr }).toEqual(NO_CHANGES);
    return stdout;
  };
  const reviewed = () => {
    project.succeed("plan");
    const { status, stdout } = project.step("review");
    return { status, stdout };
  };

  /** The versions behind the alias, with the weight of the second. */
  async function alias(region = "us-east-1") {
    const { FunctionVersion, RoutingConfig } = await new LambdaClient(client(region)).send(
      new GetAliasCommand({ FunctionName: "shop-api", Name: "live" }),
    );
    return [FunctionVersion, RoutingConfig?.AdditionalVersionWeights ?? {}];
  }
  const serving = (...versions: readonly [string, object]) =>
    eventually(async () => JSON.stringify(await alias()) === JSON.stringify(versions), 30_000);
  const setAlarm = (StateValue: StateValue) =>
    new CloudWatchClient(client()).send(
      new SetAlarmStateCommand({ AlarmName: ALARM, StateValue, StateReason: "test" }),
    );

  /** Someone shifts requests while no `npm run apply` is running. */
  async function shiftSlowly(CurrentVersion: string, TargetVersion: string): Promise<void> {
    const codedeploy = new CodeDeployClient(client());
    const Properties = { Name: "shop-api", Alias: "live", CurrentVersion, TargetVersion };
    const timeBasedCanary = { canaryPercentage: 25, canaryInterval: 2880 };
    await codedeploy.send(
      new CreateDeploymentConfigCommand({
        ...{ deploymentConfigName: SLOW, computePlatform: "Lambda" },
        trafficRoutingConfig: { type: "TimeBasedCanary", timeBasedCanary },
      }),
    );
    const content = JSON.stringify({
      version: "0.0",
      Resources: [{ api: { Type: "AWS::Lambda::Function", Properties } }],
    });
    await codedeploy.send(
      new CreateDeploymentCommand({
        ...{ applicationName: "shop", deploymentGroupName: "shop-api", deploymentConfigName: SLOW },
        revision: { revisionType: "AppSpecContent", appSpecContent: { content } },
      }),
    );
  }

  beforeAll(async () => {
    standin = await Standin.start({
      ...{ hostedZone: undefined, minute: MINUTE },
      logFile: project.path("stand-in.log"),
    });
    project.env = { ...project.env, ...standinEnvironment(standin.url, project.folder), CI: "" };
    synth("first");
    expect(terraform("init")).toMatchObject(NO_CHANGES);
    deploy();
  });
  afterAll(() => standin?.stop());

  test("Terraform alone publishes a version, states it, and leaves the alias alone", async () => {
    expect(await alias()).toEqual(["1", {}]);
    synth("second");
    expect(deploy()).toMatch(
      /published_versions = \{\s+"eu-west-1" = \{\s+"api" = "2"\s+\}\s+"us-east-1" = \{\s+"api" = "2"/,
    );
    expect(await alias("eu-west-1")).toEqual(["1", {}]);
    expect(await alias()).toEqual(["1", {}]);
  });

  test("the next plan is empty, and its review states what serves", () => {
    const { status, stdout } = reviewed();
    expect(status).toBe(0);
    expect(stdout).toContain("nothing changes");
    expect(stdout).toContain(`${LIVE} serves version \`1\`, although version \`2\` was published last.`);
  });

  test("apply starts the shifts, and rolls back the second region, whose alarm goes off", async () => {
    const { status, lines } = await project.following("apply", [], async (line) => {
      if (/^us-east-1: 0:\d\d left/.test(line)) {
        expect(await alias()).toEqual(["2", {}]);
        await setAlarm("ALARM");
      }
    });
    expect({ status, last: lines.at(-1) }).toEqual({
      status: 2,
      last: `apply: us-east-1: alarm ${ALARM} is in ALARM`,
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        "Wave 1 of 2: eu-west-1",
        "eu-west-1: 10% of shop-api's requests on version 2 (from 1)",
        "eu-west-1: passed",
        expect.stringMatching(/^us-east-1: rolled back within \d+ s, and verified$/),
        expect.stringMatching(/^eu-west-1 +shop-api +1 +2 +done$/),
        expect.stringMatching(/^us-east-1 +shop-api +1 +1 +rolled back$/),
      ]),
    );
    expect(await alias("eu-west-1")).toEqual(["2", {}]);
    expect(await alias()).toEqual(["1", {}]);
  });

  test("the plan is empty after the rollback, and its review reports it", () => {
    const { status, stdout } = reviewed();
    expect(status).toBe(0);
    expect(stdout).toContain("nothing changes");
    expect(stdout).toContain(`${LIVE} was rolled back from version \`2\` to \`1\` at `);
    expect(stdout).not.toContain("eu-west-1");
  });

  test("the plan is empty while requests shift, and Terraform leaves their weights", async () => {
    await setAlarm("OK");
    await shiftSlowly("1", "2");
    await serving("1", { 2: 0.25 });
    expect(plan()).toEqual(NO_CHANGES);
    expect(await alias()).toEqual(["1", { 2: 0.25 }]);
  });

  test("the review reports a rollback that CodeDeploy made on its own, with the alarm", async () => {
    const before = Date.now();
    await setAlarm("ALARM");
    await serving("1", {});
    const { status, stdout } = reviewed();
    expect(status).toBe(0);
    expect(stdout).toContain("nothing changes");
    const [, at = ""] = /was rolled back from version `2` to `1` at `([^`]+)`/.exec(stdout) ?? [];
    expect(Date.parse(at)).toBeGreaterThanOrEqual(before - 1000);
    expect(stdout).toContain(ALARM);
  });

  test("a repair proceeds region by region, although the alarm is still on", async () => {
    synth("third");
    project.succeed("plan");
    const { status, lines } = await project.following("apply", [], async () => undefined);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^eu-west-1 +shop-api +2 +3 +done$/),
        expect.stringMatching(/^us-east-1 +shop-api +1 +3 +done$/),
      ]),
    );
    expect(status).toBe(0);
    expect(await alias("eu-west-1")).toEqual(["3", {}]);
    expect(await alias()).toEqual(["3", {}]);
    expect(plan()).toEqual(NO_CHANGES);
  });
});

import { readFileSync } from "node:fs";
import { Clock } from "../../src/local/clock";
import { Events } from "../../src/local/events";
import { FunctionVersions } from "../../src/local/functions/function-versions";
import { Metrics } from "../../src/local/metrics";
import { Deployments } from "../../src/local/rollout/deployments";
import { LocalPorts } from "../../src/local/rollout/local-ports";
import { readTrafficShifts } from "../../src/local/stack/traffic-shifts";
import type { StatedRollout } from "../../src/rollout";
import { readTerraform } from "../../src/terraform";
import { synthStackFile } from "../constructs/synth";
import { functionModel } from "./support";

let clock: Clock;
beforeEach(() => {
  jest.useFakeTimers();
  clock = new Clock(1);
});
afterEach(() => {
  clock.stop();
  jest.useRealTimers();
});

const MINUTE = 60_000;

/** A function with two versions, of which no process runs. */
function twoVersions(): FunctionVersions {
  const code = { taskRoot: "", environment: {}, memoryMb: 64 };
  const versions = new FunctionVersions(
    { model: functionModel(), internet: undefined, events: new Events() },
    code,
  );
  versions.publish(code);
  return versions;
}

/** Starts a deployment of two steps. */
function deployed(inAlarm: () => readonly string[]) {
  const versions = twoVersions();
  const deployments = new Deployments(clock);
  const steps = [
    { minutes: 0, percent: 10 },
    { minutes: 5, percent: 100 },
  ];
  const id = deployments.start({ versions, from: "1", to: "2", steps, inAlarm });
  return { versions, deployments, id };
}

test("a deployment moves the requests in its steps", () => {
  const { versions, deployments, id } = deployed(() => []);
  jest.advanceTimersByTime(5 * MINUTE - 1);
  expect(versions.routing).toEqual({ version: "1", additional: { version: "2", weight: 0.1 } });
  expect(deployments.last(versions)).toMatchObject({ id, state: "running", percent: 10, endedAt: undefined });
  jest.advanceTimersByTime(1);
  expect(deployments.last(versions)?.state).toBe("succeeded");
  expect(versions.routing).toEqual({ version: "2" });
});

test("an alarm moves all requests back, and so does a stop", () => {
  const alarmed = deployed(() => ["errors"]);
  jest.advanceTimersByTime(MINUTE / 4);
  expect(alarmed.versions.routing).toEqual({ version: "1" });
  expect(alarmed.deployments.last(alarmed.versions)).toMatchObject({
    state: "failed",
    percent: 0,
    why: "alarm errors is in ALARM",
    endedAt: expect.any(Number),
  });
  const stopped = deployed(() => []);
  stopped.deployments.stop(stopped.versions);
  expect(stopped.deployments.last(stopped.versions)).toMatchObject({
    state: "failed",
    why: "it was stopped",
  });
  expect(stopped.versions.routing).toEqual({ version: "1" });
});

describe("a shift of the local run", () => {
  const region = "us-east-1";
  const model = functionModel();
  const group = { application: "shop", deployment_group: "api" };
  const alarm = (name: string, metric_name: string) => ({
    ...{ alarm_name: name, namespace: "AWS/ApiGateway", metric_name, region },
    ...{ dimensions: { ApiName: "shop", Stage: "live" }, statistic: "Sum", period: 60 },
    ...{ comparison_operator: "GreaterThanThreshold", threshold: 0, evaluation_periods: 1 },
  });
  const terraform = readTerraform(
    JSON.stringify({
      provider: { aws: [{ region }] },
      resource: {
        aws_codedeploy_deployment_group: {
          api: {
            ...{ app_name: "shop", deployment_group_name: "api" },
            deployment_config_name: "CodeDeployDefault.LambdaCanary10Percent5Minutes",
          },
        },
        aws_cloudwatch_metric_alarm: {
          server: alarm("server-errors", "5XXError"),
          client: alarm("client-errors", "4XXError"),
        },
      },
    }),
  );
  const of = { name: model.name, alias: "live", ...group };
  const stated: StatedRollout = {
    ...{ bakeMinutes: 1, shiftMinutes: 5, firstRegion: undefined },
    regions: new Map([
      [
        region,
        {
          functions: [of],
          alarms: ["server-errors", "client-errors"],
          api: { namespace: "AWS/ApiGateway", dimensions: {} },
          canaries: [],
        },
      ],
    ]),
  };

  test.each([
    [[], "failed", "alarm server-errors is in ALARM"],
    [["client-errors"], "failed", "alarm server-errors is in ALARM"],
    [["server-errors"], "succeeded", undefined],
  ])("with the alarms %j ignored ends as %s", async (ignored, state, why) => {
    const versions = twoVersions();
    const metrics = new Metrics(clock, new Events());
    const now = Date.now();
    const ports = new LocalPorts(
      {
        ...{ clock, metrics, state: () => [], stack: { terraform, functions: [model] } },
        functions: { of: () => versions, publish: async () => "2" },
      },
      stated,
      { start: now, end: now + MINUTE },
    );
    const target = { kind: "function", region, of } as const;
    await ports.startShift(target, "1", "2", ignored);
    metrics.putResponse({ region, name: "shop", stageName: "live" }, { status: 500, milliseconds: 1 });
    jest.advanceTimersByTime(6 * MINUTE);
    expect(await ports.lastShift(target)).toMatchObject({ state, why });
    expect(versions.routing).toEqual({ version: state === "failed" ? "1" : "2" });
  });
});

test.each([
  [{ type: "canary", percent: 20, minutes: 3 }, "0: 20, 3: 100"],
  [{ type: "linear", percent: 40, minutes: 2 }, "0: 40, 2: 80, 4: 100"],
])("reads the steps of %j from the synthesized document", (rollout, steps) => {
  const shifts = readTrafficShifts(readTerraform(readFileSync(synthStackFile({ rollout }), "utf8")));
  expect(shifts.map(({ region, group }) => `${region} ${group}`).sort()).toEqual([
    "eu-west-1 currency-exchange-api",
    "eu-west-1 currency-exchange-ingest",
    "us-east-1 currency-exchange-api",
    "us-east-1 currency-exchange-ingest",
  ]);
  for (const shift of shifts) {
    expect(shift.steps.map(({ minutes, percent }) => `${minutes}: ${percent}`).join(", ")).toBe(steps);
  }
});

test.each([
  ["CodeDeployDefault.LambdaCanary10Percent5Minutes", "0: 10, 5: 100"],
  ["CodeDeployDefault.LambdaLinear50PercentEvery1Minute", undefined],
  ["CodeDeployDefault.LambdaAllAtOnce", "0: 100"],
])("knows AWS's own configuration %s", (name, steps) => {
  const group = { app_name: "shop", deployment_group_name: "api", deployment_config_name: name };
  const resource = { aws_codedeploy_deployment_group: { api: group } };
  const [shift] = readTrafficShifts(readTerraform(JSON.stringify({ resource })));
  const found = shift?.steps.map(({ minutes, percent }) => `${minutes}: ${percent}`).join(", ");
  expect(found).toBe(steps ?? "0: 50, 1: 100");
});

describe("metrics", () => {
  const START = 1_000 * MINUTE;
  let now = START;
  const moving = Object.assign(new Clock(1), { now: () => new Date(now) });
  const count = (samples: readonly { readonly count: number }[]) =>
    samples.reduce((sum, one) => sum + one.count, 0);

  test("before a time, the regions ran as usual", () => {
    const metrics = new Metrics(moving, new Events());
    const api = { region: "us-east-1", name: "shop", stageName: "live" };
    const put = (status: number) => metrics.putResponse(api, { status, milliseconds: 3 });
    [1, 2, 3].forEach((requests, minute) => {
      now = START + minute * MINUTE;
      Array.from({ length: requests }, () => put(200));
    });
    // An earlier rollout, which comparisons do not see.
    now = START + 3 * MINUTE;
    put(500);
    now = START + 5 * MINUTE;
    const view = metrics.view(new Date(now), { start: START, end: START + 3 * MINUTE });
    put(503);
    now = START + 6 * MINUTE;
    const metric = (name: string) => ({
      ...{ region: "us-east-1", namespace: "AWS/ApiGateway", name },
      dimensions: { ApiName: "shop", Stage: "live" },
    });
    const between = (name: string, from: number, to: number) =>
      view.between(metric(name), { start: START + from * MINUTE, end: START + to * MINUTE });
    expect(count(between("Count", 2, 5))).toBe(6);
    expect(between("5XXError", -60, 5).every(({ value }) => value === 0)).toBe(true);
    expect(between("5XXError", 5, 6)).toEqual([{ value: 1, count: 1 }]);
    expect(between("Latency", 5, 6)).toEqual([{ value: 250, count: 1 }]);
    expect(view.minutesAt(new Date(now))).toBe(1);
    expect(view.source(metric("5XXError"))?.samplesIn(0)).toEqual([{ value: 1, count: 1 }]);
    expect(view.source(metric("5XXError"))?.samplesIn(-1)).toEqual([{ value: 0, count: 3 }]);
    expect(view.source(metric("Unknown"))).toBeUndefined();
  });

  test("functions log metrics in CloudWatch's embedded format", () => {
    const events = new Events();
    const metrics = new Metrics(moving, events);
    const logged = (line: string) => events.emit({ type: "log", region: "eu-west-1", name: "canary", line });
    const _aws = {
      CloudWatchMetrics: [{ Namespace: "Shop", Dimensions: [["target"]], Metrics: [{ Name: "Success" }] }],
    };
    now = START;
    logged(JSON.stringify({ _aws, target: "shared", Success: 0 }));
    logged('{"_aws": not JSON');
    now = START + MINUTE;
    const view = metrics.view(new Date(START), { start: START, end: START + MINUTE });
    const metric = {
      region: "eu-west-1",
      namespace: "Shop",
      name: "Success",
      dimensions: { target: "shared" },
    };
    expect(view.between(metric, { start: START, end: now })).toEqual([{ value: 0, count: 1 }]);
  });
});

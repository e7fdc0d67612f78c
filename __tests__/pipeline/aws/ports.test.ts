import { DeploymentAlreadyCompletedException } from "@aws-sdk/client-codedeploy";
import { awsPorts } from "../../../src/pipeline/aws/ports";
import { pendingRegions } from "../../../src/pipeline/pending";
import { readRollout, type Target } from "../../../src/rollout";
import { readPlan } from "../../../src/terraform";
import { type Planned, planWith } from "../../review/plan";
import { type Answers, answerAws } from "./fake-aws";

/** Jest fakes the global timers only. */
jest.mock("node:timers/promises", () => ({
  setTimeout: (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}));

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 2, 4, 9);
const REGION = "us-east-1";
const FUNCTION = { name: "shop-api", alias: "live", application: "shop", deployment_group: "shop-api" };
const TARGET = { kind: "function", region: REGION, of: FUNCTION } as const;
const STAGE = { kind: "api", region: REGION, of: { restApiId: "abc", stage: "live" } } as const;
const API = { namespace: "AWS/ApiGateway", dimensions: { ApiName: "shop", Stage: "live" } };
const ROLLOUT = readRollout(
  new Map([
    [
      "rollout",
      {
        ...{ bake_minutes: 10, shift_minutes: 5 },
        regions: { [REGION]: { functions: [FUNCTION], alarms: [], api: API, canaries: [] } },
      },
    ],
  ]),
);

const ports = (changes: readonly Planned[] = []) =>
  awsPorts({
    plan: readPlan(planWith(changes)),
    rollout: ROLLOUT,
    change: async () => true,
    silent: async () => [],
  });
const minutesAgo = (minutes: number) => new Date(NOW - minutes * MINUTE);
const appSpec = (from: string, to: string) =>
  JSON.stringify({
    version: "0.0",
    Resources: [{ api: { Properties: { Name: "shop-api", CurrentVersion: from, TargetVersion: to } } }],
  });

interface Deployment {
  readonly id: string;
  readonly from?: string;
  readonly to?: string;
  readonly status: string;
  readonly endedAt?: Date;
  readonly creator?: string;
  readonly rollback?: string;
}

/** A function whose alias has a version, and the deployments of its group, the newest first. */
function lambda(version: string, deployments: readonly Deployment[], description = ""): Answers {
  return {
    GetAlias: () => ({ FunctionVersion: version, Description: description }),
    UpdateAlias: () => ({}),
    ListVersionsByFunction: () => ({ Versions: [{ Version: "$LATEST" }, { Version: "42" }] }),
    ListDeployments: () => ({ deployments: deployments.map(({ id }) => id) }),
    // AWS returns a checksum instead of the content.
    BatchGetDeployments: () => ({
      deploymentsInfo: deployments.map(({ id, status, endedAt, creator = "user", rollback }, index) => ({
        ...{ deploymentId: id, status, creator, completeTime: endedAt, createTime: minutesAgo(9 + index) },
        revision: { revisionType: "AppSpecContent", appSpecContent: { sha256: id } },
        rollbackInfo: rollback === undefined ? undefined : { rollbackDeploymentId: rollback },
      })),
    }),
    GetApplicationRevision: ({ revision }) => {
      const { from = "", to = "" } =
        deployments.find(({ id }) => JSON.stringify(revision).includes(`"${id}"`)) ?? {};
      return { revision: { appSpecContent: { content: appSpec(from, to) } } };
    },
  };
}

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const PASSED: Deployment = { id: "d-1", from: "41", to: "42", status: "Succeeded", endedAt: minutesAgo(5) };
/** The plan publishes the function's version after this one. */
const publishing = (version: string): Planned => ({
  address: "aws_lambda_function.us-east-1_api",
  before: { function_name: "shop-api", version },
  after: { function_name: "shop-api" },
  unknown: { version: true },
});
const FIREWALL: Planned = {
  address: "aws_wafv2_web_acl.us-east-1_api",
  before: { name: "shop", rule: [] },
  after: { name: "shop", rule: [{ priority: 1 }] },
};

test("the versions of a shift are in its application's revision, not in the deployment", async () => {
  const calls = answerAws(lambda("42", [PASSED]));
  expect(await ports().lastShift(TARGET)).toMatchObject({ from: "41", to: "42", state: "succeeded" });
  expect(calls).toContainEqual([
    "GetApplicationRevision",
    {
      applicationName: "shop",
      revision: { revisionType: "AppSpecContent", appSpecContent: { sha256: "d-1" } },
    },
  ]);
});

describe("a version that CodeDeploy has shifted", () => {
  const CONTINUED = { version: "41", changedAt: minutesAgo(5).getTime() };
  const NEW = { version: "42", changedAt: undefined };

  test.each([
    ["continues with nothing left to apply", [], CONTINUED],
    ["continues when the plan that published it is run again", [publishing("41")], CONTINUED],
    ["belongs to an earlier rollout if the plan publishes another one", [publishing("42")], NEW],
    ["belongs to an earlier rollout if the plan changes something else in the region", [FIREWALL], NEW],
    [
      "continues when the plan changes something in another region",
      [{ ...FIREWALL, address: "aws_wafv2_web_acl.eu-west-1_api" }],
      CONTINUED,
    ],
  ] as const)("%s", async (_, changes, before) => {
    answerAws(lambda("42", [PASSED]));
    expect(await ports(changes).before(TARGET)).toEqual(before);
  });

  test("belongs to an earlier rollout an hour after its bake, unless the plan that published it is run again", async () => {
    answerAws(lambda("42", [{ ...PASSED, endedAt: minutesAgo(71) }]));
    expect(await ports().before(TARGET)).toEqual(NEW);
    expect(await ports([publishing("41")]).before(TARGET)).toEqual({
      ...CONTINUED,
      changedAt: minutesAgo(71).getTime(),
    });
  });
});

describe("a version that was rolled back", () => {
  const RECORD = `Rolled back from 40 to 41 at ${minutesAgo(30).toISOString()}`;

  test("comes from a newer failed shift, not from an older record", async () => {
    answerAws(lambda("41", [{ ...PASSED, status: "Stopped" }], RECORD));
    expect(await ports().rolledBack(TARGET)).toMatchObject({ from: "42", to: "41" });
  });

  test("comes from the record if the record is newer than the failed shift", async () => {
    answerAws(lambda("41", [{ ...PASSED, status: "Stopped", endedAt: minutesAgo(40) }], RECORD));
    expect(await ports().rolledBack(TARGET)).toMatchObject({ from: "40", to: "41" });
  });
});

describe("a rollback of a function that CodeDeploy shifts", () => {
  const record = { from: "42", to: "41", at: new Date(NOW).toISOString() };
  const restored = async () => {
    const end = ports()
      .restore(TARGET, "41", record)
      .then(
        () => "done",
        (error: unknown) => String(error),
      );
    await jest.advanceTimersByTimeAsync(2 * MINUTE);
    return end;
  };
  const namesOf = (calls: readonly (readonly [string, unknown])[]) => calls.map(([name]) => name);

  test("moves the alias after CodeDeploy's own rollback, which could move it elsewhere", async () => {
    const back: Deployment = { id: "d-2", status: "InProgress", creator: "codeDeployRollback" };
    const stopped = { ...PASSED, status: "Stopped", endedAt: new Date(NOW), rollback: "d-2" };
    const states: readonly (readonly Deployment[])[] = [
      [{ ...PASSED, status: "InProgress" }],
      [{ ...PASSED, status: "Stopped", endedAt: new Date(NOW) }],
      [stopped],
      [{ ...back, status: "Created" }, stopped],
      [back, stopped],
      [{ ...back, status: "Succeeded" }, stopped],
    ];
    const at = () => states[Math.min(states.length - 1, Math.floor((Date.now() - NOW) / 1000))] ?? [];
    const now = () => lambda("41", at());
    const calls = answerAws({
      ...now(),
      ListDeployments: (input) => now()["ListDeployments"]?.(input) ?? {},
      BatchGetDeployments: (input) => now()["BatchGetDeployments"]?.(input) ?? {},
    });
    expect(await restored()).toBe("done");
    expect(namesOf(calls).filter((name) => name === "BatchGetDeployments")).toHaveLength(states.length);
    expect(namesOf(calls).slice(-2)).toEqual(["GetAlias", "UpdateAlias"]);
  });

  test("waits some seconds for a rollback that CodeDeploy has not started, and no longer", async () => {
    const calls = answerAws(lambda("41", [{ ...PASSED, status: "Stopped", endedAt: new Date(NOW) }]));
    expect(await restored()).toBe("done");
    expect(namesOf(calls).filter((name) => name === "ListDeployments")).toHaveLength(6);
  });

  test("moves the alias within a minute whatever CodeDeploy does, and then reports a failure", async () => {
    const calls = answerAws(lambda("41", [{ id: "d-1", from: "41", to: "42", status: "InProgress" }]));
    expect(await restored()).toBe(
      "Error: a CodeDeploy deployment has not ended, and could move the alias again",
    );
    expect(namesOf(calls)).toContain("UpdateAlias");
  });

  test("accepts a shift that ended before it could be stopped", async () => {
    const ended = new DeploymentAlreadyCompletedException({ message: "complete", $metadata: {} });
    answerAws({ StopDeployment: () => ended });
    await expect(ports().stopShift(TARGET, "d-1")).resolves.toBeUndefined();
    answerAws({ StopDeployment: () => new Error("throttled") });
    await expect(ports().stopShift(TARGET, "d-1")).rejects.toThrow("throttled");
  });
});

describe("a stage that has moved", () => {
  const moves: readonly Planned[] = [
    {
      address: "aws_api_gateway_stage.us-east-1_stage",
      before: { rest_api_id: "abc", stage_name: "live", deployment_id: "old" },
      after: { rest_api_id: "abc", stage_name: "live" },
      unknown: { deployment_id: true },
    },
    {
      address: "aws_api_gateway_deployment.us-east-1_deployment",
      before: { id: "old", rest_api_id: "abc" },
      after: { rest_api_id: "abc" },
      actions: ["create", "delete"],
      unknown: { id: true },
    },
  ];
  const gateway = (items: readonly object[]): Answers => ({
    GetStage: () => ({ deploymentId: "new" }),
    GetDeployment: () => ({ createdDate: minutesAgo(3) }),
    GetDeployments: () => ({ items }),
  });

  test("returns to the copy of its previous deployment", async () => {
    answerAws(gateway([{ id: "copy", description: "Kept for a rollback: a copy of old" }]));
    expect(await ports(moves).before(STAGE)).toEqual({
      ...{ version: "copy", changedAt: minutesAgo(3).getTime() },
    });
  });

  test("stays if there is no copy and the previous deployment was deleted", async () => {
    const said = jest.spyOn(console, "error").mockReturnValue();
    answerAws(gateway([]));
    expect(await ports(moves).before(STAGE)).toEqual({
      ...{ version: "new", changedAt: minutesAgo(3).getTime() },
    });
    expect(said.mock.calls).toEqual([
      ["us-east-1: stage live cannot be rolled back, because its previous deployment was deleted"],
    ]);
  });
});

describe("slow responses", () => {
  const minute = (index: number) => new Date(NOW + index * MINUTE);
  const series = (Id: string, values: readonly number[]) => ({
    ...{ Id, Timestamps: values.map((_, index) => minute(index)), Values: values },
  });

  test("are a share of those whose latency is known", async () => {
    const statistics: Readonly<Record<string, readonly number[]>> = {
      // The latencies of the last minute have not arrived.
      "Count Sum": [100, 100],
      "5XXError Sum": [1, 0],
      "4XXError Sum": [2, 0],
      "Latency p95": [80],
      "Latency SampleCount": [100],
      "Latency TC(:200)": [97],
    };
    answerAws({
      GetMetricData: ({ MetricDataQueries }) => ({
        MetricDataResults: (Array.isArray(MetricDataQueries) ? MetricDataQueries : []).map(
          ({ Id, MetricStat: { Metric, Stat } }) =>
            series(Id, statistics[`${Metric.MetricName} ${Stat}`] ?? []),
        ),
      }),
    });
    const span = { start: NOW, end: NOW + 2 * MINUTE };
    expect(await ports().responses(REGION, API, span, 200)).toEqual({
      ...{ total: 200, errors: 1, rejected: 2, slow: 3, timed: 100, p95: 80 },
    });
  });
});

describe("requests that failed", () => {
  const event = (requestId: string) => ({ message: JSON.stringify({ message: "boom", requestId }) });
  const span = { start: NOW - MINUTE, end: NOW };

  test("are found on a page after empty ones", async () => {
    const calls = answerAws({
      FilterLogEvents: ({ nextToken }) =>
        nextToken === "2" ? { events: [event("a")] } : { events: [], nextToken: nextToken ? "2" : "1" },
    });
    const { requests } = await ports().failedRequests(REGION, [FUNCTION], span);
    expect(requests.map(({ requestId }) => requestId)).toEqual(["a"]);
    expect(calls).toHaveLength(3);
  });

  test("are searched for on a limited number of pages", async () => {
    const calls = answerAws({ FilterLogEvents: () => ({ events: [], nextToken: "more" }) });
    expect(await ports().failedRequests(REGION, [FUNCTION], span)).toMatchObject({ requests: [] });
    expect(calls).toHaveLength(10);
  });
});

test("a region that cannot be reached is pending, so that its wave states why", async () => {
  answerAws({});
  const target: Target = TARGET;
  await expect(ports().before(target)).rejects.toThrow("GetAlias is not answered");
  expect(await pendingRegions(ROLLOUT, ports())).toEqual([REGION]);
});

import { unrecordedRollbacks } from "../../src/pipeline/unrecorded-rollbacks";
import { readPlan } from "../../src/terraform";
import { changed, planWith } from "../review/plan";
import { type Answers, answerAws } from "./aws/fake-aws";

const REGION = "eu-west-1";
const LIVE = `aws_lambda_alias.${REGION}_live`;
const ENDED = new Date(Date.UTC(2026, 10, 26, 3, 12));
const OF = { name: "shop-api", alias: "live", application: "shop", deployment_group: "shop-api" };

const plan = (serving: string, document: object = {}, alias: object = {}) => {
  const api = { namespace: "AWS/ApiGateway", dimensions: {} };
  const region = { functions: [OF], alarms: [], api, canaries: [] };
  const value = { bake_minutes: 5, shift_minutes: 5, regions: { [REGION]: region } };
  const same = (address: string, values: object) => ({
    ...changed(address, values, values),
    actions: ["no-op"],
  });
  const { planned_values, ...rest } = JSON.parse(
    planWith([
      same(`aws_lambda_function.${REGION}_api`, { function_name: "shop-api", version: "7" }),
      same(LIVE, { name: "live", function_name: "shop-api", function_version: serving, ...alias }),
    ]),
  );
  const outputs = { outputs: { rollout: { value } } };
  return readPlan(
    JSON.stringify({ ...rest, planned_values: { ...planned_values, ...outputs }, ...document }),
  );
};

/** A shift to a version that an alarm has stopped. */
const stopped = (to: string): Answers => ({
  GetAlias: () => ({ FunctionVersion: "6", Description: "live" }),
  ListDeployments: () => ({ deployments: ["d-1"] }),
  BatchGetDeployments: () => ({
    deploymentsInfo: [
      {
        ...{ deploymentId: "d-1", status: "Stopped", creator: "user", completeTime: ENDED },
        errorInformation: { code: "ALARM_ACTIVE", message: "alarm shop-5xx" },
        revision: { revisionType: "AppSpecContent", appSpecContent: { sha256: "0" } },
      },
    ],
  }),
  GetApplicationRevision: () => ({
    revision: {
      appSpecContent: {
        content: JSON.stringify({
          Resources: [{ api: { Properties: { CurrentVersion: "6", TargetVersion: to } } }],
        }),
      },
    },
  }),
});

test("makes no call if the newest version serves", async () => {
  const calls = answerAws({});
  expect(await unrecordedRollbacks(plan("7"))).toEqual(new Map());
  expect(calls).toEqual([]);
});

test.each([
  ["no weights", {}],
  ["an empty block of weights", { routing_config: [{ additional_version_weights: {} }] }],
])("finds the shift that CodeDeploy stopped, with its reason, if the alias has %s", async (_, alias) => {
  answerAws(stopped("7"));
  expect(await unrecordedRollbacks(plan("6", {}, alias))).toEqual(
    new Map([[LIVE, { from: "7", to: "6", at: ENDED.toISOString(), why: "alarm shop-5xx" }]]),
  );
});

test("finds nothing if the newest version was never shifted", async () => {
  answerAws(stopped("5"));
  expect(await unrecordedRollbacks(plan("6"))).toEqual(new Map());
});

test("makes no call while the newest version still gets a part of the requests", async () => {
  const calls = answerAws(stopped("7"));
  const weights = { routing_config: [{ additional_version_weights: { 7: 0.1 } }] };
  expect(await unrecordedRollbacks(plan("6", {}, weights))).toEqual(new Map());
  expect(calls).toEqual([]);
});

test("makes no call to a region that the plan leaves out", async () => {
  const calls = answerAws(stopped("7"));
  const without = { variables: { without_region: { value: { region: REGION, waiting: [] } } } };
  expect(await unrecordedRollbacks(plan("6", without))).toEqual(new Map());
  expect(calls).toEqual([]);
});

test("reports why a call fails, and does not fail itself", async () => {
  const said = jest.spyOn(console, "error").mockImplementation();
  answerAws({ ...stopped("7"), ListDeployments: () => new Error("not authorized") });
  expect(await unrecordedRollbacks(plan("6"))).toEqual(new Map());
  expect(said.mock.calls.flat()).toEqual([
    "eu-west-1: cannot find out why version 6 of shop-api serves instead of 7: not authorized",
  ]);
});

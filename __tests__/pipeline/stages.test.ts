import { beyond } from "../../src/pipeline/beyond";
import { stagesOf } from "../../src/review/stages";
import { readPlan } from "../../src/terraform";
import { type Planned, planWith } from "../review/plan";

const plan = (...resources: Planned[]) => readPlan(planWith(resources));
const regions = (...resources: Planned[]) => stagesOf(plan(...resources)).map(({ region }) => region);

function changed(region: string, more: Partial<Planned> = {}): Planned {
  return {
    address: `aws_lambda_function.${region}_api`,
    before: { memory_size: 512 },
    after: { memory_size: 1024 },
    ...more,
  };
}
const us = changed("us-east-1");
const eu = changed("eu-west-1");

function role(name: string): Planned {
  return { address: `aws_iam_role.${name}`, before: { description: "a" }, after: { description: "b" } };
}

describe("a plan is applied region by region", () => {
  test("when everything changes in place, in two regions", () => {
    expect(stagesOf(plan(eu, us, { ...us, address: "aws_sns_topic.us-east-1_alarms" }))).toEqual([
      { region: "eu-west-1", addresses: [eu.address] },
      { region: "us-east-1", addresses: [us.address, "aws_sns_topic.us-east-1_alarms"] },
    ]);
  });

  test("when a replacement makes the new one first", () => {
    expect(regions(us, changed("eu-west-1", { actions: ["create", "delete"] }))).toEqual([
      "us-east-1",
      "eu-west-1",
    ]);
  });

  test("when everything changes in one region", () => {
    expect(regions(us)).toEqual(["us-east-1"]);
  });

  test("with the global layer last", () => {
    expect(stagesOf(plan(role("api"), us, eu))).toEqual([
      { region: "us-east-1", addresses: [us.address] },
      { region: "eu-west-1", addresses: [eu.address] },
      { region: "global", addresses: ["aws_iam_role.api"] },
    ]);
  });

  test("with a role of the region in its stage, and its record in the last one", () => {
    const record = {
      address: "aws_route53_record.us-east-1_latency",
      before: { ttl: 60 },
      after: { ttl: 30 },
    };
    expect(stagesOf(plan(us, role("us-east-1_api"), record))).toEqual([
      { region: "us-east-1", addresses: [us.address, "aws_iam_role.us-east-1_api"] },
      { region: "global", addresses: [record.address] },
    ]);
  });

  test("when something else is not touched", () => {
    const role = {
      address: "aws_iam_role.api",
      before: { name: "a" },
      after: { name: "a" },
      actions: ["no-op"],
    };
    expect(regions(us, eu, role)).toEqual(["us-east-1", "eu-west-1"]);
  });
});

describe("a plan is applied as a whole", () => {
  const whole = [
    [
      "when something is made",
      [us, eu, { address: "aws_sns_topic.eu-west-1_more", after: { name: "more" } }],
    ],
    ["when something goes", [us, eu, { address: "aws_sns_topic.eu-west-1_less", before: { name: "less" } }]],
    ["when a replacement destroys first", [us, changed("eu-west-1", { actions: ["delete", "create"] })]],
    ["when nothing regional changes", [role("api")]],
    [
      "when nobody can tell the region",
      [us, eu, { address: "aws_sns_topic.more", before: { name: "a" }, after: { name: "b" } }],
    ],
  ] as const;
  test.each(whole)("%s", (_, resources) => {
    expect(regions(...resources)).toEqual([]);
  });
});

test("a plan is applied as a whole when a region needs a global change first", () => {
  const configuration = (depends_on: readonly string[]) => ({
    configuration: {
      root_module: {
        resources: [
          {
            address: us.address,
            mode: "managed",
            type: "aws_lambda_function",
            name: "us-east-1_api",
            depends_on,
          },
        ],
      },
    },
  });
  const staged = (depends_on: readonly string[]) =>
    stagesOf(readPlan(planWith([us, eu, role("api")], configuration(depends_on)))).length;
  expect(staged(["aws_iam_role.api"])).toBe(0);
  expect(staged(["aws_iam_role.other"])).toBe(3);
});

describe("a region's own plan, compared with the reviewed one", () => {
  test("may do a part of it", () => {
    expect(beyond(plan(us), plan(us, eu))).toEqual([]);
  });

  test("may know what was not known then", () => {
    const unknown = changed("us-east-1", { after: { memory_size: 1024 }, unknown: { version: true } });
    const known = changed("us-east-1", { after: { memory_size: 1024, version: "7" } });
    expect(beyond(plan(known), plan(unknown))).toEqual([]);
    expect(beyond(plan(known), plan(us))).toEqual([us.address]);
  });

  test.each([
    ["another value", changed("us-east-1", { after: { memory_size: 2048 } })],
    ["another action", changed("us-east-1", { actions: ["create", "delete"] })],
    ["a value more", changed("us-east-1", { after: { memory_size: 1024, timeout: 5 } })],
    ["a value less", changed("us-east-1", { after: {} })],
  ])("is found out with %s", (_, other) => {
    expect(beyond(plan(other), plan(us, eu))).toEqual([us.address]);
  });

  test("is found out with another resource, unless it stays as it is", () => {
    const topic = { address: "aws_sns_topic.us-east-1_alarms", before: { name: "a" }, after: { name: "b" } };
    expect(beyond(plan(us, topic), plan(us, eu))).toEqual([topic.address]);
    expect(beyond(plan(us, { ...topic, actions: ["no-op"] }), plan(us, eu))).toEqual([]);
  });

  test("may differ deep inside only where it was not known", () => {
    const deep = (image: string, unknown: unknown) =>
      changed("us-east-1", { after: { env: [{ values: { image } }] }, unknown });
    const reviewed = deep("a", { env: [{ values: { image: true } }] });
    expect(beyond(plan(deep("b", {})), plan(reviewed))).toEqual([]);
    expect(beyond(plan(deep("b", {})), plan(deep("a", {})))).toEqual([us.address]);
  });
});

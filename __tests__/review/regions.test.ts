import { render } from "../../src/review/render";
import { reviewOf } from "./corpus/read";
import { found, foundIn, type Planned, planWith } from "./plan";

const REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2"];

/** A function in a region, and the memory that it gets. */
const api = (region: string, memory: number): Planned => ({
  address: `aws_lambda_function.${region}_api`,
  before: {
    arn: `arn:aws:lambda:${region}:123456789012:function:api`,
    memory_size: 512,
    runtime: "nodejs22.x",
  },
  after: {
    arn: `arn:aws:lambda:${region}:123456789012:function:api`,
    memory_size: memory,
    runtime: "nodejs22.x",
  },
  actions: memory === 512 ? ["no-op"] : ["update"],
});

const pageOf = (plan: string) => render(reviewOf(plan), "markdown");

test("the same change in every region is one row", () => {
  const page = pageOf(planWith(REGIONS.map((region) => api(region, 1024))));
  expect(page).toContain("Every change (1 row)");
  expect(page).toContain(
    "| change | `aws_lambda_function.*_api` (3) | `ap-southeast-2`, `eu-west-1` and `us-east-1` | `memory_size`: `512` → `1024` |",
  );
});

test("changes are counted per region", () => {
  const page = pageOf(
    planWith([
      ...REGIONS.map((region) => api(region, 1024)),
      { address: "aws_iam_role.api", before: null, after: { name: "api" } },
    ]),
  );
  expect(page).toContain("| all | 1 | 3 | · | · | · | · | · |");
  expect(page).toContain("| `eu-west-1` | · | 1 | · | · | · | · | · |");
  expect(page).toContain("| `global` | 1 | · | · | · | · | · | · |");
});

describe("a region that differs from its peers is reported", () => {
  const differs = (memories: readonly number[]) =>
    reviewOf(planWith(REGIONS.map((region, index) => api(region, memories[index] ?? 512)))).findings.find(
      ({ rule }) => rule === "region-differs",
    );
  const said = (memories: readonly number[]) =>
    differs(memories)
      ?.what.map((part) => (typeof part === "string" ? part : part.name))
      .join("");

  test("if only it changes", () => {
    expect(said([512, 512, 1024])).toBe(
      "ap-southeast-2 differs from us-east-1 and eu-west-1 in aws_lambda_function.*_api.",
    );
  });

  test("if only it stays", () => {
    expect(said([1024, 512, 1024])).toBe(
      "eu-west-1 differs from us-east-1 and ap-southeast-2 in aws_lambda_function.*_api.",
    );
  });

  test("if only it changes to another value", () => {
    expect(said([2048, 1024, 1024])).toBe(
      "us-east-1 differs from eu-west-1 and ap-southeast-2 in aws_lambda_function.*_api.",
    );
  });

  test("but not if all of them change in the same way, or none changes", () => {
    expect(differs([1024, 1024, 1024])).toBeUndefined();
    expect(differs([512, 512, 512])).toBeUndefined();
  });

  test("nor if it is added", () => {
    const joining = { ...api("eu-north-1", 1024), before: null, actions: ["create"] };
    expect(foundIn([...REGIONS.map((region) => api(region, 512)), joining])).toEqual(["region-joining"]);
  });

  test("different documents of the same length are different changes", () => {
    const policy = (region: string, action: string): Planned => {
      const document = (what: string) =>
        JSON.stringify({
          Statement: [{ Effect: "Deny", Action: what, Resource: `arn:aws:s3:::a-bucket-in-${region}/*` }],
        });
      return {
        address: `aws_iam_policy.${region}`,
        before: { policy: document("s3:*") },
        after: { policy: document(action) },
      };
    };
    const three = (last: string) =>
      foundIn(REGIONS.map((region, index) => policy(region, index === 2 ? last : "s3:Get*")));
    expect(three("s3:Get*")).not.toContain("region-differs");
    expect(three("s3:Put*")).toContain("region-differs");
  });
});

describe("calls of one module, one per region, are peers under any name", () => {
  const topic = (call: string, region: string, after: string): Planned => ({
    address: `module.${call}.aws_sns_topic.alerts`,
    before: { arn: `arn:aws:sns:${region}:123456789012:alerts`, display_name: "a" },
    after: { arn: `arn:aws:sns:${region}:123456789012:alerts`, display_name: after },
    actions: after === "a" ? ["no-op"] : ["update"],
  });
  const plan = (topics: readonly Planned[], sources = ["./alerts", "./alerts"]) =>
    planWith(topics, {
      configuration: {
        root_module: { module_calls: { here: { source: sources[0] }, there: { source: sources[1] } } },
      },
    });

  test("their change is one row", () => {
    const page = pageOf(plan([topic("here", "us-east-1", "b"), topic("there", "eu-west-1", "b")]));
    expect(page).toContain("| change | `module.*.aws_sns_topic.alerts` (2) | `eu-west-1` and `us-east-1` |");
  });

  test("and one that does not change is reported", () => {
    const uneven = [topic("here", "us-east-1", "b"), topic("there", "eu-west-1", "a")];
    expect(found(reviewOf(plan(uneven)))).toContain("region-differs");
    expect(found(reviewOf(plan(uneven, ["./alerts", "./other"])))).not.toContain("region-differs");
  });

  test("unless they are in the same region", () => {
    const page = pageOf(plan([topic("here", "us-east-1", "b"), topic("there", "us-east-1", "b")]));
    expect(page).toContain("Every change (2 rows)");
  });
});

import { review } from "../../../src/review/review";
import { NO_SETTINGS } from "../../../src/review/settings";
import { reviewOf } from "../corpus/read";
import { changed, type Planned, planWith, stays } from "../plan";

const RECORD = "Rolled back from 42 to 41 at 2026-03-04T09:03:00.000Z";
const alias = (version: string, description = RECORD) => ({ function_version: version, description });
const severities = (before: object, after: object, more: Partial<Planned> = {}) =>
  reviewOf(planWith([{ ...changed("aws_lambda_alias.us-east-1_live", before, after), ...more }, stays]))
    .findings.filter(({ rule }) => rule === "rolled-back")
    .map(({ severity }) => severity);

test.each([
  ["the same version needs a person", alias("41"), alias("42", "live"), {}, "person"],
  ["another version is noted", alias("41"), alias("43", "live"), {}, "note"],
  [
    "a version that the apply publishes is noted",
    alias("41"),
    { description: "live" },
    { unknown: { function_version: true } },
    "note",
  ],
  ["the version that it was rolled back to is noted", alias("41"), alias("41", "live"), {}, "note"],
])("after a rollback, %s", (_, before, after, more, severity) => {
  expect(severities(before, after, more)).toEqual([severity]);
});

test.each([
  ["another version serves already", alias("43")],
  ["someone wrote another description", alias("41", "Rolled back")],
])("nothing is found if %s", (_, before) => {
  expect(severities(before, alias("44", "live"))).toEqual([]);
});

describe("an alias that CodeDeploy moves", () => {
  const LIVE = "aws_lambda_alias.eu-west-1_live";
  const noop = (address: string, values: object): Planned => ({
    ...changed(address, values, values),
    actions: ["no-op"],
  });
  const api = { namespace: "AWS/ApiGateway", dimensions: {} };
  const plan = (serving: string, application: string | null = "shop", description = "live") => {
    const of = { name: "shop-api", alias: "live", application, deployment_group: "shop-api" };
    const region = { functions: [of], alarms: [], api, canaries: [] };
    const value = { bake_minutes: 5, shift_minutes: 5, regions: { "eu-west-1": region } };
    const resources = [
      noop("aws_lambda_function.eu-west-1_api", { function_name: "shop-api", version: "7" }),
      noop(LIVE, { name: "live", function_name: "shop-api", function_version: serving, description }),
    ];
    const { planned_values, ...rest } = JSON.parse(planWith(resources));
    return JSON.stringify({
      ...rest,
      planned_values: { ...planned_values, outputs: { rollout: { value } } },
    });
  };
  const found = (text: string, rollbacks = new Map()) =>
    review(text, {
      settings: NO_SETTINGS,
      today: "2026-11-26",
      sizeOf: () => 0,
      rollbacks,
    }).findings;

  test("is noted if it does not serve the version that was published last", () => {
    expect(found(plan("6"))).toMatchObject([{ rule: "rolled-back", severity: "note", addresses: [LIVE] }]);
    expect(JSON.stringify(found(plan("6")))).toMatch(/serves version.*6.*although version.*7/);
  });

  test.each([
    ["serves it", plan("7")],
    ["is moved by Terraform", plan("6", null)],
    ["has another form of rollout", plan("6").replace('"bake_minutes":5', '"bake_minutes":"5"')],
  ])("is not noted if it %s", (_, text) => {
    expect(found(text)).toEqual([]);
  });

  test("is noted once if its record is of that version, and twice if of an earlier one", () => {
    const record = (from: number) => `Rolled back from ${from} to 5 at 2026-11-20T10:00:00.000Z`;
    expect(found(plan("5", "shop", record(7)))).toHaveLength(1);
    expect(found(plan("5", "shop", record(6)))).toHaveLength(2);
  });

  test("is reported as rolled back by CodeDeploy, with the reason", () => {
    const rollback = { from: "7", to: "6", at: "2026-11-26T09:00:00.000Z", why: "alarm shop-5xx" };
    const [first, ...others] = found(plan("6"), new Map([[LIVE, rollback]]));
    expect(others).toEqual([]);
    expect(JSON.stringify(first)).toMatch(
      /was rolled back from version.*7.*to.*6.*2026-11-26T09:00.*alarm shop-5xx.*stays there/,
    );
  });
});

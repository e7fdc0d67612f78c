import { countsOf } from "../../../src/review/counts";
import { reviewOf } from "../corpus/read";
import { added, changed, found, foundIn, planWith, stays } from "../plan";

describe("Terraform of today", () => {
  test("the region argument of a resource is its region", () => {
    const alarm = (threshold: number) => ({
      arn: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a",
      region: "eu-west-1",
      threshold,
    });
    const configuration = {
      provider_config: { aws: { name: "aws", expressions: { region: { constant_value: "us-east-1" } } } },
      root_module: {
        resources: [
          { mode: "managed", type: "aws_cloudwatch_metric_alarm", name: "a", provider_config_key: "aws" },
        ],
      },
    };
    const review = reviewOf(
      planWith([changed("aws_cloudwatch_metric_alarm.a", alarm(5), alarm(4))], { configuration }),
    );
    expect(found(review)).toEqual([]);
    expect(countsOf(review.changes).map(({ region }) => region)).toEqual(["eu-west-1"]);
  });

  test("an action, a failing check, a deferred change", () => {
    expect(
      found(reviewOf(planWith([stays], { action_invocations: [{ address: "action.aws_lambda_invoke.a" }] }))),
    ).toEqual(["action-invoked"]);
    expect(
      found(
        reviewOf(
          planWith([stays], {
            checks: [
              {
                address: { to_display: "check.a" },
                status: "fail",
                instances: [{ problems: [{ message: "no" }] }],
              },
            ],
          }),
        ),
      ),
    ).toEqual(["check-failed"]);
    expect(found(reviewOf(planWith([stays], { checks: [{ status: "pass" }] })))).toEqual([]);
    expect(
      found(
        reviewOf(
          planWith([stays], {
            deferred_changes: [
              { reason: "provider_config_unknown", resource_change: { address: "aws_sqs_queue.later" } },
            ],
          }),
        ),
      ),
    ).toEqual(["plan-incomplete"]);
  });

  test("a changed region argument replaces the resource, and is not a move to another provider", () => {
    const queue = (region: string) => ({
      arn: `arn:aws:sqs:${region}:123456789012:jobs`,
      region,
      name: "jobs",
    });
    const planned = {
      ...changed("aws_sqs_queue.b", queue("us-east-1"), queue("eu-west-1")),
      actions: ["delete", "create"],
      replacePaths: [["region"]],
    };
    expect(foundIn([planned, stays])).toEqual(["resource-destroyed"]);
  });

  test("an output that changes is a note, one that is no longer sensitive needs a person", () => {
    const output = (hidden: boolean) => ({
      output_changes: {
        key: {
          actions: ["update"],
          before: "a",
          after: "b",
          before_sensitive: hidden,
          after_sensitive: false,
        },
      },
    });
    expect(reviewOf(planWith([stays], output(false))).verdict).toBe("note");
    expect(reviewOf(planWith([stays], output(true))).verdict).toBe("person");
  });

  test("a forgotten resource stays, and so does its region", () => {
    const gone = {
      ...added("aws_lambda_function.a", {}),
      before: { arn: "arn:aws:lambda:eu-west-3:123456789012:function:a" },
      after: null,
      actions: ["forget"],
    };
    expect(foundIn([gone, stays])).toEqual(["resource-forgotten"]);
  });
});

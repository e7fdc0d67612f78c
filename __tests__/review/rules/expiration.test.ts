import { added, changed, foundIn, stays } from "../plan";

describe("data-expires", () => {
  const table = (ttl: object) => ({ ttl: [ttl] });
  const off = { enabled: false, attribute_name: "" };
  const bucket = (...rule: readonly object[]) => ({ rule });
  const after30 = { status: "Enabled", expiration: [{ days: 30 }] };

  test.each([
    [
      "a table that had no time to live",
      changed("aws_dynamodb_table.a", table(off), table({ enabled: true, attribute_name: "expires" })),
    ],
    [
      "another attribute",
      changed(
        "aws_dynamodb_table.a",
        table({ enabled: true, attribute_name: "expires" }),
        table({ enabled: true, attribute_name: "createdAt" }),
      ),
    ],
    [
      "a stream that keeps less",
      changed("aws_kinesis_stream.a", { retention_period: 48 }, { retention_period: 24 }),
    ],
    ["a rule of a bucket", changed("aws_s3_bucket_lifecycle_configuration.a", bucket(), bucket(after30))],
    [
      "a rule for more objects",
      changed(
        "aws_s3_bucket_lifecycle_configuration.a",
        bucket({ ...after30, prefix: "logs/" }),
        bucket({ ...after30, prefix: "" }),
      ),
    ],
  ])("%s", (_, planned) => {
    expect(foundIn([planned, stays])).toContain("data-expires");
  });

  test.each([
    [
      "a time to live that ends",
      changed("aws_dynamodb_table.a", table({ enabled: true, attribute_name: "expires" }), table(off)),
    ],
    [
      "a queue that keeps more",
      changed("aws_sqs_queue.a", { message_retention_seconds: 60 }, { message_retention_seconds: 90 }),
    ],
    [
      "a rule less, or one that is off",
      changed(
        "aws_s3_bucket_lifecycle_configuration.a",
        bucket(after30, { ...after30, prefix: "a" }),
        bucket(after30, { status: "Disabled", expiration: [{ days: 1 }] }),
      ),
    ],
  ])("not %s", (_, planned) => {
    expect(foundIn([planned, stays])).not.toContain("data-expires");
  });
});

describe("objects and images", () => {
  const rule = (steps: object) => ({
    bucket: "letters",
    rule: [{ status: "Enabled", filter: [{ prefix: "" }], ...steps }],
  });
  const until = (days: number) => rule({ expiration: [{ days }] });

  test.each([
    ["expire sooner", changed("aws_s3_bucket_lifecycle_configuration.a", until(90), until(30))],
    ["expire in an existing bucket", added("aws_s3_bucket_lifecycle_configuration.a", until(30))],
    [
      "are archived",
      changed(
        "aws_s3_bucket_lifecycle_configuration.a",
        rule({}),
        rule({ transition: [{ days: 2, storage_class: "GLACIER" }] }),
      ),
    ],
    [
      "expire in an existing registry",
      added("aws_ecr_lifecycle_policy.a", { repository: "shop", policy: "{}" }),
    ],
  ])("%s", (_, planned) => {
    expect(foundIn([planned, stays])).toEqual(["data-expires"]);
  });

  test.each([
    ["later", [changed("aws_s3_bucket_lifecycle_configuration.a", until(30), until(90))]],
    [
      "in a new bucket",
      [
        added("aws_s3_bucket.a", { bucket: "letters" }),
        added("aws_s3_bucket_lifecycle_configuration.a", until(30)),
      ],
    ],
    [
      "never: they are only moved to another class",
      [
        changed(
          "aws_s3_bucket_lifecycle_configuration.a",
          rule({}),
          rule({ transition: [{ days: 30, storage_class: "GLACIER_IR" }] }),
        ),
      ],
    ],
  ])("or %s", (_, planned) => {
    expect(foundIn([...planned, stays])).toEqual([]);
  });
});

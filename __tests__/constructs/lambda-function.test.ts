import { AssetType, TerraformAsset } from "cdktf";
import { LambdaFunction } from "../../src/constructs/lambda-function";
import { bundleFile, parsed, synthRegion, synthStack } from "./synth";

function lambda(reservedConcurrency?: number) {
  return synthRegion((region) => {
    new LambdaFunction(region, "api", {
      functionName: "rates-api",
      description: "Answers",
      bundle: new TerraformAsset(region, "bundle", { path: bundleFile(), type: AssetType.FILE }),
      environment: { TABLE_NAME: "rates" },
      memoryMb: 1024,
      timeoutSeconds: 5,
      reservedConcurrency,
      logs: { retentionDays: 30, keyArn: undefined },
      roles: { scope: region, provider: region.provider },
      accountId: "111122223333",
      statements: [
        { Sid: "Read", Action: ["dynamodb:Query"], Resource: ["arn:aws:dynamodb:us-east-1:1:table/rates"] },
      ],
    });
  });
}

test("a function is a published version behind the alias live", () => {
  expect(lambda().only("aws_lambda_function")).toMatchObject({ publish: true });
  expect(lambda().only("aws_lambda_alias")).toMatchObject({
    name: "live",
    function_version: expect.stringMatching(/^\$\{aws_lambda_function\..*\.version\}$/),
  });
});

test("a function has the newest runtime that the provider takes, arm64 and traces", () => {
  expect(lambda().only("aws_lambda_function")).toMatchObject({
    runtime: "nodejs22.x",
    architectures: ["arm64"],
    handler: "index.handler",
    tracing_config: { mode: "Active" },
    memory_size: 1024,
    timeout: 5,
  });
});

test("an unchanged zip is no change: the hash is Terraform's own, of the file's bytes", () => {
  const resource = lambda().only("aws_lambda_function");
  expect(resource["source_code_hash"]).toBe(`\${filebase64sha256("${resource["filename"]}")}`);
});

test("the log levels are said: unsaid, the provider plans a new version in every plan", () => {
  expect(lambda().only("aws_lambda_function")).toMatchObject({
    logging_config: { log_format: "JSON", application_log_level: "INFO", system_log_level: "INFO" },
  });
});

test("the log group is made first, with a retention", () => {
  expect(lambda().only("aws_cloudwatch_log_group")).toMatchObject({
    name: "/aws/lambda/rates-api",
    retention_in_days: 30,
  });
  expect(lambda().only("aws_lambda_function")).toMatchObject({
    logging_config: {
      log_format: "JSON",
      log_group: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\./),
    },
  });
});

test("concurrency is reserved only where it is asked for", () => {
  expect(lambda().only("aws_lambda_function")).not.toHaveProperty("reserved_concurrent_executions");
  expect(lambda(7).only("aws_lambda_function")).toMatchObject({ reserved_concurrent_executions: 7 });
});

describe("a role", () => {
  test("is assumed by Lambda alone", () => {
    expect(parsed(lambda().only("aws_iam_role")["assume_role_policy"])).toMatchObject({
      Statement: [{ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
    });
  });

  test("writes its own logs, its traces, and does what it was given", () => {
    expect(parsed(lambda().only("aws_iam_role_policy")["policy"])).toMatchObject({
      Statement: [
        { Resource: [expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.arn\}:\*$/)] },
        { Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"] },
        { Effect: "Allow", Action: ["dynamodb:Query"] },
      ],
    });
  });

  test("is there with its policy before the function", () => {
    expect(lambda().only("aws_lambda_function")).toMatchObject({
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\./)],
    });
  });

  test("of each region names that region's replica and no other", () => {
    const stack = synthStack({ regions: { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} } });
    const replicas = {
      "us-east-1": "${aws_dynamodb_table.us-east-1_table.arn}",
      "eu-west-1": "${aws_dynamodb_table_replica.eu-west-1_table.arn}",
      "ap-south-1": "${aws_dynamodb_table_replica.ap-south-1_table.arn}",
    };
    for (const [region, replica] of Object.entries(replicas)) {
      for (const name of ["api", "ingest"]) {
        const policy = String(stack.at(`aws_iam_role_policy.iam_${region}_${name}_policy`)["policy"]);
        expect(policy.match(/\$\{aws_dynamodb[^}]*\}/g)).toEqual([replica]);
      }
    }
  });

  test("of the api may read and not write", () => {
    const policy = String(synthStack().at("aws_iam_role_policy.iam_us-east-1_api_policy")["policy"]);
    expect(policy).toContain("dynamodb:Query");
    expect(policy).not.toMatch(/dynamodb:(Put|Update|Delete|BatchWrite|\*)/);
  });

  test("may use its region's key only through DynamoDB", () => {
    const stack = synthStack({ encryption: "customer-keys" });
    expect(parsed(stack.at("aws_iam_role_policy.iam_eu-west-1_api_policy")["policy"])).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Sid: "UseReplicaKey",
          Resource: ["${aws_kms_key.eu-west-1_key.arn}"],
          Condition: { StringEquals: { "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com" } },
        }),
      ]),
    });
  });
});

describe("live rates", () => {
  test("are fetched on a schedule of their own, by turns of the regions that there are", () => {
    const stack = synthStack({
      rates: { live: { keyParameter: "/rates/key", intervalMinutes: 1, requestsPerMonth: 50_000 } },
    });
    expect(stack.at("aws_scheduler_schedule.eu-west-1_live_schedule")).toMatchObject({
      name: "currency-exchange-ingest-live-schedule",
      schedule_expression: "rate(1 minute)",
      target: { input: '{"rates":"live","scheduledAt":"<aws.scheduler.scheduled-time>"}' },
    });
    expect(stack.at("aws_lambda_function.us-east-1_ingest")).toMatchObject({
      environment: {
        variables: {
          LIVE_RATES_PROVIDER: "open-exchange-rates",
          LIVE_RATES_KEY_PARAMETER: "/rates/key",
          LIVE_RATES_INTERVAL: "60",
          LIVE_RATES_REGIONS: "eu-west-1,us-east-1",
        },
      },
    });
  });

  test("cost no schedule where they are not configured", () => {
    expect(synthStack().addresses.filter((address) => address.includes("live_schedule"))).toEqual([]);
  });
});

describe("the schedule", () => {
  test("invokes the live alias of its own region", () => {
    expect(synthStack().at("aws_scheduler_schedule.eu-west-1_schedule")).toMatchObject({
      provider: "aws.eu-west-1",
      schedule_expression: "rate(1 hour)",
      target: { arn: "${aws_lambda_alias.eu-west-1_ingest_live.arn}" },
    });
  });

  test("may invoke that alias and nothing else, on behalf of this account alone", () => {
    const stack = synthStack();
    expect(parsed(stack.at("aws_iam_role_policy.iam_eu-west-1_schedule_policy")["policy"])).toMatchObject({
      Statement: [
        { Action: ["lambda:InvokeFunction"], Resource: ["${aws_lambda_alias.eu-west-1_ingest_live.arn}"] },
      ],
    });
    expect(parsed(stack.at("aws_iam_role.iam_eu-west-1_schedule")["assume_role_policy"])).toMatchObject({
      Statement: [
        {
          Condition: {
            StringEquals: { "aws:SourceAccount": "${data.aws_caller_identity.account.account_id}" },
          },
        },
      ],
    });
  });
});

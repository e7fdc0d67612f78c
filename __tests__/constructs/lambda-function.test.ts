import "./setup";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunction as LambdaFunctionResource } from "@cdktf/provider-aws/lib/lambda-function";
import { AssetType, TerraformAsset, Testing } from "cdktf";
import { LambdaFunction } from "../../src/constructs/lambda-function";
import { Region } from "../../src/constructs/region";
import { bundleFile, parsed, Synthesized, synthStack } from "./synth";

function synthLambda(
  reservedConcurrency?: number,
  environment: Readonly<Record<string, string>> = { TABLE_NAME: "rates" },
): string {
  return Testing.synthScope((scope) => {
    const region = new Region(scope, { name: "us-east-1", tags: {} });
    const lambda = new LambdaFunction(region, "api", {
      functionName: "rates-api",
      description: "Answers",
      bundle: new TerraformAsset(region, "bundle", { path: bundleFile(), type: AssetType.FILE }),
      environment,
      memoryMb: 1024,
      timeoutSeconds: 5,
      reservedConcurrency,
      logs: { retentionDays: 30, keyArn: undefined },
      roles: { scope: region, provider: region.provider },
      accountId: "111122223333",
      traced: true,
      coldStartNamespace: undefined,
    });
    lambda.addToRolePolicy({
      Sid: "Read",
      Action: ["dynamodb:Query"],
      Resource: ["arn:aws:dynamodb:us-east-1:1:table/rates"],
    });
  });
}

describe("a function", () => {
  const synthesized = synthLambda();

  test("is a published version behind the alias live", () => {
    expect(synthesized).toHaveResourceWithProperties(LambdaFunctionResource, { publish: true });
    expect(synthesized).toHaveResourceWithProperties(LambdaAlias, {
      name: "live",
      function_version: expect.stringMatching(/^\$\{aws_lambda_function\..*\.version\}$/),
    });
  });

  test("has the newest runtime that the provider accepts, arm64, and tracing", () => {
    expect(synthesized).toHaveResourceWithProperties(LambdaFunctionResource, {
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      tracing_config: { mode: "Active" },
      memory_size: 1024,
      timeout: 5,
      environment: { variables: { TABLE_NAME: "rates" } },
    });
  });

  test("changes only if its zip changes: Terraform itself hashes the file", () => {
    const resource = new Synthesized(synthesized).only("aws_lambda_function");
    expect(resource["source_code_hash"]).toBe(`\${filebase64sha256("${resource["filename"]}")}`);
  });

  test("names its log levels; otherwise the provider plans a new version in every plan", () => {
    expect(synthesized).toHaveResourceWithProperties(LambdaFunctionResource, {
      logging_config: {
        log_format: "JSON",
        log_group: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.name\}$/),
        application_log_level: "INFO",
        system_log_level: "INFO",
      },
    });
  });

  test("has no block for variables without variables, which would be a change in every plan", () => {
    const resource = new Synthesized(synthLambda(undefined, {})).only("aws_lambda_function");
    expect(resource).not.toHaveProperty("environment");
  });

  test("has a log group with a retention", () => {
    expect(synthesized).toHaveResourceWithProperties(CloudwatchLogGroup, {
      name: "/aws/lambda/rates-api",
      retention_in_days: 30,
    });
  });

  test("reserves concurrency only if configured", () => {
    expect(synthesized).not.toHaveResourceWithProperties(LambdaFunctionResource, {
      reserved_concurrent_executions: expect.anything(),
    });
    expect(synthLambda(7)).toHaveResourceWithProperties(LambdaFunctionResource, {
      reserved_concurrent_executions: 7,
    });
  });

  test("is created after its role's policy", () => {
    expect(synthesized).toHaveResourceWithProperties(LambdaFunctionResource, {
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\./)],
    });
  });
});

describe("a function's role", () => {
  const synthesized = new Synthesized(synthLambda());

  test("is assumed by Lambda alone", () => {
    expect(parsed(synthesized.only("aws_iam_role")["assume_role_policy"])).toMatchObject({
      Statement: [{ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
    });
  });

  test("can write its own logs and traces, and do what its statements allow", () => {
    expect(parsed(synthesized.only("aws_iam_role_policy")["policy"])).toMatchObject({
      Statement: [
        { Resource: [expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.arn\}:\*$/)] },
        { Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"] },
        { Effect: "Allow", Action: ["dynamodb:Query"] },
      ],
    });
  });

  test("reaches only its own region's replica", () => {
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

  test("lets the API read the table and not write to it", () => {
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
  test("are fetched on a separate schedule, in turns of the existing regions", () => {
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

  test("have no schedule unless configured", () => {
    expect(synthStack().addresses.filter((address) => address.includes("live_schedule"))).toEqual([]);
  });
});

describe("the schedule", () => {
  test("invokes the live alias in its own region", () => {
    expect(synthStack().at("aws_scheduler_schedule.eu-west-1_schedule")).toMatchObject({
      provider: "aws.eu-west-1",
      schedule_expression: "rate(1 hour)",
      target: { arn: "${aws_lambda_alias.eu-west-1_ingest_live.arn}" },
    });
  });

  test("may invoke only that alias, and only for this account", () => {
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

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readStack } from "../../src/local/stack/stack";
import { scratchFolder, synthesized } from "./support";

const folder = scratchFolder();
let json: string;
beforeAll(() => {
  json = readFileSync(
    synthesized(folder, { regions: { "us-east-1": {}, "eu-west-1": { stageCache: { sizeGb: "0.5" } } } }),
    "utf8",
  );
});

type Blocks = Record<string, Record<string, Record<string, unknown>>>;

/** Reads the synthesized document with a change made to its resources. */
function changed(change: (resources: Blocks) => void) {
  const document = JSON.parse(json);
  change(document.resource);
  return written(JSON.stringify(document));
}

function written(text: string) {
  const file = join(folder, "changed.tf.json");
  writeFileSync(file, text);
  return readStack(file);
}

/** The resource that the test changes: it is there in every synthesized document. */
function resource(blocks: Blocks, address: string): Record<string, unknown> {
  const [type = "", name = ""] = address.split(".");
  const found = blocks[type]?.[name];
  if (found === undefined) {
    throw new Error(address);
  }
  return found;
}

test("runs the resources of the document", () => {
  const stack = written(json);
  expect(stack.regions).toEqual(["eu-west-1", "us-east-1"]);
  expect(stack.functions).toContainEqual(
    expect.objectContaining({
      address: "aws_lambda_function.us-east-1_api",
      region: "us-east-1",
      zip: expect.stringMatching(/^\/.*\.zip$/),
      handler: "index.handler",
      memoryMb: 1024,
      timeoutSeconds: 5,
      environment: expect.objectContaining({ TABLE_NAME: "currency-exchange" }),
    }),
  );
  expect(stack.tables).toMatchObject([
    { name: "currency-exchange", keys: ["pk", "sk"], regions: ["us-east-1", "eu-west-1"] },
  ]);
  expect(stack.schedules.find(({ region }) => region === "eu-west-1")).toMatchObject({
    expression: { kind: "rate", seconds: 3600 },
    target: { address: "aws_lambda_function.eu-west-1_ingest" },
  });
  const api = stack.restApis.find(({ region }) => region === "eu-west-1");
  expect(api).toMatchObject({ stageName: "live", executeApiDisabled: true, minimumCompressionBytes: 1024 });
  expect(api?.domains).toContainEqual({
    address: "aws_api_gateway_domain_name.eu-west-1_shared",
    name: "api.example.com",
    basePath: "",
  });
  // The cache is on in one region only, and never for what health checks ask.
  const caching = (region: string) =>
    stack.restApis
      .find((one) => one.region === region)
      ?.methodSettings.map(({ path, cacheSeconds }) => [path, cacheSeconds !== undefined]);
  expect(caching("eu-west-1")).toEqual(
    expect.arrayContaining([
      ["*/*", true],
      ["health-check/GET", false],
    ]),
  );
  expect(caching("us-east-1")?.map(([, cached]) => cached)).toEqual([false, false]);
});

test("knows every resource type of the project, with the reason for those without a local effect", () => {
  const { notes, withoutEffect } = written(json);
  expect(notes).toEqual([]);
  expect(withoutEffect).toMatchObject({ aws_iam_role: "permissions are not enforced locally" });
  expect(withoutEffect).not.toHaveProperty("aws_lambda_function");
});

test("reports security that is not enforced locally", () => {
  const { notes } = changed((resources) => {
    const api = resource(resources, "aws_api_gateway_rest_api.us-east-1_gateway");
    const body = JSON.parse(String(api["body"]));
    body.paths["/status"].get.security = [{ api_key: [] }];
    api["body"] = JSON.stringify(body);
  });
  expect(notes).toEqual([
    "aws_api_gateway_rest_api.us-east-1_gateway: GET /status: its security is not enforced locally",
  ]);
});

test("reports an unsupported resource type", () => {
  const { notes } = changed((resources) => {
    resources["aws_sqs_queue"] = { a: { provider: "aws.us-east-1" }, b: { provider: "aws.us-east-1" } };
  });
  expect(notes).toEqual(["aws_sqs_queue: not supported locally; 2 left out"]);
});

test("a variable may refer to an attribute that AWS assigns", () => {
  const { functions } = changed((resources) => {
    resource(resources, "aws_lambda_function.us-east-1_api")["environment"] = {
      variables: { TABLE: "${aws_dynamodb_table.us-east-1_table.arn}/index" },
    };
  });
  expect(functions.find(({ address }) => address.endsWith("us-east-1_api"))?.environment).toEqual({
    TABLE: "arn:aws:dynamodb:us-east-1:123456789012:table/currency-exchange/index",
  });
});

describe("reports in one line what cannot run", () => {
  test.each<[string, (resources: Blocks) => void, string]>([
    [
      "a reference that cannot be resolved",
      (resources) => {
        resource(resources, "aws_lambda_function.us-east-1_api")["environment"] = {
          variables: { QUEUE: "${aws_sqs_queue.jobs.url}" },
        };
      },
      "aws_lambda_function.us-east-1_api: environment.variables.QUEUE: ${aws_sqs_queue.jobs.url} is not known locally",
    ],
    [
      "another runtime",
      (resources) => {
        resource(resources, "aws_lambda_function.us-east-1_api")["runtime"] = "python3.13";
      },
      'aws_lambda_function.us-east-1_api: runtime "python3.13"; only nodejs runs on this machine',
    ],
    [
      "a body that is not JSON",
      (resources) => {
        resource(resources, "aws_api_gateway_rest_api.us-east-1_gateway")["body"] = "openapi: 3.0.1";
      },
      "aws_api_gateway_rest_api.us-east-1_gateway: body: not JSON",
    ],
    [
      "a body of another OpenAPI",
      (resources) => {
        resource(resources, "aws_api_gateway_rest_api.us-east-1_gateway")["body"] =
          '{"openapi":"3.1.0","paths":{}}';
      },
      "aws_api_gateway_rest_api.us-east-1_gateway: body: openapi: expected 3.0.x, the OpenAPI that API Gateway imports",
    ],
    [
      "an API without a stage",
      (resources) => {
        delete resources["aws_api_gateway_stage"]?.["us-east-1_gateway_stage"];
        delete resources["aws_api_gateway_base_path_mapping"];
      },
      "aws_api_gateway_rest_api.us-east-1_gateway: it has no stage; expected one",
    ],
    [
      "a schedule of a target that is not here",
      (resources) => {
        resource(resources, "aws_scheduler_schedule.us-east-1_schedule")["target"] = { arn: "arn:aws:sqs:x" };
      },
      "aws_scheduler_schedule.us-east-1_schedule: target.arn: arn:aws:sqs:x is not a function in this document",
    ],
    [
      "a schedule that is neither rate nor cron",
      (resources) => {
        resource(resources, "aws_scheduler_schedule.us-east-1_schedule")["schedule_expression"] =
          "at(2030-01-01T00:00:00)";
      },
      "aws_scheduler_schedule.us-east-1_schedule: schedule_expression: at(2030-01-01T00:00:00) is not supported; use rate(…) or cron(…)",
    ],
  ])("%s", (_, change, message) => {
    expect(() => changed(change)).toThrow(message);
  });

  test("a missing file, a file that is not JSON, or JSON that is not Terraform's", () => {
    expect(() => readStack("/nowhere/cdk.tf.json")).toThrow(
      "/nowhere/cdk.tf.json: no such file; `npm run synth` writes the stack's cdk.tf.json",
    );
    expect(() => written("{")).toThrow(/changed\.tf\.json: not JSON/);
    expect(() => written("[]")).toThrow(/changed\.tf\.json: not Terraform's JSON/);
    expect(() => written('{"resource":{}}')).toThrow("contains no aws_api_gateway_rest_api");
  });

  test.each([
    ["a plan", { format_version: "1.2", planned_values: {}, resource_changes: [] }],
    ["a state", { format_version: "1.0" }],
  ])("%s", (_, document) => {
    expect(() => written(JSON.stringify(document))).toThrow(/: a plan or a state, .* use the cdk\.tf\.json$/);
  });
});

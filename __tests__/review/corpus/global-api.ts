import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Standin } from "../../../src/deploy/standin";
import { Terraform } from "./terraform";

const root = join(__dirname, "..", "..", "..");
const TWO_REGIONS = { regions: { "us-east-1": {}, "eu-west-1": {} } };
const THREE_REGIONS = { "us-east-1": {}, "eu-west-1": {}, "ap-southeast-2": {} };
const DRAINED = { regions: { "us-east-1": {}, "eu-west-1": { status: "draining" } } };
const RETIRED = { regions: { "us-east-1": {}, "eu-west-1": { status: "retired" } } };

interface Stack {
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
}
type Edit = (stack: Stack) => void;

function edit(type: string, name: string, attribute: string, change: (value: unknown) => unknown): Edit {
  return ({ resource }) => {
    const body = resource[type]?.[name];
    if (body === undefined) {
      throw new Error(`the stack has no ${type}.${name}`);
    }
    body[attribute] = change(body[attribute]);
  };
}

const ROLE_POLICY = ["aws_iam_role_policy", "iam_us-east-1_api_policy", "policy"] as const;

/** Changes of the configuration, and of the synthesized stack where no configuration leads there. */
const CASES: Readonly<Record<string, { readonly context?: object; readonly edit?: Edit }>> = {
  nothing: {},
  "tags-only": { context: { tags: { Team: "payments" } } },
  "region-added": { context: { regions: THREE_REGIONS } },
  "region-drained": { context: DRAINED },
  "region-retired-at-once": { context: RETIRED },
  "region-never-left": {
    context: { regions: { "us-east-1": {}, "eu-west-1": { failover: [] } } },
  },
  "domain-name-changed": { context: { domainName: "rates.example.com" } },
  "health-check-interval-changed": { context: { healthCheck: { intervalSeconds: 10 } } },
  "health-check-threshold-changed": { context: { healthCheck: { failureThreshold: 5 } } },
  "memory-changed": { context: { functions: { api: { memoryMb: 2048 } } } },
  "log-retention-shortened": { context: { logRetentionDays: 7 } },
  "throttling-raised": { context: { throttling: { requestsPerSecond: 5000, burst: 5000 } } },
  "deletion-protection-off": { context: { table: { deletionProtection: false } } },
  "table-alias-moved": {
    edit: edit("aws_dynamodb_table", "us-east-1_table", "provider", () => "aws.eu-west-1"),
  },
  "table-home-moved": { context: { table: { home: "eu-west-1" } } },
  "table-key-changed": {
    edit: (stack) => {
      edit("aws_dynamodb_table", "us-east-1_table", "range_key", () => "when")(stack);
      edit("aws_dynamodb_table", "us-east-1_table", "attribute", () => [
        { name: "pk", type: "S" },
        { name: "when", type: "S" },
      ])(stack);
    },
  },
  "iam-widened": {
    edit: edit(...ROLE_POLICY, (policy) =>
      String(policy).replace('"dynamodb:GetItem"', '"dynamodb:*","s3:GetObject"'),
    ),
  },
  "api-unknown": {
    context: { functions: { api: { memoryMb: 2048 } } },
    edit: edit("aws_api_gateway_rest_api", "us-east-1_gateway", "body", (body) =>
      String(body).replace('"title":"', '"title":"${aws_lambda_function.us-east-1_api.version} '),
    ),
  },
  "waf-loosened": {
    edit: (stack) => {
      for (const region of ["us-east-1", "eu-west-1"]) {
        edit("aws_wafv2_web_acl", `${region}_web_acl`, "rule", countingOnly)(stack);
      }
    },
  },
  "alarm-silenced": {
    edit: edit(
      "aws_cloudwatch_metric_alarm",
      "eu-west-1_alarms_api_throttled",
      "actions_enabled",
      () => false,
    ),
  },
  "half-applied": {
    edit: edit("aws_lambda_function", "eu-west-1_api", "memory_size", () => 3008),
  },
  "api-breaking": {
    edit: (stack) => {
      for (const region of ["us-east-1", "eu-west-1"]) {
        edit("aws_api_gateway_rest_api", `${region}_gateway`, "body", withoutAnOperation)(stack);
      }
    },
  },
  "no-healthy-answer": {
    edit: (stack) => {
      for (const region of ["us-east-1", "eu-west-1"]) {
        for (const type of ["A", "AAAA"]) {
          edit(
            "aws_route53_record",
            `routing_${region}_primary_${type}`,
            "health_check_id",
            () => undefined,
          )(stack);
        }
      }
    },
  },
};

/** The first rule, the limit of requests, lets everything through. */
function countingOnly(rules: unknown): unknown {
  return Array.isArray(rules)
    ? rules.map((rule, index) => (index === 0 ? { ...rule, action: { count: {} } } : rule))
    : rules;
}

function withoutAnOperation(body: unknown): unknown {
  const document: { paths: Record<string, unknown> } = JSON.parse(String(body));
  const [removed] = Object.keys(document.paths).filter((path) => path !== "/status");
  delete document.paths[removed ?? ""];
  return JSON.stringify(document);
}

/** Plans of the stack that this project synthesizes. */
export function* globalApiPlans(folder: string, standin: Standin): Generator<readonly [string, string]> {
  cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
  const stack = join(folder, "cdktf.out", "stacks", "currency-exchange");
  const terraform = new Terraform(stack, standin);
  const synthesize = (context: object, change?: Edit): void => {
    execFileSync(process.execPath, [join(folder, "dist", "main.js")], {
      cwd: folder,
      env: {
        ...process.env,
        CDKTF_CONTEXT_JSON: JSON.stringify({ globalApi: { ...TWO_REGIONS, ...context } }),
      },
    });
    const file = join(stack, "cdk.tf.json");
    const document: Stack = JSON.parse(readFileSync(file, "utf8"));
    change?.(document);
    writeFileSync(file, JSON.stringify(document));
    terraform.init();
  };
  synthesize({});
  yield ["first-deploy", terraform.plan()];
  terraform.apply();
  for (const [name, { context, edit: change }] of Object.entries(CASES)) {
    synthesize(context ?? {}, change);
    yield [name, terraform.plan()];
  }
  synthesize({});
  yield ["destroy-all", terraform.plan("-destroy")];
  yield [
    "apis-replaced",
    terraform.plan(
      ...["us-east-1", "eu-west-1"].map((region) => `-replace=aws_api_gateway_rest_api.${region}_gateway`),
    ),
  ];
  appendFileSync(join(folder, "dist", "functions", "api.zip"), Buffer.alloc(1024));
  synthesize({});
  yield ["code-changed", terraform.plan()];
  cpSync(join(root, "dist", "functions"), join(folder, "dist", "functions"), { recursive: true });
  yield* drifted(terraform, standin, () => synthesize({}));
  synthesize(DRAINED);
  terraform.apply();
  synthesize(RETIRED);
  yield ["region-removed", terraform.plan()];
  synthesize({ regions: THREE_REGIONS });
  terraform.apply();
  synthesize({ regions: { ...THREE_REGIONS, "eu-west-1": { failover: ["us-east-1"] } } });
  yield ["failover-order-changed", terraform.plan()];
  synthesize({ regions: THREE_REGIONS, functions: { api: { memoryMb: 2048 } } });
  yield ["memory-changed-in-three", terraform.plan()];
  synthesize(
    { regions: THREE_REGIONS, functions: { api: { memoryMb: 2048 } } },
    edit("aws_lambda_function", "ap-southeast-2_api", "memory_size", () => 1024),
  );
  yield ["half-applied-of-three", terraform.plan()];
}

/** Somebody gives a function more memory and takes the table's protection away, in the console. */
function* drifted(
  terraform: Terraform,
  standin: Standin,
  synthesize: () => void,
): Generator<readonly [string, string]> {
  const call = (
    method: string,
    path: string,
    service: string,
    region: string,
    body: object,
    target?: string,
  ) =>
    execFileSync("curl", [
      ...["--silent", "--fail", "--output", "/dev/null", "--request", method, `${standin.url}${path}`],
      ...[
        "--header",
        `Authorization: AWS4-HMAC-SHA256 Credential=test/20300101/${region}/${service}/aws4_request`,
      ],
      ...[
        "--header",
        `X-Amz-Target: ${target ?? ""}`,
        "--header",
        "Content-Type: application/x-amz-json-1.0",
      ],
      ...["--data", JSON.stringify(body)],
    ]);
  const functionOf = "/2015-03-31/functions/currency-exchange-api/configuration";
  const table = (on: boolean) =>
    call(
      "POST",
      "/",
      "dynamodb",
      "us-east-1",
      { TableName: "currency-exchange", DeletionProtectionEnabled: on },
      "DynamoDB_20120810.UpdateTable",
    );
  call("PUT", functionOf, "lambda", "eu-west-1", { MemorySize: 3008 });
  table(false);
  synthesize();
  yield ["drift", terraform.plan()];
  call("PUT", functionOf, "lambda", "eu-west-1", { MemorySize: 1024 });
  table(true);
}

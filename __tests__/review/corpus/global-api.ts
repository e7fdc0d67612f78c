import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { standinEnvironment } from "../../../src/deploy/environment";
import type { Standin } from "../../../src/deploy/standin";
import { type Case, Terraform } from "./terraform";

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
        edit("aws_api_gateway_rest_api", `${region}_gateway`, "body", withoutAnEndpoint)(stack);
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

function withoutAnEndpoint(body: unknown): unknown {
  const document: { paths: Record<string, unknown> } = JSON.parse(String(body));
  const { "/v1/currencies": removed, ...paths } = document.paths;
  if (removed === undefined) {
    throw new Error("the API has no /v1/currencies");
  }
  return JSON.stringify({ ...document, paths });
}

/** Plans of the stack that this project synthesizes. */
export function* globalApiCases(folder: string, standin: Standin): Generator<Case> {
  const [dist, functions] = [join(folder, "dist"), join(folder, "functions")];
  cpSync(join(root, "dist"), dist, { recursive: true });
  cpSync(join(dist, "functions"), functions, { recursive: true });
  cpSync(join(root, ".terraform.lock.hcl"), join(folder, ".terraform.lock.hcl"));
  const stack = join(folder, "cdktf.out", "stacks", "currency-exchange");
  const terraform = new Terraform(stack, standin);
  const synthesize = (context: object, change?: Edit): void => {
    execFileSync(process.execPath, [join(dist, "main.js")], {
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
  const planned = (context: object, change?: Edit, ...options: readonly string[]) => {
    synthesize(context, change);
    return terraform.plan(...options);
  };
  yield ["first-deploy", () => planned({})];
  synthesize({});
  terraform.apply();
  for (const [name, { context, edit: change }] of Object.entries(CASES)) {
    yield [name, () => planned(context ?? {}, change)];
  }
  yield [
    "region-left-out",
    () => {
      synthesize({ functions: { api: { memoryMb: 2048 } }, throttling: { requestsPerSecond: 50 } });
      const step = join(root, "src", "pipeline", "plan.ts");
      const { CI: _, ...environment } = standinEnvironment(standin.url, folder);
      execFileSync(
        process.execPath,
        ["--require", require.resolve("tsx/cjs"), step, "--without", "us-east-1"],
        { cwd: folder, env: environment, stdio: "inherit" },
      );
      return terraform.show("plan.tfplan");
    },
  ];
  yield ["destroy-all", () => planned({}, undefined, "-destroy")];
  const replaced = ["us-east-1", "eu-west-1"].map(
    (region) => `-replace=aws_api_gateway_rest_api.${region}_gateway`,
  );
  yield ["apis-replaced", () => planned({}, undefined, ...replaced)];
  yield [
    "code-changed",
    () => {
      appendFileSync(join(dist, "functions", "api.zip"), Buffer.alloc(1024));
      const plan = planned({});
      cpSync(functions, join(dist, "functions"), { recursive: true });
      return plan;
    },
  ];
  yield [
    "drift",
    () => {
      const console = new AwsConsole(standin);
      console.change({ memory: 3008, deletionProtection: false });
      const plan = planned({});
      console.change({ memory: 1024, deletionProtection: true });
      return plan;
    },
  ];
  yield ["rolled-back", () => rolledBack(planned({}))];
  synthesize(DRAINED);
  terraform.apply();
  yield ["region-removed", () => planned(RETIRED)];
  synthesize({ regions: THREE_REGIONS });
  terraform.apply();
  yield [
    "failover-order-changed",
    () => planned({ regions: { ...THREE_REGIONS, "eu-west-1": { failover: ["us-east-1"] } } }),
  ];
  const larger = { regions: THREE_REGIONS, functions: { api: { memoryMb: 2048 } } };
  yield ["memory-changed-in-three", () => planned(larger)];
  yield [
    "half-applied-of-three",
    () =>
      planned(
        larger,
        edit("aws_lambda_function", "ap-southeast-2_api", "memory_size", () => 1024),
      ),
  ];
}

/** Somebody gives a function in eu-west-1 more memory, and takes the table's protection away, beside Terraform. */
class AwsConsole {
  constructor(private readonly standin: Standin) {}

  change({ memory, deletionProtection }: { memory: number; deletionProtection: boolean }): void {
    this.call("PUT", "/2015-03-31/functions/currency-exchange-api/configuration", "lambda", "eu-west-1", "", {
      MemorySize: memory,
    });
    this.call("POST", "/", "dynamodb", "us-east-1", "DynamoDB_20120810.UpdateTable", {
      TableName: "currency-exchange",
      DeletionProtectionEnabled: deletionProtection,
    });
  }

  private call(
    method: string,
    path: string,
    service: string,
    region: string,
    target: string,
    body: object,
  ): void {
    const scope = `Credential=test/20300101/${region}/${service}/aws4_request`;
    const headers = [
      `Authorization: AWS4-HMAC-SHA256 ${scope}`,
      `X-Amz-Target: ${target}`,
      "Content-Type: application/x-amz-json-1.0",
    ];
    execFileSync("curl", [
      ...["--silent", "--fail", "--output", "/dev/null", "--request", method, `${this.standin.url}${path}`],
      ...headers.flatMap((header) => ["--header", header]),
      ...["--data", JSON.stringify(body)],
    ]);
  }
}

const ALIAS = "aws_lambda_alias.us-east-1_api_live";

/** Returns a plan without changes as it is after a rollback from the version that Terraform wants. */
export function rolledBack(plan: string): string {
  const document = z
    .looseObject({
      resource_changes: z.array(z.looseObject({ address: z.string() })),
      prior_state: state(),
      planned_values: z.looseObject({ root_module: rootModule() }),
    })
    .parse(JSON.parse(plan));
  const before = {
    function_version: "1",
    description: "Rolled back from 2 to 1 at 2026-11-22T21:04:30.120Z",
  };
  const after = { function_version: "2" };
  for (const change of document.resource_changes.filter(({ address }) => address === ALIAS)) {
    const planned = z
      .looseObject({ before: z.looseObject({}), after: z.looseObject({}) })
      .parse(change["change"]);
    Object.assign(planned.before, before);
    Object.assign(planned.after, after);
    change["change"] = { ...planned, actions: ["update"] };
  }
  Object.assign(document.prior_state.values.root_module.resources.find(isAlias)?.values ?? {}, before);
  Object.assign(document.planned_values.root_module.resources.find(isAlias)?.values ?? {}, after);
  return JSON.stringify({ ...document, applyable: true });
}

function isAlias({ address }: { readonly address: string }): boolean {
  return address === ALIAS;
}

function state() {
  return z.looseObject({ values: z.looseObject({ root_module: rootModule() }) });
}

function rootModule() {
  const resource = z.looseObject({ address: z.string(), values: z.looseObject({}) });
  return z.looseObject({ resources: z.array(resource) });
}

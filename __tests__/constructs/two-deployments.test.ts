import { z } from "zod";
import { type Synthesized, synthStack } from "./synth";

const shared = {
  hostedZone: { id: "Z0123456789", name: "example.com" },
  encryption: "customer-keys",
  canary: { enabled: true },
  clients: { names: ["acme"] },
  alarmEmails: ["oncall@example.com"],
};
const DEPLOYMENTS = { rates: "api.example.com", "rates-staging": "staging.example.com" };
type Name = keyof typeof DEPLOYMENTS;

/** Two deployments in the same regions of one account. */
function stackOf(name: Name): Synthesized {
  return synthStack({ ...shared, name, domainName: DEPLOYMENTS[name] });
}

const names = ["rates", "rates-staging"] as const;

/** What AWS knows once in an account and region, whatever it is called. */
const ACCOUNT_WIDE =
  /^aws_(api_gateway_account|cloudwatch_log_(resource|account)_policy|xray_(encryption_config|resource_policy)|iam_account_|guardduty_|s3_account_|sns_sms_preferences)/;

/** The attributes that identify a resource of a type in AWS. A role's policy is also identified by its role. */
const IDENTITIES: Readonly<Record<string, readonly string[]>> = {
  aws_iam_role_policy: ["role", "name"],
  aws_iam_role_policy_attachment: ["role", "policy_arn"],
  aws_cloudwatch_log_metric_filter: ["log_group_name", "name"],
  aws_lambda_alias: ["function_name", "name"],
  aws_lambda_permission: ["function_name", "statement_id"],
  aws_api_gateway_stage: ["rest_api_id", "stage_name"],
  aws_route53_record: ["zone_id", "name", "type", "set_identifier"],
};
const NAMES = [
  "name",
  "alarm_name",
  "bucket",
  "dashboard_name",
  "function_name",
  "group_name",
  "rule_name",
  "domain_name",
];

/** The value that is the same in two deployments only if it names the same thing: a reference is a deployment's own. */
function resolved(owner: Name, value: unknown): string {
  return String(value).replaceAll(/\$\{[^}]*\}/g, (reference) => `${owner}:${reference}`);
}

function identities(name: Name): string[] {
  const stack = stackOf(name);
  return stack.addresses.flatMap((address) => {
    const [type = ""] = address.split(".");
    const resource = stack.at(address);
    const attributes = IDENTITIES[type] ?? NAMES.filter((attribute) => attribute in resource);
    const global = /^aws_(iam|route53|s3)_/.test(type);
    return attributes.length === 0
      ? []
      : [
          [
            type,
            global ? "" : resource["provider"],
            ...attributes.map((key) => resolved(name, resource[key])),
          ].join(" "),
        ];
  });
}

const metric = z.object({
  namespace: z.string(),
  metric_name: z.string(),
  dimensions: z.record(z.string(), z.unknown()).default({}),
});
const alarm = z.object({
  provider: z.string(),
  metric_query: z.array(z.object({ metric: metric.optional() })).default([]),
});

/** Every metric that an alarm evaluates. */
function alarmInputs(name: Name): string[] {
  return stackOf(name)
    .all("aws_cloudwatch_metric_alarm")
    .flatMap((resource) => {
      const { provider, metric_query } = alarm.parse(resource);
      const { data } = metric.safeParse(resource);
      return [data, ...metric_query.map((query) => query.metric)].flatMap((found) =>
        found === undefined
          ? []
          : [
              `${provider} ${found.namespace} ${found.metric_name} ${resolved(name, JSON.stringify(found.dimensions))}`,
            ],
      );
    });
}

/** Every metric that a dashboard draws: namespace, name, dimensions and their values. */
function drawn(name: Name): string[] {
  const line = z.tuple([z.string(), z.string()], z.unknown());
  const body = z.object({
    widgets: z.array(z.object({ properties: z.object({ metrics: z.array(z.unknown()).default([]) }) })),
  });
  return stackOf(name)
    .all("aws_cloudwatch_dashboard")
    .flatMap(({ dashboard_body }) => body.parse(JSON.parse(String(dashboard_body))).widgets)
    .flatMap(({ properties }) => properties.metrics)
    .flatMap((metrics) => {
      const { data } = line.safeParse(metrics);
      return data === undefined
        ? []
        : [resolved(name, data.filter((part) => typeof part === "string").join(" "))];
    });
}

/** The metrics that log groups are filtered into. */
function filtered(name: Name): string[] {
  return stackOf(name)
    .all("aws_cloudwatch_log_metric_filter")
    .map(({ provider, metric_transformation }) => {
      const { namespace, name: metricName } = z
        .object({ namespace: z.string(), name: z.string() })
        .parse(metric_transformation);
      return `${provider} ${namespace} ${metricName}`;
    });
}

function common(of: (name: Name) => readonly string[]): string[] {
  const [first, second] = names.map((name) => new Set(of(name)));
  expect(first?.size).toBeGreaterThan(0);
  return [...(first ?? [])].filter((item) => second?.has(item));
}

describe("two deployments in one account and region share no", () => {
  test("physical name", () => {
    expect(common(identities)).toEqual([]);
  });

  test("metric of their own", () => {
    expect(common(filtered)).toEqual([]);
  });

  test("input of an alarm", () => {
    expect(common(alarmInputs)).toEqual([]);
  });

  test("line of a dashboard", () => {
    expect(common(drawn)).toEqual([]);
  });

  test("setting of the account", () => {
    const owners = names.filter((name) =>
      stackOf(name).addresses.some((address) => ACCOUNT_WIDE.test(address)),
    );
    expect(owners).toEqual([]);
  });

  test("domain name", () => {
    const domains = common((name) =>
      stackOf(name)
        .all("aws_api_gateway_domain_name")
        .map(({ domain_name }) => String(domain_name)),
    );
    expect(domains).toEqual([]);
  });
});

test("an alarm's metric is the one that the function emits", async () => {
  process.env["AWS_LAMBDA_FUNCTION_NAME"] = "rates-staging-ingest";
  const written: string[] = [];
  const write = jest
    .spyOn(process.stdout, "write")
    .mockImplementation((line) => written.push(String(line)) > 0);
  try {
    const { emit } = await import("../../handlers/currency-exchange/telemetry");
    emit({ RatesStale: 1 });
  } finally {
    write.mockRestore();
  }
  const { _aws, FunctionName } = JSON.parse(written.join(""));
  const [{ Namespace, Dimensions }] = _aws.CloudWatchMetrics;
  expect(Dimensions).toEqual([["FunctionName"]]);
  const evaluated = `${Namespace} RatesStale ${JSON.stringify({ FunctionName })}`;
  expect(alarmInputs("rates-staging").filter((input) => input.endsWith(evaluated))).not.toEqual([]);
  expect(alarmInputs("rates").filter((input) => input.endsWith(evaluated))).toEqual([]);
});

test("API Gateway's log role, which earlier versions created, is forgotten instead of destroyed", () => {
  expect(synthStack({ regions: { "us-east-1": {}, "eu-west-1": { status: "retired" } } }).removed).toEqual(
    [
      "aws_iam_role.iam_gateway_logs",
      "aws_iam_role_policy_attachment.iam_gateway_logs_policy",
      "aws_api_gateway_account.eu-west-1_account",
      "aws_api_gateway_account.us-east-1_account",
    ].map((from) => ({ from, lifecycle: { destroy: false } })),
  );
});

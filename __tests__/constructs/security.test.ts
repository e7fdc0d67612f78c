import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CHECKER_RANGES } from "../../src/aws";
import { parsed, type Resource, synthStack } from "./synth";

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const policy = z.object({
  Statement: z.array(
    z.object({
      Effect: z.literal("Allow"),
      Action: texts,
      Resource: texts.optional(),
      Principal: z.record(z.string(), texts).optional(),
      Condition: z.record(z.string(), z.record(z.string(), texts)).optional(),
    }),
  ),
});

const iam = join(__dirname, "..", "..", "docs", "iam");
const REGIONS = { "us-east-1": {}, "eu-west-1": {}, "ap-south-1": {} };
const stack = synthStack({
  regions: REGIONS,
  encryption: "customer-keys",
  clients: { names: ["acme"] },
  rollout: { type: "canary" },
  rates: { live: { keyParameter: "/aws/reference/secretsmanager/rates-key" } },
});

function policiesOf(type: string, attribute: string) {
  return stack.addresses
    .filter((address) => address.startsWith(`${type}.`))
    .map((address) => ({
      address,
      statements: policy.parse(parsed(stack.at(address)[attribute])).Statement,
    }));
}

const granted = policiesOf("aws_iam_role_policy", "policy");

describe("least privilege", () => {
  /** Each with its reason. */
  const ALLOWED_EVERYWHERE = new Set([
    // Composite alarms are described only to a role that may describe every alarm.
    "cloudwatch:DescribeAlarms",
    // X-Ray's actions take no resource.
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
  ]);

  test("no role has wildcard actions", () => {
    for (const { address, statements } of granted) {
      expect([
        address,
        statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*")),
      ]).toEqual([address, []]);
    }
  });

  test("no role allows all resources, except for actions without resource-level permissions", () => {
    for (const { address, statements } of granted) {
      const everywhere = statements
        .filter(({ Resource = [] }) => Resource.includes("*"))
        .flatMap(({ Action }) => Action);
      expect([address, everywhere.filter((action) => !ALLOWED_EVERYWHERE.has(action))]).toEqual([
        address,
        [],
      ]);
    }
  });

  test("no role reaches into another region", () => {
    for (const { address, statements } of granted) {
      const own = Object.keys(REGIONS).find((region) => address.includes(region));
      const resources = statements.flatMap(({ Resource = [] }) => Resource).join(" ");
      for (const other of Object.keys(REGIONS).filter((region) => region !== own)) {
        expect([address, resources]).toEqual([address, expect.not.stringContaining(other)]);
      }
    }
  });

  test("the provider's secret is read by ingest alone, by its name", () => {
    const readers = granted.filter(({ statements }) =>
      statements.some(({ Action }) => Action.includes("secretsmanager:GetSecretValue")),
    );
    expect(readers.map(({ address }) => address)).toEqual(
      Object.keys(REGIONS)
        .sort()
        .map((region) => `aws_iam_role_policy.iam_${region}_ingest_policy`),
    );
    expect(JSON.stringify(readers)).toContain("secret:rates-key-??????");
  });
});

describe("client networks", () => {
  test("a role is assumed by one service", () => {
    for (const { address, statements } of policiesOf("aws_iam_role", "assume_role_policy")) {
      expect([address, statements.map(({ Principal }) => Object.keys(Principal ?? {}))]).toEqual([
        address,
        [["Service"]],
      ]);
    }
  });

  test.each([
    ["aws_kms_key", "policy"],
    ["aws_sns_topic_policy", "policy"],
  ])("%s admits services for this account only", (type, attribute) => {
    const account = "${data.aws_caller_identity.account.account_id}";
    for (const { address, statements } of policiesOf(type, attribute)) {
      for (const { Principal = {}, Condition } of statements) {
        const service = "Service" in Principal;
        const bound = service ? JSON.stringify(Condition) : JSON.stringify(Principal);
        expect([address, bound]).toEqual([address, expect.stringContaining(account)]);
        expect(JSON.stringify(Principal)).not.toContain('"*"');
      }
    }
  });
});

describe("a permissions boundary", () => {
  const ARN = "arn:aws:iam::123456789012:policy/currency-exchange-boundary";
  const boundaries = (settings: object) =>
    new Set(
      synthStack(settings)
        .all("aws_iam_role")
        .map((role) => role["permissions_boundary"]),
    );

  test("is on every role if configured, otherwise on none", () => {
    expect(boundaries({ permissionsBoundaryArn: ARN, canary: { enabled: true } })).toEqual(new Set([ARN]));
    expect(boundaries({})).toEqual(new Set([undefined]));
  });

  test("as documented, allows everything that the roles' policies allow", () => {
    const boundary = policy.parse(parsed(readFileSync(join(iam, "boundary.json"), "utf8"))).Statement;
    const actions = new Set(boundary.flatMap(({ Action }) => Action));
    const wanted = granted.flatMap(({ statements }) => statements.flatMap(({ Action }) => Action));
    expect(wanted.filter((action) => !actions.has(action))).toEqual([]);
  });
});

describe("data stores", () => {
  const every = (type: string): Resource[] => stack.all(type);

  test("is encrypted with its own region's key where that is configured", () => {
    for (const group of every("aws_cloudwatch_log_group")) {
      const region = String(group["provider"]).replace("aws.", "");
      expect(group["kms_key_id"]).toBe(`\${aws_kms_key.${region}_key.arn}`);
    }
  });

  test("cannot be deleted by mistake", () => {
    for (const table of [...every("aws_dynamodb_table"), ...every("aws_dynamodb_table_replica")]) {
      expect(table["deletion_protection_enabled"]).toBe(true);
    }
    for (const key of every("aws_kms_key")) {
      expect(key["deletion_window_in_days"]).toBe(30);
    }
  });

  test("has an explicit log retention", () => {
    for (const group of every("aws_cloudwatch_log_group")) {
      expect(group["retention_in_days"]).toBe(30);
    }
  });
});

test("no function has a secret in its environment", () => {
  for (const lambda of stack.all("aws_lambda_function")) {
    const { variables } = z
      .object({ variables: z.record(z.string(), z.string()) })
      .parse(lambda["environment"]);
    expect(Object.keys(variables).filter((name) => /SECRET|PASSWORD|TOKEN|_KEY$/.test(name))).toEqual([]);
  }
});

describe("the web ACL", () => {
  test("protects every stage, with AWS's groups and a limit per address", () => {
    for (const region of Object.keys(REGIONS)) {
      const acl = stack.at(`aws_wafv2_web_acl.${region}_web_acl`);
      expect(JSON.stringify(acl["rule"])).toMatch(
        /rate_based_statement.*AmazonIpReputationList.*CommonRuleSet.*KnownBadInputsRuleSet/s,
      );
      expect(stack.at(`aws_wafv2_web_acl_association.${region}_web_acl_association`)).toMatchObject({
        provider: `aws.${region}`,
        resource_arn: `\${aws_api_gateway_stage.${region}_gateway_stage.arn}`,
      });
    }
  });

  test("logs matched requests without keys, under a name that WAF accepts", () => {
    expect(stack.at("aws_cloudwatch_log_group.eu-west-1_web_acl_logs")["name"]).toMatch(/^aws-waf-logs-/);
    expect(stack.at("aws_wafv2_web_acl_logging_configuration.eu-west-1_web_acl_logging")).toMatchObject({
      redacted_fields: expect.arrayContaining([{ single_header: { name: "x-api-key" } }]),
    });
  });

  test("only counts where that is configured, but on the health check's path", () => {
    const count = rulesOf({ webAcl: { mode: "count" } });
    expect(count.filter((rule) => JSON.stringify(rule).includes('"block"')).map(({ name }) => name)).toEqual([
      "HealthCheckPath",
    ]);
    expect(JSON.stringify(count)).not.toContain('"none"');
    expect(JSON.stringify(rulesOf({})[2])).toContain('"block"');
  });

  test("opens the health check's path to Route 53's published checkers alone, before every other rule", () => {
    const [allow, block] = rulesOf({ healthCheck: { path: "/v1/currencies" } });
    const arn = "${aws_wafv2_ip_set.us-east-1_web_acl_health_checkers.arn}";
    expect(allow).toMatchObject({
      name: "HealthCheckers",
      priority: 0,
      action: { allow: {} },
      statement: {
        and_statement: {
          statement: [
            { regex_match_statement: { regex_string: "^/*/v1/currencies/*$" } },
            { ip_set_reference_statement: { arn } },
          ],
        },
      },
    });
    expect(block).toMatchObject({
      name: "HealthCheckPath",
      priority: 1,
      action: { block: { custom_response: { response_code: 403 } } },
      statement: { regex_match_statement: { regex_string: "^/*/v1/currencies/*$" } },
    });
    expect(stack.at("aws_wafv2_ip_set.eu-west-1_web_acl_health_checkers")).toMatchObject({
      provider: "aws.eu-west-1",
      scope: "REGIONAL",
      ip_address_version: "IPV4",
      addresses: CHECKER_RANGES.map(({ range }) => range),
    });
  });

  test("allows the largest body that it inspects, instead of AWS's limit of 8 KB", () => {
    expect(synthStack().at("aws_wafv2_web_acl.us-east-1_web_acl")).toMatchObject({
      association_config: { request_body: [{ api_gateway: { default_size_inspection_limit: "KB_64" } }] },
    });
    const common = rulesOf({}).find(({ name }) => name === "AWSManagedRulesCommonRuleSet");
    expect(common).toMatchObject({
      statement: {
        managed_rule_group_statement: {
          rule_action_override: [{ name: "SizeRestrictions_BODY", action_to_use: { count: {} } }],
        },
      },
    });
  });
});

function rulesOf(settings: object) {
  return z
    .array(z.looseObject({ name: z.string() }))
    .parse(synthStack(settings).at("aws_wafv2_web_acl.us-east-1_web_acl")["rule"]);
}

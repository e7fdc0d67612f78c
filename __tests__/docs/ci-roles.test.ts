import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { documentFor, EXAMPLE, sizeLimit } from "../../src/iam/documents";
import { synthStack } from "../constructs/synth";

/**
 * What the CI roles of docs/iam may do, against the calls that Terraform made when `npm run generate permissions` planned,
 * applied, changed and destroyed a stack with everything that a configuration can ask for.
 */
const root = join(__dirname, "..", "..");
const scratch = mkdtempSync(join(tmpdir(), "iam-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const policySchema = z.object({
  Version: z.literal("2012-10-17"),
  Statement: z.array(
    z.object({
      Sid: z.string(),
      Effect: z.enum(["Allow", "Deny"]),
      Action: texts,
      Resource: texts.optional(),
      Principal: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
      Condition: z.record(z.string(), z.record(z.string(), texts)).optional(),
    }),
  ),
});

function read(...path: readonly string[]): string {
  return readFileSync(join(root, ...path), "utf8");
}
function policy(name: string) {
  return policySchema.parse(JSON.parse(read("docs", "iam", `${name}.json`))).Statement;
}
const plan = ["plan", "plan-api", "plan-rollout"].flatMap(policy);
const roles = {
  plan,
  apply: [...plan, ...["apply", "apply-api", "apply-observability", "apply-rollout"].flatMap(policy)],
};
const calls = z
  .object({ plan: z.array(z.string()), apply: z.array(z.string()) })
  .parse(JSON.parse(read("__tests__", "docs", "ci-calls.json")));

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);
}

/** The resource of a recorded permission, where the call says it: `s3:GetObject /key`. */
function resourceOf(action: string, path: string): string {
  return action.startsWith("s3:")
    ? `arn:aws:s3:::example-terraform-state${path}`
    : `arn:aws:apigateway:eu-west-1::${path}`;
}

function allows(role: keyof typeof roles, permission: string): boolean {
  const [action = "", path] = permission.split(" ");
  return roles[role].some(
    ({ Action, Resource = [] }) =>
      Action.some((pattern) => matches(pattern, action)) &&
      (path === undefined || Resource.some((pattern) => matches(pattern, resourceOf(action, path)))),
  );
}

/** Every identity may ask who it is: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const NEEDS_NONE = "sts:GetCallerIdentity";

describe.each(["plan", "apply"] as const)("the role that may %s", (role) => {
  test.each(calls[role].filter((permission) => permission !== NEEDS_NONE))("is allowed %s", (permission) => {
    expect(allows(role, permission)).toBe(true);
  });
});

test("the recorded calls cover create, read, update and destroy", () => {
  expect(calls.plan).toContain("dynamodb:DescribeTable");
  for (const call of [
    "lambda:CreateFunction",
    "lambda:UpdateFunctionConfiguration",
    "lambda:DeleteFunction",
  ]) {
    expect(calls.apply).toContain(call);
  }
});

/** What AWS asks of the caller without a call of its own that could be recorded. */
const ASKED_WITH: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
  "lambda:CreateFunction": ["iam:PassRole", "lambda:TagResource"],
  // The recording changes no bundle; every release does. Without steps, Terraform moves the alias.
  "lambda:UpdateFunctionConfiguration": ["lambda:UpdateFunctionCode", "lambda:UpdateAlias"],
  "scheduler:CreateSchedule": ["iam:PassRole"],
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html
  "apigateway:PATCH /restapis/*": ["apigateway:UpdateRestApiPolicy /restapis/*"],
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2gt_IAM.html
  "dynamodb:UpdateTable": [
    "BatchWriteItem",
    "CreateTable",
    "CreateTableReplica",
    "DeleteItem",
    "DeleteTableReplica",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "UpdateItem",
  ]
    .map((action) => `dynamodb:${action}`)
    .concat("iam:CreateServiceLinkedRole", "kms:CreateGrant"),
  // https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html
  "wafv2:AssociateWebACL": ["apigateway:SetWebACL /restapis/*/stages/*"],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
  "wafv2:PutLoggingConfiguration": [
    "logs:CreateLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:PutResourcePolicy",
  ],
  // Tags that are given at once need the permission to tag.
  "acm:RequestCertificate": ["acm:AddTagsToCertificate"],
  "cloudwatch:PutMetricAlarm": ["cloudwatch:TagResource"],
  "dynamodb:CreateTable": ["dynamodb:TagResource"],
  "iam:CreateRole": ["iam:TagRole"],
  "kms:CreateKey": ["kms:TagResource"],
  "logs:CreateLogGroup": ["logs:TagResource"],
  "sns:CreateTopic": ["sns:TagResource"],
  // The recording changes no network; the ranges of the health checkers do change.
  "wafv2:CreateIPSet": ["wafv2:TagResource", "wafv2:UpdateIPSet"],
  "wafv2:CreateWebACL": ["wafv2:TagResource"],
  "xray:CreateGroup": ["xray:TagResource"],
};

test.each(Object.entries(ASKED_WITH))(
  "with %s, the role that may apply also has the permissions that no call shows",
  (call, needed) => {
    expect(calls.apply).toContain(call);
    expect(needed.filter((permission) => !allows("apply", permission))).toEqual([]);
  },
);

/** Without a marker, the recording empties no bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
test.each(["ListBucketVersions", "DeleteObject", "DeleteObjectVersion"])(
  "the role that may apply can destroy a bucket with markers: s3:%s",
  (action) => {
    const buckets = "arn:aws:s3:::currency-exchange-evacuation-*";
    expect(
      roles.apply.some(
        ({ Action, Resource }) => Action.includes(`s3:${action}`) && Resource?.includes(buckets),
      ),
    ).toBe(true);
  },
);

test("the evacuation policy allows writing and deleting markers, and the reads for a return", () => {
  const statements = policy("evacuate");
  expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
    "cloudwatch:GetMetricStatistics",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
  ]);
  for (const { bucket } of synthStack().all("aws_s3_bucket")) {
    for (const action of ["s3:PutObject", "s3:DeleteObject", "s3:GetObject"]) {
      const granted = statements.filter(({ Action }) => Action.includes(action));
      const marker = `arn:aws:s3:::${bucket}/us-east-1`;
      expect(granted.some(({ Resource = [] }) => Resource.some((pattern) => matches(pattern, marker)))).toBe(
        true,
      );
    }
  }
});

/**
 * The calls of a rollout, which `npm run apply` makes itself.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/auth-and-access-control-permissions-reference.html
 */
test.each(
  [
    ...["CreateDeployment", "GetDeploymentConfig", "RegisterApplicationRevision", "GetApplicationRevision"],
    ...["ListDeployments", "BatchGetDeployments", "GetDeployment", "GetDeploymentGroup", "StopDeployment"],
  ]
    .map((action) => `codedeploy:${action}`)
    .concat(
      [
        "lambda:GetAlias",
        "lambda:UpdateAlias",
        "lambda:ListVersionsByFunction",
        "lambda:GetFunctionConfiguration",
      ],
      ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "logs:FilterLogEvents"],
      ["apigateway:PATCH /restapis/*/stages/*", "apigateway:POST /restapis/*/deployments"],
      ["apigateway:DELETE /restapis/*/stages/*/cache/data", "apigateway:GET /restapis/*/deployments"],
    ),
)("the role that may apply can roll out: %s", (permission) => {
  expect(allows("apply", permission)).toBe(true);
});

describe("the role that may plan", () => {
  test.each([
    "lambda:GetAlias",
    "codedeploy:ListDeployments",
    "codedeploy:BatchGetDeployments",
    "codedeploy:GetApplicationRevision",
  ])("may find out why a version does not serve, as `npm run review` does: %s", (permission) => {
    expect(allows("plan", permission)).toBe(true);
  });

  test("may read whether the account has a log role, which `npm run plan` checks", () => {
    expect(allows("plan", "apigateway:GET /account")).toBe(true);
  });

  test("writes nothing but the lock of the state", () => {
    const writing = roles.plan.filter(({ Action }) =>
      Action.some((action) => !/^[a-z0-9]+:(BatchGet|Get|List|Describe)|^apigateway:GET$/.test(action)),
    );
    expect(writing.flatMap(({ Action }) => Action).sort()).toEqual(["s3:DeleteObject", "s3:PutObject"]);
    for (const { Resource = [] } of writing) {
      expect(Resource.every((resource) => resource.endsWith(".tflock"))).toBe(true);
    }
  });
});

describe("least privilege", () => {
  test("no action is a wildcard", () => {
    const actions = roles.apply.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
  });

  test("only actions without a resource, or before it exists, are allowed on every resource", () => {
    const everywhere = roles.apply.filter(({ Resource = [] }) => Resource.includes("*"));
    expect(everywhere.flatMap(({ Action }) => Action).sort()).toEqual([
      "acm:RequestCertificate",
      // CloudWatch rejects both calls for composite alarms if the permission is limited to certain alarms:
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
      "cloudwatch:DescribeAlarms",
      "cloudwatch:GetMetricData",
      "cloudwatch:PutCompositeAlarm",
      "codedeploy:StopDeployment",
      "kms:CreateKey",
      "kms:ListAliases",
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DeleteQueryDefinition",
      "logs:DescribeLogGroups",
      "logs:DescribeQueryDefinitions",
      "logs:DescribeResourcePolicies",
      "logs:PutQueryDefinition",
      "logs:PutResourcePolicy",
      "route53:CreateHealthCheck",
      "route53:CreateHostedZone",
      "xray:GetSamplingRules",
    ]);
  });

  test("roles are passed to three services, and given no managed policy", () => {
    const conditions = (action: string) =>
      roles.apply.filter(({ Action }) => Action.includes(action)).map(({ Condition }) => Condition);
    expect(conditions("iam:PassRole")).toEqual([
      {
        StringEquals: {
          "iam:PassedToService": [
            "codedeploy.amazonaws.com",
            "lambda.amazonaws.com",
            "scheduler.amazonaws.com",
          ],
        },
      },
    ]);
    expect(conditions("iam:AttachRolePolicy")).toEqual([]);
  });

  test("with the boundary policy, no role can be created or extended without the boundary, which cannot change", () => {
    const boundary = "arn:aws:iam::123456789012:policy/currency-exchange-boundary";
    const statements = policy("apply-boundary");
    const denied = (action: string) =>
      statements.filter(({ Effect, Action }) => Effect === "Deny" && Action.includes(action));
    const unlessSet = { StringNotEquals: { "iam:PermissionsBoundary": [boundary] } };
    expect(["iam:CreateRole", "iam:PutRolePolicy"].every((action) => allows("apply", action))).toBe(true);
    for (const action of ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"]) {
      expect(denied(action).map(({ Condition, Resource }) => ({ Condition, Resource }))).toEqual([
        { Condition: unlessSet, Resource: ["*"] },
      ]);
    }
    expect(denied("iam:DeleteRolePermissionsBoundary").map(({ Condition }) => Condition)).toEqual([
      undefined,
    ]);
    expect(denied("iam:CreatePolicyVersion").map(({ Resource }) => Resource)).toEqual([[boundary]]);
  });

  test("only the deployment's own keys and certificates can be disabled or deleted", () => {
    const own = { StringEquals: { "aws:ResourceTag/Service": ["currency-exchange"] } };
    for (const action of [
      "acm:DeleteCertificate",
      "kms:DisableKeyRotation",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:UntagResource",
    ]) {
      const granting = roles.apply.filter(({ Action }) => Action.includes(action));
      expect(granting.map(({ Condition }) => Condition)).toEqual([own]);
    }
    const tags = z.array(
      z.object({ default_tags: z.array(z.object({ tags: z.record(z.string(), z.string()) })) }),
    );
    for (const { default_tags } of tags.parse(synthStack().providers)) {
      expect(default_tags[0]?.tags["Service"]).toBe("currency-exchange");
    }
  });

  test("the state's bucket keeps others from every version of the state", () => {
    const denied = policy("state-bucket").find(({ Sid }) => Sid === "CiRolesOnly");
    expect(denied?.Effect).toBe("Deny");
    expect(denied?.Action).toEqual([
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:PutObject",
    ]);
  });
});

describe("the documents of a deployment", () => {
  const files = readdirSync(join(root, "docs", "iam"));
  const longest = {
    name: "n".repeat(22),
    account: "210987654321",
    repository: `${"o".repeat(39)}/${"r".repeat(100)}`,
    bucket: "b".repeat(63),
    stateKey: `${"k".repeat(200)}.tfstate`,
  };

  test.each(files)("%s is accepted by AWS at the longest names, with room for further resources", (file) => {
    const document = documentFor(read("docs", "iam", file), longest);
    expect(() => JSON.parse(document)).not.toThrow();
    expect(document.length).toBeLessThanOrEqual(sizeLimit(file) * 0.8);
  });

  test.each(files)("%s names nothing of the example", (file) => {
    const document = documentFor(read("docs", "iam", file), longest);
    expect(Object.values(EXAMPLE).filter((value) => document.includes(value))).toEqual([]);
  });

  test("a value that equals another value's example is not replaced", () => {
    const document = documentFor(read("docs", "iam", "plan.json"), {
      ...longest,
      bucket: "my-currency-exchange-states",
    });
    expect(document).toContain('"arn:aws:s3:::my-currency-exchange-states"');
  });

  test("ten policies fit a role", () => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    expect(files.filter((file) => /^(plan|apply)/.test(file)).length).toBeLessThanOrEqual(10);
  });

  test("are written by npm run generate iam", () => {
    const stateBackend = { type: "s3", bucket: "states", region: "eu-north-1" };
    const { folder, status, stderr } = iam({ name: "rates", stateBackend }, "--repository", "someone/rates");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const bucket = readFileSync(join(folder, "cdktf.out", "iam", "state-bucket.json"), "utf8");
    expect(bucket).toContain('"arn:aws:s3:::states/rates.tfstate"');
    expect(bucket).toContain('"arn:aws:iam::210987654321:role/ci-apply"');
    const trust = readFileSync(join(folder, "cdktf.out", "iam", "trust-apply.json"), "utf8");
    expect(trust).toContain('"repo:someone/rates:environment:production"');
  });

  test.each([
    [
      {},
      ["--repository", "someone/rates"],
      'iam: stateBackend: "local" has no bucket to allow; set it to "s3"\n',
    ],
    [
      {},
      ["--repository", "rates"],
      'iam: --repository: "rates" is not a GitHub repository, such as owner/name\n',
    ],
    [
      { name: "fx" },
      ["--repository", "someone/rates"],
      expect.stringMatching(/^iam: name: "fx" is not 3 to 22/),
    ],
  ])("are not written of %j with %j", (settings, args, message) => {
    const { status, stderr } = iam(settings, ...args);
    expect({ status, stderr }).toEqual({ status: 1, stderr: message });
  });
});

function iam(settings: object, ...args: readonly string[]) {
  const folder = mkdtempSync(join(scratch, "iam-"));
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ context: { globalApi: settings } }));
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      "--require",
      require.resolve("tsx/cjs"),
      join(root, "src", "iam", "cli.ts"),
      "--account",
      "210987654321",
      ...args,
    ],
    { cwd: folder, encoding: "utf8" },
  );
  return { folder, status, stderr };
}

test.each(["trust-plan", "trust-apply"] as const)(
  "%s lets in one repository, by its whole subject",
  (name) => {
    const [statement] = policy(name);
    const claims = statement?.Condition?.["StringEquals"] ?? {};
    expect(Object.keys(statement?.Condition ?? {})).toEqual(["StringEquals"]);
    expect(claims["token.actions.githubusercontent.com:aud"]).toEqual(["sts.amazonaws.com"]);
    const subjects = claims["token.actions.githubusercontent.com:sub"] ?? [];
    const expected = {
      "trust-plan": ["repo:example/regionproof:pull_request", "repo:example/regionproof:ref:refs/heads/main"],
      "trust-apply": ["repo:example/regionproof:environment:production"],
    };
    expect(subjects).toEqual(expected[name]);
  },
);

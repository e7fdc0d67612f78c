import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { reviewOf } from "./corpus/read";
import { type Planned, planWith } from "./plan";

/** Every resource type of the AWS provider: the bindings have a folder for each. */
const TYPES = readdirSync(join(dirname(require.resolve("@cdktf/provider-aws/package.json")), "lib"), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory() && !/^(data-aws-|provider$|lazy-)/.test(entry.name))
  .map(({ name }) => `aws_${name.replaceAll("-", "_")}`);

/** The region stays, whatever goes. */
const stays: Planned = {
  address: "aws_lambda_function.stays",
  before: { arn: "arn:aws:lambda:eu-west-1:123456789012:function:a" },
  after: { arn: "arn:aws:lambda:eu-west-1:123456789012:function:a" },
  actions: ["no-op"],
};

/** The types that are green where each of them changes so. */
function green(planned: Omit<Planned, "address">): readonly string[] {
  const { findings } = reviewOf(
    planWith([stays, ...TYPES.map((type) => ({ address: `${type}.a`, ...planned }))]),
  );
  const stopped = new Set(
    findings.filter(({ severity }) => severity !== "note").flatMap(({ addresses }) => addresses),
  );
  return TYPES.filter((type) => !stopped.has(`${type}.a`));
}

const before = { made_up: "a" };
const after = { made_up: "b" };

/** Nothing in AWS goes with these, or whatever used it keeps it. */
const VERSIONS = [
  "aws_acm_certificate_validation",
  "aws_batch_job_definition",
  "aws_ecs_task_definition",
  "aws_lambda_layer_version",
];

test("lists every resource type of the provider", () => {
  expect(TYPES.length).toBeGreaterThan(1500);
  expect(TYPES).toEqual(expect.arrayContaining(["aws_s3_bucket", ...VERSIONS]));
});

test.each<[string, Omit<Planned, "address">, readonly string[]]>([
  ["destroys", { before, after: null }, ["aws_acm_certificate_validation"]],
  ["destroys a leftover", { before, after: null, deposed: "1a2b3c4d" }, []],
  ["forgets", { before, after: null, actions: ["forget"] }, []],
  ["replaces, the old one first", { before, after, actions: ["delete", "create"] }, VERSIONS],
  [
    "replaces, the new one first",
    { before, after, actions: ["create", "delete"] },
    [
      "aws_acm_certificate",
      "aws_api_gateway_deployment",
      "aws_apigatewayv2_deployment",
      "aws_apprunner_auto_scaling_configuration_version",
      "aws_elastic_beanstalk_application_version",
      "aws_imagebuilder_component",
      "aws_imagebuilder_container_recipe",
      "aws_imagebuilder_image_recipe",
      "aws_launch_configuration",
      "aws_sagemaker_endpoint_configuration",
      "aws_sagemaker_model",
      ...VERSIONS,
    ],
  ],
  [
    "changes what no rule knows",
    { before, after },
    [
      "aws_acm_certificate_validation",
      "aws_api_gateway_deployment",
      "aws_cloudwatch_dashboard",
      "aws_cloudwatch_query_definition",
      "aws_resourcegroups_group",
      "aws_route53_record",
      "aws_s3_object",
      "aws_xray_group",
      "aws_xray_sampling_rule",
    ],
  ],
])("no plan is green that %s, but for these types", (_, planned, expected) => {
  expect([...green(planned)].sort()).toEqual([...expected].sort());
});

test("new resources are green, except those that change existing ones or cannot be read", () => {
  const others = [
    "aws_default_network_acl",
    "aws_default_route_table",
    "aws_default_security_group",
    "aws_iam_group_policies_exclusive",
    "aws_iam_group_policy_attachments_exclusive",
    "aws_iam_policy_attachment",
    "aws_iam_role_policies_exclusive",
    "aws_iam_role_policy_attachments_exclusive",
    "aws_iam_user_policies_exclusive",
    "aws_iam_user_policy_attachments_exclusive",
    "aws_route53_health_check",
    "aws_route53_record",
  ];
  expect(green({ after: {} })).toEqual(TYPES.filter((type) => !others.includes(type)));
});

import { reviewOf } from "../corpus/read";
import { added, changed, found, foundIn, type Planned, planWith, stays } from "../plan";

test.each([
  ["aws_acm_certificate.a", "resource-destroyed"],
  ["aws_efs_file_system.a", "data-destroyed"],
  ["aws_kms_key.a", "key-destroyed"],
])("the leftover of an earlier replacement is destroyed like any other: %s", (address, rule) => {
  const deposed = { address, before: { arn: "arn:a" }, after: null, deposed: "1a2b3c4d" };
  expect(foundIn([deposed, stays])).toEqual([rule]);
});

test.each([
  ["aws_dsql_cluster.a", {}, "data-destroyed"],
  ["aws_codecommit_repository.a", {}, "data-destroyed"],
  ["aws_organizations_account.a", { close_on_deletion: true }, "data-destroyed"],
  ["aws_organizations_account.a", { close_on_deletion: false }, "resource-destroyed"],
  ["aws_cloudhsm_v2_cluster.a", {}, "key-destroyed"],
  ["aws_route53domains_domain.a", {}, "zone-destroyed"],
])("contents are lost with their container: %s %j", (address, before, rule) => {
  expect(foundIn([{ address, before, after: null }, stays])).toEqual([rule]);
});

test("a new version of a task may not run as another role, nor with a quarter of the memory", () => {
  const replaced = (before: object, after: object): Planned => ({
    ...changed("aws_ecs_task_definition.a", before, after),
    actions: ["delete", "create"],
  });
  expect(foundIn([replaced({ task_role_arn: "arn:a" }, { task_role_arn: "arn:b" }), stays])).toEqual([
    "target-changed",
  ]);
  expect(foundIn([replaced({ memory: "2048" }, { memory: "512" }), stays])).toEqual(["requests-refused"]);
});

test("an unused certificate may be destroyed", () => {
  const certificate = { address: "aws_acm_certificate.a", before: { arn: "arn:a" }, after: null };
  const user = changed("aws_lb_listener.a", { certificate_arn: "arn:a" }, { certificate_arn: "arn:b" });
  expect(foundIn([certificate, stays])).not.toContain("certificate-destroyed");
  expect(foundIn([certificate, user, stays])).toContain("certificate-destroyed");
});

describe("a replacement", () => {
  const replaced = (address: string, actions: readonly string[]): Planned => ({
    ...changed(address, { name: "a" }, { name: "b" }),
    actions,
  });

  test.each([
    ["aws_ecs_task_definition.a", ["delete", "create"]],
    ["aws_lambda_layer_version.a", ["delete", "create"]],
    ["terraform_data.a", ["delete", "create"]],
    ["time_rotating.a", ["delete", "create"]],
    ["local_file.a", ["delete", "create"]],
    ["aws_api_gateway_deployment.a", ["create", "delete"]],
    ["aws_elastic_beanstalk_application_version.a", ["create", "delete"]],
  ])("of a version is none: %s", (address, actions) => {
    expect(foundIn([replaced(address, actions), stays])).toEqual([]);
  });

  test.each([
    ["aws_sqs_queue.a", ["create", "delete"]],
    ["aws_eip.a", ["create", "delete"]],
    ["aws_rds_cluster_instance.a", ["delete", "create"]],
    ["aws_instance.a", ["delete", "create"]],
    ["random_password.a", ["delete", "create"]],
    ["aws_api_gateway_deployment.a", ["delete", "create"]],
  ])("of what has an identity is a loss: %s", (address, actions) => {
    expect(foundIn([replaced(address, actions), stays])).toEqual(["resource-destroyed"]);
  });

  test("of a resource that runs scripts is one", () => {
    const planned = { ...replaced("null_resource.a", ["delete", "create"]) };
    const configuration = {
      root_module: {
        resources: [
          { mode: "managed", type: "null_resource", name: "a", provisioners: [{ type: "local-exec" }] },
        ],
      },
    };
    expect(found(reviewOf(planWith([planned, stays], { configuration })))).toEqual(["resource-destroyed"]);
  });
});

describe("a region of a global service", () => {
  const certificate = { arn: "arn:aws:acm:us-east-1:123456789012:certificate/a" };

  test("is neither added nor removed", () => {
    expect(foundIn([added("aws_acm_certificate.a", certificate), stays])).toEqual([]);
    expect(foundIn([{ address: "aws_acm_certificate.a", before: certificate, after: null }, stays])).toEqual([
      "resource-destroyed",
    ]);
  });
});

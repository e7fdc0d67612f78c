import { added, changed, foundIn, stays } from "../plan";

const world = { type: "ingress", protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] };

describe("security-weakened", () => {
  test.each([
    [
      "a shell of a new group",
      added("aws_security_group.a", { ingress: [{ ...world, from_port: 22, to_port: 22 }] }),
    ],
    [
      "a database of a new group",
      added("aws_security_group_rule.a", { ...world, from_port: 5432, to_port: 5432 }),
    ],
    [
      "the internet in quarters",
      changed(
        "aws_default_security_group.a",
        { ingress: [] },
        { ingress: [{ from_port: 22, to_port: 22, cidr_blocks: ["64.0.0.0/2"] }] },
      ),
    ],
    [
      "the internet of IPv6",
      changed("aws_wafv2_ip_set.a", { addresses: ["2001:db8::/32"] }, { addresses: ["2000::/3"] }),
    ],
    ["a network list of everyone", added("aws_ec2_managed_prefix_list_entry.a", { cidr: "0.0.0.0/0" })],
    [
      "a cluster of everyone",
      changed(
        "aws_eks_cluster.a",
        { vpc_config: [{ public_access_cidrs: ["198.51.100.0/24"] }] },
        { vpc_config: [{ public_access_cidrs: ["0.0.0.0/0"] }] },
      ),
    ],
    ["a new public database", added("aws_redshift_cluster.a", { publicly_accessible: true })],
    ["a new bucket for everyone", added("aws_s3_bucket_acl.a", { acl: "public-read" })],
    [
      "a new grant to everyone",
      added("aws_s3_bucket_acl.a", {
        access_control_policy: [
          {
            grant: [
              { grantee: [{ id: "1" }] },
              { grantee: [{ uri: "http://acs.amazonaws.com/groups/global/AllUsers" }] },
            ],
          },
        ],
      }),
    ],
    ["an image for everyone", added("aws_ami_launch_permission.a", { image_id: "ami-1", group: "all" })],
    ["a layer for everyone", added("aws_lambda_layer_version_permission.a", { principal: "*" })],
    [
      "a snapshot for another account",
      added("aws_snapshot_create_volume_permission.a", { account_id: "210987654321" }),
    ],
    [
      "older TLS of a load balancer",
      changed(
        "aws_lb_listener.a",
        { ssl_policy: "ELBSecurityPolicy-TLS13-1-3-2021-06" },
        { ssl_policy: "ELBSecurityPolicy-TLS13-1-1-2021-06" },
      ),
    ],
    [
      "no encryption by another spelling",
      changed(
        "aws_dax_cluster.a",
        { server_side_encryption: [{ enabled: true }] },
        { server_side_encryption: [{ enabled: false }] },
      ),
    ],
    ["a detector that is off", changed("aws_guardduty_detector.a", { enable: true }, { enable: false })],
    [
      "one rule of a managed group that only counts",
      changed(
        "aws_wafv2_web_acl.a",
        {
          rule: [
            {
              name: "core",
              priority: 1,
              statement: [{ managed_rule_group_statement: [{ name: "core", rule_action_override: [] }] }],
            },
          ],
        },
        {
          rule: [
            {
              name: "core",
              priority: 1,
              statement: [
                {
                  managed_rule_group_statement: [
                    {
                      name: "core",
                      rule_action_override: [{ name: "SQLi_BODY", action_to_use: [{ count: [{}] }] }],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ),
    ],
    [
      "older TLS",
      changed(
        "aws_api_gateway_domain_name.a",
        { security_policy: "TLS_1_2" },
        { security_policy: "TLS_1_0" },
      ),
    ],
    [
      "a rule that opens a port to everybody",
      changed(
        "aws_vpc_security_group_ingress_rule.a",
        { cidr_ipv4: "10.0.0.0/8" },
        { cidr_ipv4: "0.0.0.0/0" },
      ),
    ],
    [
      "a database that everybody reaches",
      changed("aws_db_instance.a", { publicly_accessible: false }, { publicly_accessible: true }),
    ],
    [
      "a function that everybody may call",
      changed("aws_lambda_function_url.a", { authorization_type: "AWS_IAM" }, { authorization_type: "NONE" }),
    ],
    [
      "a permission without a source",
      changed("aws_lambda_permission.a", { source_arn: "arn:a" }, { source_arn: null }),
    ],
    [
      "no access log",
      changed(
        "aws_api_gateway_stage.a",
        { access_log_settings: [{ destination_arn: "arn:a" }] },
        { access_log_settings: [] },
      ),
    ],
    [
      "a role without its boundary",
      changed("aws_iam_role.a", { permissions_boundary: "arn:a" }, { permissions_boundary: null }),
    ],
    [
      "a new rule whose network is sensitive",
      {
        ...added("aws_vpc_security_group_ingress_rule.a", { from_port: 5432, cidr_ipv4: "198.51.100.0/24" }),
        afterSensitive: { cidr_ipv4: true },
      },
    ],
    ["snapshots that may be public", added("aws_ebs_snapshot_block_public_access.a", { state: "unblocked" })],
    ["an account's encryption that is off", added("aws_ebs_encryption_by_default.a", { enabled: false })],
    ["findings that are archived unread", added("aws_guardduty_filter.a", { action: "ARCHIVE" })],
    ["a new permission for everybody", added("aws_lambda_permission.a", { principal: "*" })],
    [
      "a new rule of a group that is there",
      added("aws_security_group_rule.a", {
        type: "ingress",
        security_group_id: "sg-1",
        cidr_blocks: ["0.0.0.0/0"],
      }),
    ],
  ])("%s", (_, planned) => {
    expect(foundIn([planned, stays])).toContain("security-weakened");
  });

  test.each([
    [
      "newer TLS",
      changed(
        "aws_api_gateway_domain_name.a",
        { security_policy: "TLS_1_0" },
        { security_policy: "TLS_1_2" },
      ),
    ],
    [
      "logs that are kept longer",
      changed("aws_cloudwatch_log_group.a", { retention_in_days: 7 }, { retention_in_days: 30 }),
    ],
    [
      "a lower limit",
      changed(
        "aws_api_gateway_method_settings.a",
        { settings: [{ throttling_rate_limit: 100 }] },
        { settings: [{ throttling_rate_limit: 10 }] },
      ),
    ],
    [
      "a new permission for a caller of one account",
      added("aws_lambda_permission.a", { principal: "*", source_account: "123456789012" }),
    ],
    [
      "a web server's port in a rule of a new group",
      added("aws_security_group_rule.a", { ...world, from_port: 443, to_port: 443 }),
    ],
    [
      "a new network ACL that filters nothing",
      added("aws_network_acl.a", {
        ingress: [{ action: "allow", protocol: "-1", cidr_block: "0.0.0.0/0" }],
      }),
    ],
    [
      "an outgoing rule of a group that stays",
      changed("aws_security_group.a", { egress: [] }, { egress: [{ ...world, protocol: "-1" }] }),
    ],
    [
      "a way out",
      added("aws_security_group_rule.a", {
        type: "egress",
        security_group_id: "sg-1",
        cidr_blocks: ["0.0.0.0/0"],
      }),
    ],
  ])("not %s", (_, planned) => {
    expect(foundIn([planned, stays])).not.toContain("security-weakened");
  });
});

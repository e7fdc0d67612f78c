import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Standin } from "../../../src/deploy/standin";
import { replaceAll } from "./hcl";
import { type Case, Terraform } from "./terraform";

const MAILS = 'resource "aws_sqs_queue" "mails" {';

const CASES: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  "services-release": [['default = "1.0"', 'default = "1.1"']],
  "services-queue-renamed": [['"mails"\n  message', '"letters"\n  message']],
  "services-timeout-changed": [["visibility_timeout_seconds = 30", "visibility_timeout_seconds = 90"]],
  "services-database-upgraded": [
    ['"15.4"', '"16.3"'],
    ['"db.m6g.large"', '"db.t4g.small"'],
  ],
  "services-backups-shorter": [
    ["backup_retention_period = 14", "backup_retention_period = 2"],
    ["deletion_window_in_days = 30", "deletion_window_in_days = 7"],
  ],
  "services-database-public": [["publicly_accessible     = false", "publicly_accessible     = true"]],
  "services-alias-moved": [["aws_kms_key.first.key_id", "aws_kms_key.second.key_id"]],
  "services-policy-narrowed": [[', "sqs:DeleteMessage"', ""]],
  "services-alarm-laxer": [
    ["threshold           = 600", "threshold           = 60000"],
    ["evaluation_periods  = 3", "evaluation_periods  = 30"],
  ],
  "services-alarm-stricter": [["threshold           = 600", "threshold           = 300"]],
  "services-table-smaller": [
    ["read_capacity  = 400", "read_capacity  = 40"],
    [
      '  global_secondary_index {\n    name            = "by-customer"\n    hash_key        = "customer"\n    projection_type = "ALL"\n    read_capacity   = 100\n    write_capacity  = 100\n  }\n',
      "",
    ],
    ['  attribute {\n    name = "customer"\n    type = "S"\n  }\n', ""],
  ],
  "services-opened": [
    [
      MAILS,
      `resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.workers.id
  cidr_ipv4         = "0.0.0.0/1"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
}

resource "aws_iam_user_group_membership" "contractor" {
  user   = aws_iam_user.contractor.name
  groups = [aws_iam_group.operators.name]
}

resource "aws_iam_role" "anyone" {
  name = "anyone"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }]
  })
}

${MAILS}`,
    ],
  ],
  "services-output-changed": [["value = aws_sqs_queue.mails.name", "value = aws_sqs_queue.mails.url"]],
};

/** What Terraform 1.14 adds to a plan that calls an action. The release in use here is older. */
const ACTION = {
  action_invocations: [{ address: "action.aws_lambda_invoke.reindex", type: "aws_lambda_invoke" }],
};

/** Plans of a project with the usual resources of a service. */
export function* servicesCases(folder: string, standin: Standin): Generator<Case> {
  cpSync(join(__dirname, "services"), folder, { recursive: true });
  const main = join(folder, "main.tf");
  const original = readFileSync(main, "utf8");
  const terraform = new Terraform(folder, standin);
  terraform.init();
  terraform.apply();
  yield ["services-nothing", () => terraform.plan()];
  yield ["services-action-invoked", () => JSON.stringify({ ...JSON.parse(terraform.plan()), ...ACTION })];
  for (const [name, edits] of Object.entries(CASES)) {
    yield [
      name,
      () => {
        writeFileSync(main, replaceAll(...edits)(original));
        return terraform.plan();
      },
    ];
  }
}

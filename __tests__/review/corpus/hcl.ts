import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Standin } from "../../../src/deploy/standin";
import { type Case, Terraform } from "./terraform";

type Edit = (file: string) => string;

/** Changes of text in the project's files, each of which must find what it changes. */
export function replaceAll(...edits: readonly (readonly [string, string])[]): Edit {
  return (file) =>
    edits.reduce((text, [from, to]) => {
      if (!text.includes(from)) {
        throw new Error(`the project has no ${from}`);
      }
      return text.replaceAll(from, to);
    }, file);
}

const CASES: Readonly<Record<string, { readonly main?: Edit; readonly queue?: Edit }>> = {
  "hcl-module-changed": { queue: replaceAll(["default = 86400", "default = 172800"]) },
  "hcl-secret-rotated": { main: replaceAll(["hunter2-correct-horse", "tr0ub4dor-and-3"]) },
  "hcl-count-reduced": { main: replaceAll(["default = 2", "default = 1"]) },
  "hcl-security-weakened": {
    main: replaceAll(
      ["block_public_policy     = true", "block_public_policy     = false"],
      ["enable_key_rotation = true", "enable_key_rotation = false"],
      ['["10.0.0.0/8"]', '["10.0.0.0/8", "0.0.0.0/0"]'],
      ["kms_master_key_id = aws_kms_key.archive.arn", ""],
      ["retention_in_days = 90", "retention_in_days = 7"],
      [
        'root" } }]',
        'root" } }, { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }]',
      ],
    ),
  },
  "hcl-waf-loosened": {
    main: replaceAll(
      ["block {}", "count {}"],
      ["limit              = 1000", "limit              = 5000"],
      ["none {}", "count {}"],
    ),
  },
  "hcl-switched-off": {
    main: replaceAll(["failure_threshold = 3", "failure_threshold = 3\n  disabled = true"]),
  },
  "hcl-health-check-changed": {
    main: replaceAll(['resource_path     = "/health"', 'resource_path     = "/"']),
  },
  "hcl-data-expires": {
    queue: replaceAll(
      ["default = 86400", "default = 3600"],
      [
        "point_in_time_recovery {",
        'ttl {\n    attribute_name = "placed_at"\n    enabled        = true\n  }\n  point_in_time_recovery {',
      ],
    ),
  },
  "hcl-table-key-changed": {
    queue: replaceAll(
      ['hash_key                    = "id"', 'hash_key = "order"'],
      ['name = "id"', 'name = "order"'],
    ),
  },
  "hcl-protection-off": {
    queue: replaceAll(
      ["deletion_protection_enabled = true", "deletion_protection_enabled = false"],
      ["enabled = true\n  }", "enabled = false\n  }"],
    ),
  },
  "hcl-moved-imported-forgotten": {
    main: (file) =>
      replaceAll(
        ['resource "aws_sns_topic" "alerts"', 'resource "aws_sns_topic" "pages"'],
        ['resource "aws_cloudwatch_log_group" "app"', 'resource "aws_cloudwatch_log_group" "app2"'],
        ['name              = "app"', 'name              = "app2"'],
      )(file) +
      `
moved {
  from = aws_sns_topic.alerts
  to   = aws_sns_topic.pages
}
removed {
  from = aws_cloudwatch_log_group.app
  lifecycle {
    destroy = false
  }
}
import {
  to = aws_s3_bucket.reports
  id = "archive-of-statements"
}
resource "aws_s3_bucket" "reports" {
  bucket = "archive-of-statements"
}
`,
  },
  "hcl-weights-and-health": {
    main: replaceAll(
      ["green = 10 }", "green = 0 }"],
      ["blue = 90", "blue = 0"],
      ["request_interval  = 10", "request_interval  = 30"],
    ),
  },
  "hcl-guard-removed": {
    main: (file) => {
      const [before = "", guard = ""] = file.split(/(?=^resource "aws_s3_bucket_public_access_block")/m);
      return before + guard.slice(guard.indexOf("\nresource"));
    },
  },
  "hcl-certificate-replaced": {
    main: replaceAll([
      'validation_method = "DNS"',
      'validation_method = "DNS"\n  subject_alternative_names = ["shop.example"]',
    ]),
  },
  "hcl-record-renamed": { main: replaceAll(['"www.shop.example"', '"web.shop.example"']) },
  "hcl-many-origins": {
    main: (file) => `${file}
resource "aws_route53_record" "many" {
  count          = 40
  zone_id        = aws_route53_zone.shop.zone_id
  name           = "many.shop.example"
  type           = "A"
  ttl            = 30
  records        = ["192.0.2.${"${count.index}"}"]
  set_identifier = count.index
  weighted_routing_policy {
    weight = 1
  }
}
`,
  },
  "hcl-weight-unknown": {
    main: (file) =>
      `${replaceAll(["weight = each.value", "weight = each.value + tonumber(terraform_data.more.output)"])(file)}
resource "terraform_data" "more" {
  input            = 5
  triggers_replace = timestamp()
}
`,
  },
  "hcl-policies-mixed": {
    main: (file) => `${file}
resource "aws_route53_record" "stray" {
  zone_id        = aws_route53_zone.shop.zone_id
  name           = "www.shop.example"
  type           = "A"
  ttl            = 30
  records        = ["192.0.2.30"]
  set_identifier = "stray"
  latency_routing_policy {
    region = "eu-central-1"
  }
}
`,
  },
  "hcl-policy-unknown": {
    main: (file) =>
      `${replaceAll(['Resource = "${aws_s3_bucket.archive.arn}/*"', "Resource = aws_sqs_queue.jobs.arn"])(file)}
resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}
`,
  },
  "hcl-administrator-attached": {
    main: (file) => `${file}
resource "aws_iam_role_policy_attachment" "auditor" {
  role       = aws_iam_role.auditor[0].name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`,
  },
  "hcl-plan-errored": {
    main: (file) => `${file}
resource "aws_sqs_queue" "impossible" {
  name = "impossible"
  lifecycle {
    precondition {
      condition     = aws_s3_bucket.archive.id == "another"
      error_message = "the bucket is another one"
    }
  }
}
`,
  },
  "hcl-health-checks-dropped": {
    main: replaceAll(["health_check_id = aws_route53_health_check.shop[each.key].id", ""]),
  },
};

/** Plans of a project that is not ours. */
export function* hclCases(folder: string, standin: Standin): Generator<Case> {
  const source = join(__dirname, "hcl");
  cpSync(source, folder, { recursive: true });
  const main = join(folder, "main.tf");
  const queue = join(folder, "modules", "queue", "main.tf");
  const original = { main: readFileSync(main, "utf8"), queue: readFileSync(queue, "utf8") };
  const terraform = new Terraform(folder, standin);
  terraform.init();
  yield ["hcl-first-deploy", () => terraform.plan()];
  terraform.apply();
  yield ["hcl-nothing", () => terraform.plan()];
  yield ["hcl-targeted", () => terraform.plan("-target=aws_s3_bucket.archive")];
  yield ["hcl-destroy", () => terraform.plan("-destroy")];
  for (const [name, edit] of Object.entries(CASES)) {
    yield [
      name,
      () => {
        writeFileSync(main, edit.main?.(original.main) ?? original.main);
        writeFileSync(queue, edit.queue?.(original.queue) ?? original.queue);
        return terraform.plan();
      },
    ];
  }
}

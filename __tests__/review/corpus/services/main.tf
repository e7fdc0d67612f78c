# The usual resources of a service, one of each: what releases replace, and what must not change unnoticed.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region            = "eu-central-1"
  s3_use_path_style = true
}

variable "release" {
  type    = string
  default = "1.0"
}

resource "terraform_data" "build" {
  triggers_replace = var.release
}

resource "aws_ecs_task_definition" "orders" {
  family                = "orders"
  container_definitions = jsonencode([{ name = "orders", image = "registry.shop.example/orders:${var.release}", cpu = 256, memory = 512, essential = true }])
}

resource "aws_sqs_queue" "mails" {
  name                      = "mails"
  message_retention_seconds = 345600
  visibility_timeout_seconds = 30
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "orders" {
  identifier              = "orders"
  engine                  = "postgres"
  engine_version          = "15.4"
  instance_class          = "db.m6g.large"
  allocated_storage       = 100
  username                = "owner"
  password                = "hunter2-correct-horse"
  backup_retention_period = 14
  skip_final_snapshot     = false
  final_snapshot_identifier = "orders-last"
  publicly_accessible     = false
}

resource "aws_kms_key" "first" {
  deletion_window_in_days = 30
}

resource "aws_kms_key" "second" {
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "orders" {
  name          = "alias/orders"
  target_key_id = aws_kms_key.first.key_id
}

resource "aws_iam_role" "worker" {
  name = "worker"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "worker" {
  role = aws_iam_role.worker.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource = "*" }]
  })
}

resource "aws_cloudwatch_metric_alarm" "mails_waiting" {
  alarm_name          = "mails-waiting"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = "mails" }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 600
  period              = 60
  evaluation_periods  = 3
  alarm_actions       = ["arn:aws:sns:eu-central-1:123456789012:on-call"]
}

resource "aws_dynamodb_table" "carts" {
  name           = "carts"
  billing_mode   = "PROVISIONED"
  read_capacity  = 400
  write_capacity = 200
  hash_key       = "id"
  attribute {
    name = "id"
    type = "S"
  }
  attribute {
    name = "customer"
    type = "S"
  }
  global_secondary_index {
    name            = "by-customer"
    hash_key        = "customer"
    projection_type = "ALL"
    read_capacity   = 100
    write_capacity  = 100
  }
}

resource "aws_security_group" "workers" {
  name = "workers"
}

resource "aws_iam_user" "contractor" {
  name = "contractor"
}

resource "aws_iam_group" "operators" {
  name = "operators"
}

check "retention" {
  assert {
    condition     = aws_db_instance.orders.backup_retention_period >= 7
    error_message = "backups must go back a week"
  }
}

output "queue" {
  value = aws_sqs_queue.mails.name
}

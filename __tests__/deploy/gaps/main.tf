# What the stand-in must answer beyond what the project's own stack asks of it today.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

# Everything is tagged anew, and the log group gets a key.
variable "changed" {
  type    = bool
  default = false
}

locals {
  tags = var.changed ? { Service = "changed", Team = "gaps" } : { Service = "gaps" }
}

provider "aws" {
  alias  = "us-east-1"
  region = "us-east-1"
  default_tags { tags = local.tags }
}

provider "aws" {
  alias  = "eu-west-1"
  region = "eu-west-1"
  default_tags { tags = local.tags }
}

# KMS: a primary key stays the primary; a replica keeps its own description and tags.
resource "aws_kms_key" "primary" {
  provider     = aws.us-east-1
  description  = "primary"
  multi_region = true
}

resource "aws_kms_replica_key" "replica" {
  provider        = aws.eu-west-1
  description     = "replica"
  primary_key_arn = aws_kms_key.primary.arn
}

# Secrets Manager: a replica keeps its own key.
resource "aws_secretsmanager_secret" "secret" {
  provider                = aws.us-east-1
  name                    = "gaps"
  kms_key_id              = aws_kms_key.primary.arn
  recovery_window_in_days = 0
  replica {
    region     = "eu-west-1"
    kms_key_id = aws_kms_replica_key.replica.arn
  }
}

# ACM: the algorithm that was asked for; issued only once its record is there.
resource "aws_route53_zone" "zone" {
  provider = aws.us-east-1
  name     = "example.com"
}

resource "aws_acm_certificate" "certificate" {
  provider          = aws.us-east-1
  domain_name       = "example.com"
  validation_method = "DNS"
  key_algorithm     = "EC_prime256v1"
}

resource "aws_route53_record" "validation" {
  provider = aws.us-east-1
  zone_id  = aws_route53_zone.zone.zone_id
  name     = tolist(aws_acm_certificate.certificate.domain_validation_options)[0].resource_record_name
  type     = tolist(aws_acm_certificate.certificate.domain_validation_options)[0].resource_record_type
  records  = [tolist(aws_acm_certificate.certificate.domain_validation_options)[0].resource_record_value]
  ttl      = 300
}

resource "aws_acm_certificate_validation" "validation" {
  provider                = aws.us-east-1
  certificate_arn         = aws_acm_certificate.certificate.arn
  validation_record_fqdns = [aws_route53_record.validation.fqdn]
}

# API Gateway: a resource policy; settings of a nested path; a usage plan with a throttled method; tags of each.
resource "aws_api_gateway_domain_name" "domain" {
  provider                 = aws.us-east-1
  domain_name              = "example.com"
  regional_certificate_arn = aws_acm_certificate_validation.validation.certificate_arn
  endpoint_configuration { types = ["REGIONAL"] }
}

resource "aws_api_gateway_api_key" "key" {
  provider = aws.us-east-1
  name     = "gaps"
}

resource "aws_api_gateway_rest_api" "api" {
  provider = aws.us-east-1
  name     = "gaps"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "*"
      Condition = { IpAddress = { "aws:SourceIp" = ["192.0.2.0/24", "2001:db8::/32"] } }
    }]
  })
  body = jsonencode({
    openapi = "3.0.3"
    info    = { title = "gaps", version = "1" }
    paths = {
      "/v1/latest" = {
        get = {
          responses                         = { "200" = { description = "ok" } }
          "x-amazon-apigateway-integration" = { type = "mock" }
        }
      }
    }
  })
}

resource "aws_api_gateway_deployment" "deployment" {
  provider    = aws.us-east-1
  rest_api_id = aws_api_gateway_rest_api.api.id
}

resource "aws_api_gateway_stage" "stage" {
  provider      = aws.us-east-1
  rest_api_id   = aws_api_gateway_rest_api.api.id
  deployment_id = aws_api_gateway_deployment.deployment.id
  stage_name    = "live"
}

resource "aws_api_gateway_method_settings" "nested" {
  provider    = aws.us-east-1
  rest_api_id = aws_api_gateway_rest_api.api.id
  stage_name  = aws_api_gateway_stage.stage.stage_name
  method_path = "v1/latest/GET"
  settings {
    throttling_rate_limit  = 100
    throttling_burst_limit = 200
  }
}

resource "aws_api_gateway_usage_plan" "plan" {
  provider = aws.us-east-1
  name     = "gaps"
  api_stages {
    api_id = aws_api_gateway_rest_api.api.id
    stage  = aws_api_gateway_stage.stage.stage_name
    throttle {
      path        = "/v1/latest/GET"
      rate_limit  = 5
      burst_limit = 10
    }
  }
}

# CloudWatch: a composite alarm with a suppressor; a saved query.
resource "aws_cloudwatch_metric_alarm" "alarm" {
  provider            = aws.us-east-1
  alarm_name          = "gaps"
  namespace           = "gaps"
  metric_name         = "gaps"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanThreshold"
}

resource "aws_cloudwatch_composite_alarm" "composite" {
  provider   = aws.us-east-1
  alarm_name = "gaps-composite"
  alarm_rule = "ALARM(${aws_cloudwatch_metric_alarm.alarm.alarm_name})"
  actions_suppressor {
    alarm            = aws_cloudwatch_metric_alarm.alarm.alarm_name
    extension_period = 10
    wait_period      = 20
  }
}

resource "aws_cloudwatch_log_group" "group" {
  provider   = aws.us-east-1
  name       = "gaps"
  kms_key_id = var.changed ? aws_kms_key.primary.arn : null
}

resource "aws_cloudwatch_query_definition" "query" {
  provider        = aws.us-east-1
  name            = "gaps"
  log_group_names = [aws_cloudwatch_log_group.group.name]
  query_string    = "fields @timestamp"
}

# X-Ray.
resource "aws_xray_group" "group" {
  provider          = aws.us-east-1
  group_name        = "gaps"
  filter_expression = "fault = true"
  insights_configuration {
    insights_enabled      = true
    notifications_enabled = true
  }
}

resource "aws_xray_sampling_rule" "rule" {
  provider       = aws.us-east-1
  rule_name      = "gaps"
  priority       = 100
  version        = 1
  reservoir_size = 1
  fixed_rate     = 0.05
  url_path       = "*"
  host           = "*"
  http_method    = "*"
  service_type   = "*"
  service_name   = "*"
  resource_arn   = "*"
}

# DynamoDB: contributor insights; a replica's deletion protection and backups are its own (aws_dynamodb_table_replica
# is proved by the stack itself, in minutes; the inline block in seconds).
resource "aws_dynamodb_table" "table" {
  provider         = aws.us-east-1
  name             = "gaps"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "pk"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"
  attribute {
    name = "pk"
    type = "S"
  }
  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }
  point_in_time_recovery { enabled = true }
  replica {
    region_name            = "eu-west-1"
    point_in_time_recovery = true
    propagate_tags         = true
  }
}

resource "aws_dynamodb_contributor_insights" "insights" {
  provider   = aws.us-east-1
  table_name = aws_dynamodb_table.table.name
}

# Lambda: the logging configuration.
resource "aws_iam_role" "role" {
  provider = aws.us-east-1
  name     = "gaps"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = ["codedeploy.amazonaws.com", "lambda.amazonaws.com"] }
    }]
  })
}

resource "aws_lambda_function" "function" {
  provider      = aws.us-east-1
  function_name = "gaps"
  filename      = "function.zip"
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  role          = aws_iam_role.role.arn
  publish       = true
  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.group.name
    application_log_level = "WARN"
    system_log_level      = "WARN"
  }
}

# CodeDeploy: steps are replaced before they are deleted; a group keeps its alarms, and changes in place.
resource "aws_codedeploy_app" "app" {
  provider         = aws.us-east-1
  name             = "gaps"
  compute_platform = "Lambda"
}

resource "aws_codedeploy_deployment_config" "steps" {
  provider               = aws.us-east-1
  deployment_config_name = var.changed ? "gaps-linear" : "gaps-canary"
  compute_platform       = "Lambda"
  traffic_routing_config {
    type = var.changed ? "TimeBasedLinear" : "TimeBasedCanary"
    dynamic "time_based_canary" {
      for_each = var.changed ? [] : [1]
      content {
        interval   = 5
        percentage = 10
      }
    }
    dynamic "time_based_linear" {
      for_each = var.changed ? [1] : []
      content {
        interval   = 2
        percentage = 25
      }
    }
  }
  lifecycle { create_before_destroy = true }
}

resource "aws_codedeploy_deployment_group" "group" {
  provider               = aws.us-east-1
  app_name               = aws_codedeploy_app.app.name
  deployment_group_name  = var.changed ? "gaps-renamed" : "gaps"
  deployment_config_name = aws_codedeploy_deployment_config.steps.deployment_config_name
  service_role_arn       = aws_iam_role.role.arn
  deployment_style {
    deployment_type   = "BLUE_GREEN"
    deployment_option = "WITH_TRAFFIC_CONTROL"
  }
  alarm_configuration {
    enabled                   = !var.changed
    ignore_poll_alarm_failure = var.changed
    alarms                    = [aws_cloudwatch_metric_alarm.alarm.alarm_name]
  }
  auto_rollback_configuration {
    enabled = true
    events  = var.changed ? ["DEPLOYMENT_FAILURE"] : ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }
}

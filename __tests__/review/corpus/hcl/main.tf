# Terraform that is nobody's framework: modules, for_each, count, one provider a region.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "regions" {
  type    = set(string)
  default = ["a", "b"]
}

variable "auditors" {
  type    = number
  default = 2
}

variable "database_password" {
  type      = string
  sensitive = true
  default   = "hunter2-correct-horse"
}

provider "aws" {
  region            = "eu-central-1"
  s3_use_path_style = true
}

provider "aws" {
  alias  = "us"
  region = "us-west-2"
}

module "queue_eu" {
  source = "./modules/queue"
  names  = var.regions
}

module "queue_us" {
  source = "./modules/queue"
  names  = var.regions
  providers = {
    aws = aws.us
  }
}

resource "aws_iam_role" "auditor" {
  count              = var.auditors
  name               = "auditor-${count.index}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::123456789012:root" } }]
  })
}

resource "aws_iam_role_policy" "auditor" {
  count  = var.auditors
  name   = "read"
  role   = aws_iam_role.auditor[count.index].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "${aws_s3_bucket.archive.arn}/*" }]
  })
}

resource "aws_s3_bucket" "archive" {
  bucket = "archive-of-statements"
}

resource "aws_s3_bucket_public_access_block" "archive" {
  bucket                  = aws_s3_bucket.archive.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_kms_key" "archive" {
  description         = "Archive"
  enable_key_rotation = true
}

resource "aws_security_group" "web" {
  name = "web"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_ssm_parameter" "database_password" {
  name  = "/db/password"
  type  = "SecureString"
  value = var.database_password
}

resource "aws_cloudwatch_log_group" "app" {
  name              = "app"
  retention_in_days = 90
}

resource "aws_sns_topic" "alerts" {
  name              = "alerts"
  kms_master_key_id = aws_kms_key.archive.arn
}

resource "aws_wafv2_web_acl" "edge" {
  name  = "edge"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  rule {
    name     = "rate"
    priority = 1
    action {
      block {}
    }
    statement {
      rate_based_statement {
        limit              = 1000
        aggregate_key_type = "IP"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "common"
    priority = 2
    override_action {
      none {}
    }
    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesCommonRuleSet"
        vendor_name = "AWS"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "common"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "edge"
    sampled_requests_enabled   = true
  }
}

resource "aws_acm_certificate" "shop" {
  domain_name       = "www.shop.example"
  validation_method = "DNS"
}

resource "aws_api_gateway_domain_name" "shop" {
  domain_name              = "www.shop.example"
  regional_certificate_arn = aws_acm_certificate.shop.arn
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_route53_zone" "shop" {
  name = "shop.example"
}

locals {
  weights = { blue = 90, green = 10 }
  origins = { blue = "192.0.2.10", green = "192.0.2.20" }
}

resource "aws_route53_health_check" "shop" {
  for_each          = local.weights
  ip_address        = local.origins[each.key]
  port              = 443
  type              = "HTTPS"
  resource_path     = "/health"
  request_interval  = 10
  failure_threshold = 3
}

resource "aws_route53_record" "shop" {
  for_each        = local.weights
  zone_id         = aws_route53_zone.shop.zone_id
  name            = "www.shop.example"
  type            = "A"
  ttl             = 30
  records         = [local.origins[each.key]]
  set_identifier  = each.key
  health_check_id = aws_route53_health_check.shop[each.key].id
  weighted_routing_policy {
    weight = each.value
  }
}

# A shop that has nothing to do with this project: modules, for_each, count, locals, and every routing policy.
# shop.plan.json and shop.state.json are what `terraform show -json` prints of it; plan.sh makes them again.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "europe" {
  default = "eu-west-1"
}

provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "europe"
  region = var.europe
}

locals {
  zone_id = aws_route53_zone.shop.zone_id
  offices = {
    berlin = "192.0.2.10"
    boston = "192.0.2.20"
  }
}

resource "aws_route53_zone" "shop" {
  name = "shop.example"
}

module "america" {
  source = "./site"
}

module "europe" {
  source    = "./site"
  providers = { aws = aws.europe }
}

resource "aws_route53_record" "www" {
  for_each = {
    us-east-1 = module.america.balancer
    eu-west-1 = module.europe.balancer
  }
  zone_id        = aws_route53_zone.shop.zone_id
  name           = "www"
  type           = "A"
  set_identifier = each.key
  latency_routing_policy {
    region = each.key
  }
  alias {
    name                   = each.value.dns_name
    zone_id                = each.value.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "apex" {
  zone_id = aws_route53_zone.shop.zone_id
  name    = ""
  type    = "A"
  alias {
    name                   = aws_route53_record.www["us-east-1"].fqdn
    zone_id                = aws_route53_zone.shop.zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_health_check" "office" {
  for_each          = local.offices
  type              = "TCP"
  ip_address        = each.value
  port              = 443
  request_interval  = 10
  failure_threshold = 2
}

resource "aws_route53_health_check" "any_office" {
  type                   = "CALCULATED"
  child_health_threshold = 1
  child_healthchecks     = [for check in aws_route53_health_check.office : check.id]
}

resource "aws_route53_record" "vpn" {
  for_each        = { berlin = "PRIMARY", boston = "SECONDARY" }
  zone_id         = local.zone_id
  name            = "vpn.shop.example"
  type            = "A"
  ttl             = 30
  set_identifier  = each.key
  health_check_id = aws_route53_health_check.office[each.key].id
  records         = [local.offices[each.key]]
  failover_routing_policy {
    type = each.value
  }
}

resource "aws_route53_record" "checkout_america" {
  zone_id        = aws_route53_zone.shop.zone_id
  name           = "checkout"
  type           = "A"
  set_identifier = "america"
  geolocation_routing_policy {
    country = "*"
  }
  alias {
    name                   = module.america.balancer.dns_name
    zone_id                = module.america.balancer.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "checkout_europe" {
  zone_id        = aws_route53_zone.shop.zone_id
  name           = "checkout"
  type           = "A"
  set_identifier = "europe"
  geolocation_routing_policy {
    continent = "EU"
  }
  alias {
    name                   = module.europe.balancer.dns_name
    zone_id                = module.europe.balancer.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "canary" {
  for_each       = { stable = 90, canary = 10 }
  zone_id        = aws_route53_zone.shop.zone_id
  name           = "canary"
  type           = "CNAME"
  ttl            = 60
  set_identifier = each.key
  records        = ["${each.key}.vendor.example"]
  weighted_routing_policy {
    weight = each.value
  }
}

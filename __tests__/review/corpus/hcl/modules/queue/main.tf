terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "names" {
  type = set(string)
}

variable "retention" {
  type    = number
  default = 86400
}

resource "aws_sqs_queue" "this" {
  for_each                  = var.names
  name                      = "orders-${each.key}"
  message_retention_seconds = var.retention
  sqs_managed_sse_enabled   = true
}

resource "aws_dynamodb_table" "orders" {
  name                        = "orders"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  deletion_protection_enabled = true
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
}

"""The AWS calls of Terraform that moto 5.2.1 lacks or handles differently from AWS, in one file per service."""

from . import acm, apigateway, cloudwatch, codedeploy, constraints, dynamodb, kms, lambda_, logs, route53, s3, secretsmanager, wafv2, xray

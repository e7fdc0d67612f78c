"""The AWS calls of Terraform that moto 5.2.1 lacks or handles differently from AWS, in one file per service."""

from . import acm, apigateway, cloudwatch, dynamodb, kms, lambda_, logs, route53, secretsmanager, xray

__all__ = ["fill", "route53"]


def fill() -> None:
    for service in (acm, apigateway, cloudwatch, dynamodb, kms, lambda_, logs, route53, secretsmanager, xray):
        service.fill()

"""The AWS calls of Terraform that moto 5.2.1 lacks or handles differently from AWS, in one file per service."""

from . import acm, apigateway, cloudwatch, codedeploy, dynamodb, kms, lambda_, logs, route53, secretsmanager, xray

__all__ = ["codedeploy", "fill", "route53"]


def fill() -> None:
    for service in (
        acm,
        apigateway,
        cloudwatch,
        codedeploy,
        dynamodb,
        kms,
        lambda_,
        logs,
        route53,
        secretsmanager,
        xray,
    ):
        service.fill()

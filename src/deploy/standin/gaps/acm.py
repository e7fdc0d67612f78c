"""Certificates. A certificate in use by a custom domain cannot be deleted. A certificate is issued once its validation
records are in a hosted zone (moto issues it after a minute, with or without them). Its key has the requested algorithm.
"""

from typing import Any

from moto.acm.models import AWSCertificateManagerBackend, CertBundle
from moto.acm.responses import AWSCertificateManagerResponse
from moto.apigateway.models import apigateway_backends
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.exceptions import JsonRESTError
from moto.route53.models import route53_backends

delete_certificate = AWSCertificateManagerBackend.delete_certificate
describe = CertBundle.describe
request_certificate = AWSCertificateManagerResponse.request_certificate


def delete_unused_certificate(self: AWSCertificateManagerBackend, arn: str) -> None:
    domains = apigateway_backends[self.account_id][self.region_name].domain_names.values()
    users = [domain.domain_name for domain in domains if arn in (domain.regional_certificate_arn, domain.certificate_arn)]
    if users:
        message = f"Certificate {arn} in account {self.account_id} is in use by {', '.join(users)}"
        raise JsonRESTError("ResourceInUseException", message)
    delete_certificate(self, arn)


def check_records(self: CertBundle) -> None:
    options = describe(self)["Certificate"].get("DomainValidationOptions", [])
    wanted = {(option["ResourceRecord"]["Name"], option["ResourceRecord"]["Value"]) for option in options}
    zones = route53_backends[DEFAULT_ACCOUNT_ID]["aws"].zones.values()
    present = {
        (record.name.rstrip(".") + ".", value)
        for zone in zones
        for record in zone.rrsets
        if record.type == "CNAME"
        for value in record.records
    }
    if self.status == "PENDING_VALIDATION" and wanted <= present:
        self.status = "ISSUED"


def describe_with_algorithm(self: CertBundle) -> dict[str, Any]:
    result = describe(self)
    result["Certificate"]["KeyAlgorithm"] = getattr(self, "key_algorithm", result["Certificate"]["KeyAlgorithm"])
    return result


def request_certificate_with_algorithm(self: AWSCertificateManagerResponse) -> Any:
    before = set(self.acm_backend._certificates)
    response = request_certificate(self)
    for arn in set(self.acm_backend._certificates) - before:
        self.acm_backend._certificates[arn].key_algorithm = self._get_param("KeyAlgorithm") or "RSA_2048"
    return response


def fill() -> None:
    AWSCertificateManagerBackend.delete_certificate = delete_unused_certificate
    CertBundle.check = check_records
    CertBundle.describe = describe_with_algorithm
    AWSCertificateManagerResponse.request_certificate = request_certificate_with_algorithm

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

from .patch import adds, wraps_method


@wraps_method(AWSCertificateManagerBackend)
def delete_certificate(original: Any, self: AWSCertificateManagerBackend, arn: str) -> None:
    domains = apigateway_backends[self.account_id][self.region_name].domain_names.values()
    users = [domain.domain_name for domain in domains if arn in (domain.regional_certificate_arn, domain.certificate_arn)]
    if users:
        message = f"Certificate {arn} in account {self.account_id} is in use by {', '.join(users)}"
        raise JsonRESTError("ResourceInUseException", message)
    original(self, arn)


@adds(CertBundle)
def check(self: CertBundle) -> None:
    options = self.describe()["Certificate"].get("DomainValidationOptions", [])
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


@wraps_method(CertBundle)
def describe(original: Any, self: CertBundle) -> dict[str, Any]:
    result = original(self)
    result["Certificate"]["KeyAlgorithm"] = getattr(self, "key_algorithm", result["Certificate"]["KeyAlgorithm"])
    return result


@wraps_method(AWSCertificateManagerResponse)
def request_certificate(original: Any, self: AWSCertificateManagerResponse) -> Any:
    before = set(self.acm_backend._certificates)
    response = original(self)
    for arn in set(self.acm_backend._certificates) - before:
        self.acm_backend._certificates[arn].key_algorithm = self._get_param("KeyAlgorithm") or "RSA_2048"
    return response

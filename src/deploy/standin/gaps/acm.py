"""A certificate is issued once the records that validate it are in a hosted zone (in moto, after a minute, with or
without them), and its key is of the algorithm that was asked for.
"""

from typing import Any

from moto.acm.models import CertBundle
from moto.acm.responses import AWSCertificateManagerResponse
from moto.core import DEFAULT_ACCOUNT_ID
from moto.route53.models import route53_backends

describe = CertBundle.describe
request_certificate = AWSCertificateManagerResponse.request_certificate


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
    CertBundle.check = check_records
    CertBundle.describe = describe_with_algorithm
    AWSCertificateManagerResponse.request_certificate = request_certificate_with_algorithm

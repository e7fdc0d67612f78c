"""Secrets. moto drops a replica's own KMS key."""

from typing import Any

from moto.secretsmanager.models import FakeSecret, ReplicaSecret

from .patch import wraps_method


@wraps_method(FakeSecret)
def create_replicas(
    original: Any, self: FakeSecret, replica_regions: list[dict[str, str]], force_overwrite: bool
) -> list[ReplicaSecret]:
    replicas = original(self, replica_regions, force_overwrite)
    keys = {region["Region"]: region.get("KmsKeyId") for region in replica_regions}
    for replica in replicas:
        replica.config["KmsKeyId"] = keys[replica.region] or replica.config["KmsKeyId"]
    return replicas

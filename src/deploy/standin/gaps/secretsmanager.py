"""Secrets. moto drops a replica's own KMS key."""

from moto.secretsmanager.models import FakeSecret, ReplicaSecret

create_replicas = FakeSecret.create_replicas


def create_replicas_with_keys(
    self: FakeSecret, replica_regions: list[dict[str, str]], force_overwrite: bool
) -> list[ReplicaSecret]:
    replicas = create_replicas(self, replica_regions, force_overwrite)
    keys = {region["Region"]: region.get("KmsKeyId") for region in replica_regions}
    for replica in replicas:
        replica.config["KmsKeyId"] = keys[replica.region] or replica.config["KmsKeyId"]
    return replicas


def fill() -> None:
    FakeSecret.create_replicas = create_replicas_with_keys

"""Multi-Region keys. In moto, a primary key and its replicas share one configuration, so the primary becomes a
REPLICA, and moto drops a replica's own description, policy and tags.
"""

from copy import deepcopy

from moto.kms.models import Key, KmsBackend, kms_backends
from moto.kms.responses import KmsResponse

replicate_key = KmsBackend.replicate_key
replicate_key_response = KmsResponse.replicate_key


def replicate_key_apart(self: KmsBackend, key_id: str, replica_region: str) -> Key:
    replica = replicate_key(self, key_id, replica_region)
    replica.multi_region_configuration = {
        **deepcopy(replica.multi_region_configuration),
        "MultiRegionKeyType": "REPLICA",
    }
    return replica


def replicate_key_with_its_own(self: KmsResponse) -> str:
    response = replicate_key_response(self)
    backend = kms_backends[self.current_account][self._get_param("ReplicaRegion")]
    replica = backend.keys[backend.get_key_id(self._get_param("KeyId"))]
    replica.description = self._get_param("Description", "")
    replica.policy = self._get_param("Policy") or replica.generate_default_policy()
    backend.tag_resource(replica.id, self._get_param("Tags", []))
    return response


def fill() -> None:
    KmsBackend.replicate_key = replicate_key_apart
    KmsResponse.replicate_key = replicate_key_with_its_own

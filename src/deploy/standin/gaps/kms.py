"""Multi-Region keys. In moto, a primary key and its replicas share one configuration, so the primary becomes a
REPLICA, and moto drops a replica's own description, policy and tags.
"""

from copy import deepcopy
from typing import Any

from moto.kms.models import Key, KmsBackend, kms_backends
from moto.kms.responses import KmsResponse

from .patch import wraps_method


@wraps_method(KmsBackend)
def replicate_key(original: Any, self: KmsBackend, key_id: str, replica_region: str) -> Key:
    replica = original(self, key_id, replica_region)
    replica.multi_region_configuration = {
        **deepcopy(replica.multi_region_configuration),
        "MultiRegionKeyType": "REPLICA",
    }
    return replica


@wraps_method(KmsResponse)
def replicate_key(original: Any, self: KmsResponse) -> str:
    response = original(self)
    backend = kms_backends[self.current_account][self._get_param("ReplicaRegion")]
    replica = backend.keys[backend.get_key_id(self._get_param("KeyId"))]
    replica.description = self._get_param("Description", "")
    replica.policy = self._get_param("Policy") or replica.generate_default_policy()
    backend.tag_resource(replica.id, self._get_param("Tags", []))
    return response

"""Bucket policies and delete markers. moto applies a statement regardless of its condition, so the denial of connections
without TLS would deny every request. Here, a statement with a condition does not apply. moto cannot delete the newest
version of an object if it is a delete marker, and so cannot empty a bucket with versions.
"""

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket, FakeDeleteMarker

from .patch import adds


@adds(FakeBucket)
def get_permission(self: FakeBucket, action: str, resource: str) -> Any:
    policy = json.loads(self.policy) if self.policy else {}
    statements = [statement for statement in policy.get("Statement", []) if "Condition" not in statement]
    if not statements:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps({**policy, "Statement": statements})).is_action_permitted(action, resource)


@adds(FakeDeleteMarker)
def dispose(self: FakeDeleteMarker, garbage: bool = False) -> None:
    """Has no data to dispose of."""

"""IP sets, whose lock tokens are shorter in moto than AWS's API model allows."""

from typing import Any

from moto.moto_api._internal import mock_random
from moto.wafv2.models import FakeIPSet

from .patch import wraps_method


@wraps_method(FakeIPSet)
def __init__(original: Any, self: FakeIPSet, *args: Any, **kwargs: Any) -> None:
    original(self, *args, **kwargs)
    self.lock_token = str(mock_random.uuid4())


@wraps_method(FakeIPSet)
def update(original: Any, self: FakeIPSet, *args: Any, **kwargs: Any) -> None:
    original(self, *args, **kwargs)
    self.lock_token = str(mock_random.uuid4())

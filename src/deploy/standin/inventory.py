"""The number of resources in the stand-in, by service, region and kind."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.common_models import BaseModel

NOT_DEPLOYED = {
    # Created by AWS.
    "AWSManagedPolicy",
    "AccountSummary",
    # A setting per account and region, which a destroy does not reset.
    "Account",
    # moto's name servers of a hosted zone.
    "DelegationSet",
}


def counts() -> dict[str, int]:
    """Returns the number of moto's models in all backends, by `service region Model`."""
    counter: Counter[str] = Counter()
    seen: set[int] = set()
    for service in list(BackendDict._instances):
        for _, region, backend in list(service.iter_backends()):
            for model in filter(is_deployed, models(vars(backend), seen)):
                counter[f"{service.service_name} {region} {type(model).__name__}"] += 1
    return dict(sorted(counter.items()))


def is_deployed(model: BaseModel) -> bool:
    kind = type(model).__name__
    if kind == "Key":
        # KMS deletes a key only after a waiting period of 7 to 30 days.
        return model.key_state != "PendingDeletion" and not any(map(is_of_aws, model.aliases))
    if kind == "Alias":
        return not is_of_aws(model.alias_name)
    if kind == "ScheduleGroup":
        return model.name != "default"
    if kind == "DeploymentConfiguration":
        return not model.fields["deploymentConfigName"].startswith("CodeDeployDefault.")
    return kind not in NOT_DEPLOYED


def is_of_aws(alias: str) -> bool:
    """Returns whether an alias belongs to an AWS managed key, which AWS creates when a service first needs it."""
    return alias.startswith("alias/aws/")


def models(value: Any, seen: set[int]) -> Iterator[BaseModel]:
    if isinstance(value, (str, bytes, int, float, type, BaseBackend)) or value is None or id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, BaseModel):
        yield value
    if isinstance(value, dict):
        parts = list(value.values())
    elif isinstance(value, (list, tuple, set)):
        parts = list(value)
    else:
        parts = list(getattr(value, "__dict__", {}).values())
    for part in parts:
        yield from models(part, seen)

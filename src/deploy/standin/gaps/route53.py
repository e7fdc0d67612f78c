"""Records as in Route 53: one per name, type and set identifier, changed in whole batches.

moto accepts the creation of an existing record and the deletion of a missing one, and deletes all records with a set
identifier regardless of name and type. It resets health check settings that an update omits. This file also adds a
hosted zone with a given id, because AWS chooses the id of a zone that is created by a call.
"""

from threading import Lock
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.route53.exceptions import (
    DnsNameInvalidForZone,
    NoSuchHealthCheck,
    ResourceRecordAlreadyExists,
    Route53ClientError,
)
from moto.route53.models import FakeZone, HealthCheck, RecordSet, Route53Backend, route53_backends

from .patch import adds, wraps_method

lock = Lock()

# The parameter of each routing policy; a record without one is simple.
POLICIES = {
    "weighted": "Weight",
    "latency": "Region",
    "failover": "Failover",
    "geolocation": "GeoLocation",
    "geoproximity": "GeoProximityLocation",
    "multivalue": "MultiValueAnswer",
    "IP-based": "CidrRoutingConfig",
}


class InvalidChange(Route53ClientError):
    def __init__(self, message: str):
        super().__init__("InvalidChangeBatch", message)


@adds(Route53Backend)
def change_resource_record_sets(self: Route53Backend, zone_id: str, changes: list[dict[str, Any]]) -> None:
    zone = self.get_hosted_zone(zone_id)
    with lock:
        records = list(zone.rrsets)
        for change in changes:
            record = record_of(change["ResourceRecordSet"])
            others = [other for other in records if identity(other) != identity(record)]
            exists = len(others) < len(records)
            refuse_wrong(self, zone, records, change["Action"], record, exists)
            records = others if change["Action"] == "DELETE" else [*others, record]
        zone.rrsets = records


def record_of(fields: dict[str, Any]) -> RecordSet:
    values = [record["Value"] for record in fields.get("ResourceRecords", [])]
    record = RecordSet({**fields, "Name": fields["Name"].rstrip(".") + ".", "ResourceRecords": values})
    policies = [policy for policy, parameter in POLICIES.items() if fields.get(parameter) is not None]
    record.policy = policies[0] if policies else "simple"
    return record


def identity(record: RecordSet) -> tuple[str, str, str | None]:
    return record.name.rstrip(".").lower(), record.type, record.set_identifier


def refuse_wrong(
    backend: Route53Backend, zone: FakeZone, records: list[RecordSet], action: str, record: RecordSet, exists: bool
) -> None:
    if not f".{record.name}".endswith(f".{zone.name.rstrip('.')}."):
        raise DnsNameInvalidForZone(record.name, zone.name)
    if action == "CREATE" and exists:
        raise ResourceRecordAlreadyExists(record.name, record.type)
    if action == "DELETE" and not exists:
        raise InvalidChange(f"Tried to delete {record.type} {record.name} {record.set_identifier} but it was not found")
    if action == "DELETE":
        return
    siblings = [other for other in records if identity(other)[:2] == identity(record)[:2]]
    others = [other for other in siblings if identity(other) != identity(record)]
    for other in others:
        if policy_of(other) != record.policy:
            raise InvalidChange(
                f"{record.type} {record.name} is {record.policy} in one record and {policy_of(other)} in another"
            )
        if record.policy == "latency" and other.region == record.region:
            raise InvalidChange(f"{record.type} {record.name} has two latency records for {record.region}")
        if record.policy == "failover" and other.failover == record.failover:
            raise InvalidChange(f"{record.type} {record.name} has two records that are {record.failover}")
    if (record.policy == "simple") != (record.set_identifier is None):
        raise InvalidChange(f"{record.type} {record.name}: a routing policy and a SetIdentifier need each other")
    if record.health_check_id and record.health_check_id not in backend.health_checks:
        raise NoSuchHealthCheck(record.health_check_id)
    target = record.alias_target
    if target and target["HostedZoneId"] == zone.resource_id:
        name = target["DNSName"].rstrip(".").lower()
        if (name, record.type) not in [identity(other)[:2] for other in records]:
            raise InvalidChange(f"Tried to create an alias that targets {name}, type {record.type}, but that was not found")


def policy_of(record: RecordSet) -> str:
    return getattr(record, "policy", "simple")


def add_hosted_zone(zone_id: str, name: str) -> None:
    backend = route53_backends[DEFAULT_ACCOUNT_ID]["aws"]
    zone = backend.create_hosted_zone(name, private_zone=False)
    del backend.zones[zone.resource_id]
    zone.resource_id = zone_id
    backend.zones[zone_id] = zone


@wraps_method(Route53Backend)
def update_health_check(
    original: Any, self: Route53Backend, health_check_id: str, arguments: dict[str, Any]
) -> HealthCheck:
    # moto treats omitted regions and children as empty lists.
    given = {name: value for name, value in arguments.items() if value != []}
    return original(self, health_check_id, given)


class HealthCheckInUse(Route53ClientError):
    def __init__(self, message: str):
        super().__init__("HealthCheckInUse", message)


@wraps_method(Route53Backend)
def delete_health_check(original: Any, self: Route53Backend, health_check_id: str) -> None:
    """Stricter than Route 53, which deletes the check. What uses it then has a status that "can't be predicted".

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeleteHealthCheck.html
    """
    parents = [check.id for check in self.health_checks.values() if health_check_id in (check.children or [])]
    records = [
        f"{record.type} {record.name}"
        for zone in self.zones.values()
        for record in zone.rrsets
        if record.health_check_id == health_check_id
    ]
    users = [*parents, *records]
    if users:
        raise HealthCheckInUse(f"{health_check_id} is still used by {', '.join(users)}")
    original(self, health_check_id)

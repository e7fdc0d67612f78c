"""Global tables, version 2019.11.21. moto accepts `ReplicaUpdates` and changes of encryption, but ignores them. It
lacks contributor insights, and adds a tag that is set again instead of replacing it.

A replica is a separate table in its region, with its own backups, tags and deletion protection. The time to live is
one setting for all replicas, as on AWS. Items that are put or deleted are replicated at once; updates are not.
"""

from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler

from .patch import adds, wraps_method


def group(table: Table) -> dict[str, Table]:
    """Returns all replicas of a table, including the table itself, by region: one dictionary that they share."""
    return table.__dict__.setdefault("replicas", {table.region_name: table})


@wraps_method(Table)
def describe(original: Any, self: Table, base_key: str = "TableDescription") -> dict[str, Any]:
    result = original(self, base_key)
    replicas = others(self)
    if replicas:
        result[base_key]["GlobalTableVersion"] = "2019.11.21"
        result[base_key]["Replicas"] = [describe_replica(table) for table in replicas]
    return result


def describe_replica(table: Table) -> dict[str, Any]:
    replica = {"RegionName": table.region_name, "ReplicaStatus": "ACTIVE"}
    if table.sse_specification and "KMSMasterKeyId" in table.sse_specification:
        replica["KMSMasterKeyId"] = table.sse_specification["KMSMasterKeyId"]
    return replica


@wraps_method(DynamoHandler)
def update_table(original: Any, self: DynamoHandler) -> Any:
    result = original(self)
    table = self.dynamodb_backend.get_table(self.body["TableName"])
    if "SSESpecification" in self.body:
        table.sse_specification = self.body["SSESpecification"]
    for update in self.body.get("ReplicaUpdates", []):
        for action, replica in update.items():
            refuse_wrong(table, action, replica["RegionName"])
            {"Create": create_replica, "Update": update_replica, "Delete": delete_replica}[action](table, replica)
    return result


def refuse_wrong(table: Table, action: str, region: str) -> None:
    """Raises AWS's errors with their original text, because the provider recognizes some: it ignores that a replica is
    already deleted."""
    if region == table.region_name:
        raise invalid("Cannot add, delete, or update the local region through ReplicaUpdates.")
    if action != "Create" and region not in group(table):
        raise invalid("Replica specified in the Replica Update or Replica Delete action of the request was not found.")
    if action == "Create" and table.name in backend(table, region).tables:
        raise invalid(f"Failed to create a replica of {table.name}: {region} has a table of that name")
    if action == "Create" and (table.stream_specification or {}).get("StreamViewType") != "NEW_AND_OLD_IMAGES":
        raise invalid("Table must have stream enabled with NEW_AND_OLD_IMAGES")


def invalid(message: str) -> JsonRESTError:
    return JsonRESTError("ValidationException", message)


def backend(table: Table, region: str) -> DynamoDBBackend:
    return dynamodb_backends[table.account_id][region]


def create_replica(table: Table, spec: dict[str, Any]) -> None:
    region = spec["RegionName"]
    replica = backend(table, region).create_table(
        name=table.name,
        schema=table.schema,
        throughput=dict(table.throughput),
        attr=table.attr,
        global_indexes=[index.describe() for index in table.global_indexes],
        indexes=[index.describe() for index in table.indexes],
        streams=dict(table.stream_specification),
        billing_mode=table.billing_mode,
        sse_specification=encryption(table, spec),
        tags=[],
        deletion_protection_enabled=False,
        warm_throughput=dict(table.warm_throughput),
    )
    replica.ttl = table.ttl
    replica.replicas = group(table)
    group(table)[region] = replica


def encryption(table: Table, spec: dict[str, Any]) -> dict[str, Any] | None:
    if "KMSMasterKeyId" in spec:
        return {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": spec["KMSMasterKeyId"]}
    return {"Enabled": True, "SSEType": "KMS"} if table.sse_specification else None


def update_replica(table: Table, spec: dict[str, Any]) -> None:
    if "KMSMasterKeyId" in spec:
        group(table)[spec["RegionName"]].sse_specification = encryption(table, spec)


def delete_replica(table: Table, spec: dict[str, Any]) -> None:
    backend(table, spec["RegionName"]).delete_table(table.name)


@wraps_method(DynamoDBBackend)
def delete_table(original: Any, self: DynamoDBBackend, name: str) -> Table:
    table = self.get_table(name)
    original(self, name)
    del group(table)[self.region_name]
    return table


@wraps_method(DynamoDBBackend)
def tag_resource(original: Any, self: DynamoDBBackend, table_arn: str, tags: list[dict[str, str]]) -> None:
    self.untag_resource(table_arn, [tag["Key"] for tag in tags])
    original(self, table_arn, tags)


def others(table: Table) -> list[Table]:
    return [replica for replica in group(table).values() if replica is not table]


@wraps_method(Table)
def put_item(original: Any, self: Table, item_attrs: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
    item = original(self, item_attrs, *args, **kwargs)
    for replica in others(self):
        original(replica, item_attrs)
    return item


@wraps_method(Table)
def delete_item(original: Any, self: Table, hash_key: Any, range_key: Any) -> Any:
    for replica in others(self):
        original(replica, hash_key, range_key)
    return original(self, hash_key, range_key)


@adds(DynamoHandler)
def update_contributor_insights(self: DynamoHandler) -> ActionResult:
    table = self.dynamodb_backend.get_table(self.body["TableName"])
    table.contributor_insights = f"{self.body['ContributorInsightsAction']}D"
    return describe_contributor_insights(self)


@adds(DynamoHandler)
def describe_contributor_insights(self: DynamoHandler) -> ActionResult:
    table = self.dynamodb_backend.get_table(self.body["TableName"])
    status = getattr(table, "contributor_insights", "DISABLED")
    return ActionResult({"TableName": table.name, "ContributorInsightsStatus": status})

"""Saved queries of CloudWatch Logs Insights, and changes of a log group's key, which moto lacks."""

from typing import Any

from moto.core.common_models import BaseModel
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import unix_time_millis
from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogGroup, LogsBackend
from moto.logs.responses import LogsResponse
from moto.moto_api._internal import mock_random

from .patch import adds, wraps_method


class QueryDefinition(BaseModel):
    def __init__(self, fields: dict[str, Any]):
        self.fields = fields


@wraps_method(LogsBackend)
def __init__(original: Any, self: LogsBackend, region_name: str, account_id: str) -> None:
    original(self, region_name, account_id)
    self.query_definitions = {}


@adds(LogsResponse)
def put_query_definition(self: LogsResponse) -> ActionResult:
    definition_id = self._get_param("queryDefinitionId") or str(mock_random.uuid4())
    fields = {"queryDefinitionId": definition_id, "lastModified": int(unix_time_millis())}
    for name in ("name", "queryString", "logGroupNames", "queryLanguage"):
        if (value := self._get_param(name)) is not None:
            fields[name] = value
    self.logs_backend.query_definitions[definition_id] = QueryDefinition(fields)
    return ActionResult({"queryDefinitionId": definition_id})


@adds(LogsResponse)
def describe_query_definitions(self: LogsResponse) -> ActionResult:
    prefix = self._get_param("queryDefinitionNamePrefix", "")
    found = [definition.fields for definition in self.logs_backend.query_definitions.values()]
    return ActionResult({"queryDefinitions": [fields for fields in found if fields["name"].startswith(prefix)]})


@adds(LogsResponse)
def delete_query_definition(self: LogsResponse) -> ActionResult:
    deleted = self.logs_backend.query_definitions.pop(self._get_param("queryDefinitionId"), None)
    return ActionResult({"success": deleted is not None})


@adds(LogsResponse)
def associate_kms_key(self: LogsResponse) -> ActionResult:
    log_group(self).kms_key_id = self._get_param("kmsKeyId")
    return EmptyResult()


@adds(LogsResponse)
def disassociate_kms_key(self: LogsResponse) -> ActionResult:
    log_group(self).kms_key_id = None
    return EmptyResult()


def log_group(self: LogsResponse) -> LogGroup:
    name = self._get_param("logGroupName")
    if name not in self.logs_backend.groups:
        raise ResourceNotFoundException()
    return self.logs_backend.groups[name]

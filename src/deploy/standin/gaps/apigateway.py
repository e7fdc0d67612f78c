"""REST APIs, where moto differs from AWS:

- Method settings of nested paths, such as `v1/latest/GET`, cannot be set or removed.
- A usage plan loses its stages once they are throttled by method.
- Integrations without a backend, and so without a URI, are rejected.
- Resource policies are returned without AWS's escaping, and stay after an import that overwrites the API.
- Only stages can be tagged.
- Stages can log although the account has no role for it. Here, every region has such a role at first.
"""

import json
from typing import Any
from urllib.parse import unquote

from moto.apigateway.exceptions import BadRequestException, StageStillActive
from moto.apigateway.models import APIGatewayBackend, Account, Integration, RestAPI, Stage, UsagePlan
from moto.apigateway.responses import APIGatewayResponse
from moto.apigateway.urls import url_paths

from .patch import adds, wraps_method

# https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
LOG_ROLE = "arn:aws:iam::123456789012:role/api-gateway-logs"

url_paths["{0}/tags/(?P<arn>.+)$"] = APIGatewayResponse.dispatch


@wraps_method(Stage)
def apply_operations(original: Any, self: Stage, operations: list[dict[str, Any]]) -> Stage:
    others = []
    for operation in operations:
        # /{resource path}/{method}/{group}/{setting}
        path, *setting = operation["path"].lstrip("/").rsplit("/", 2)
        if operation["op"] == "remove" and operation["path"].lstrip("/") in self.method_settings:
            del self.method_settings[operation["path"].lstrip("/")]
        elif operation["op"] == "replace" and self._method_settings_translations("/".join(setting)):
            self._patch_method_setting(path, "/".join(setting), operation["value"])
        else:
            others.append(operation)
    return original(self, others)


@wraps_method(UsagePlan)
def apply_patch_operations(original: Any, self: UsagePlan, operations: list[dict[str, Any]]) -> None:
    others = []
    for operation in operations:
        if operation["op"] == "remove" and operation["path"] == "/apiStages":
            self.api_stages = [
                stage for stage in self.api_stages if f"{stage['apiId']}:{stage['stage']}" != operation["value"]
            ]
        else:
            others.append(operation)
    original(self, others)


def refuse_used(backend: APIGatewayBackend, api_id: str, stage_name: str | None = None) -> None:
    """Rejects the deletion of a stage or an API that a base path mapping or a usage plan refers to."""
    for mappings in backend.base_path_mappings.values():
        for mapping in mappings.values():
            if mapping.rest_api_id == api_id and stage_name in (None, mapping.stage):
                raise BadRequestException(f"Remove the base path mappings of {mapping.domain_name} first")
    for plan in backend.usage_plans.values():
        for stage in plan.api_stages:
            if stage["apiId"] == api_id and stage_name in (None, stage["stage"]):
                raise BadRequestException(f"Remove the stage from usage plan {plan.name} first")


@wraps_method(APIGatewayBackend)
def delete_stage(original: Any, self: APIGatewayBackend, function_id: str, stage_name: str) -> None:
    refuse_used(self, function_id, stage_name)
    original(self, function_id, stage_name)


@wraps_method(APIGatewayBackend)
def delete_rest_api(original: Any, self: APIGatewayBackend, function_id: str) -> RestAPI:
    refuse_used(self, function_id)
    return original(self, function_id)


@wraps_method(APIGatewayBackend)
def delete_deployment(original: Any, self: APIGatewayBackend, function_id: str, deployment_id: str) -> Any:
    stages = self.get_rest_api(function_id).stages.values()
    if any(stage.deployment_id == deployment_id for stage in stages):
        raise StageStillActive()
    return original(self, function_id, deployment_id)


@wraps_method(Account)
def __init__(original: Any, self: Account) -> None:
    original(self)
    self.cloudwatch_role_arn = LOG_ROLE


def logs(operation: dict[str, Any]) -> bool:
    path = operation["path"].lower()
    return operation["op"] != "remove" and (
        path.startswith("/accesslogsettings/")
        or (path.endswith("/logging/loglevel") and operation["value"] != "OFF")
    )


@wraps_method(APIGatewayBackend)
def update_stage(
    original: Any,
    self: APIGatewayBackend,
    function_id: str,
    stage_name: str,
    patch_operations: list[dict[str, Any]],
) -> Stage:
    if not self.account.cloudwatch_role_arn and any(map(logs, patch_operations)):
        raise BadRequestException("CloudWatch Logs role ARN must be set in account settings to enable logging")
    return original(self, function_id, stage_name, patch_operations)


@wraps_method(APIGatewayBackend)
def put_integration(original: Any, self: APIGatewayBackend, *args: Any, **kwargs: Any) -> Integration:
    # OpenAPI imports pass named arguments.
    defaults = {} if args else {"uri": "", "integration_method": ""}
    return original(self, *args, **{**defaults, **kwargs})


@wraps_method(APIGatewayBackend)
def put_rest_api(
    original: Any,
    self: APIGatewayBackend,
    function_id: str,
    api_doc: dict[str, Any],
    fail_on_warnings: bool,
    mode: str = "merge",
) -> RestAPI:
    if mode == "overwrite":
        self.get_rest_api(function_id).policy = None
    return original(self, function_id, api_doc, fail_on_warnings, mode)


@wraps_method(RestAPI)
def to_dict(original: Any, self: RestAPI) -> dict[str, Any]:
    # {\"Version\":\"2012-10-17\"}, without quotes around it
    policy = json.dumps(self.policy)[1:-1] if self.policy else None
    return {**original(self), RestAPI.PROP_POLICY: policy}


@adds(APIGatewayResponse)
def tag_resource(self: APIGatewayResponse) -> str:
    resource = resource_of_arn(self)
    resource.tags = {**(resource.tags or {}), **self._get_param("tags")}
    return "{}"


@adds(APIGatewayResponse)
def untag_resource(self: APIGatewayResponse) -> str:
    resource = resource_of_arn(self)
    removed = self.querystring.get("tagKeys", [])
    resource.tags = {key: value for key, value in (resource.tags or {}).items() if key not in removed}
    return "{}"


def resource_of_arn(self: APIGatewayResponse) -> Any:
    """arn:aws:apigateway:us-east-1::/restapis/abc123/stages/live"""
    kind, name, *stage = unquote(self.path).split("::/")[1].split("/")
    backend = self.backend
    if stage:
        return backend.get_stage(name, stage[1])
    return {
        "apikeys": backend.keys,
        "domainnames": backend.domain_names,
        "restapis": backend.apis,
        "usageplans": backend.usage_plans,
    }[kind][name]

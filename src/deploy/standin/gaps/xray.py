"""X-Ray groups, sampling rules and their tags, which moto lacks."""

from typing import Any

from moto.core.common_models import BaseModel
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import unix_time
from moto.utilities.tagging_service import TaggingService
from moto.xray.models import XRayBackend
from moto.xray.responses import XRayResponse
from moto.xray.urls import url_paths

from .patch import adds, wraps_method


def operation(method: Any) -> Any:
    """Adds an operation. Its path is its name in Pascal case, such as `CreateGroup`."""
    url_paths["{0}/" + method.__name__.title().replace("_", "") + "$"] = XRayResponse.dispatch
    return adds(XRayResponse)(method)


class InvalidRequest(ServiceException):
    code = "InvalidRequestException"


class Group(BaseModel):
    def __init__(self, backend: XRayBackend, spec: dict[str, Any]):
        name = spec["GroupName"]
        self.fields = {
            "GroupName": name,
            "GroupARN": f"arn:aws:xray:{backend.region_name}:{backend.account_id}:group/{name}/{name.upper()}",
        }
        self.update(spec)

    def update(self, spec: dict[str, Any]) -> None:
        insights = {"InsightsEnabled": False, "NotificationsEnabled": False} | spec.get("InsightsConfiguration", {})
        self.fields |= {"FilterExpression": spec.get("FilterExpression"), "InsightsConfiguration": insights}


class SamplingRule(BaseModel):
    def __init__(self, backend: XRayBackend, spec: dict[str, Any]):
        arn = f"arn:aws:xray:{backend.region_name}:{backend.account_id}:sampling-rule/{spec['RuleName']}"
        self.fields = {"Attributes": {}, **spec, "RuleARN": arn}
        self.created_at = unix_time()

    def record(self) -> dict[str, Any]:
        return {"SamplingRule": self.fields, "CreatedAt": self.created_at, "ModifiedAt": self.created_at}


@wraps_method(XRayBackend)
def __init__(original: Any, self: XRayBackend, region_name: str, account_id: str) -> None:
    original(self, region_name, account_id)
    self.groups, self.rules, self.tagger = {}, {}, TaggingService()


def find(items: dict[str, Any], spec: dict[str, Any], kind: str, name: str, arn: str) -> Any:
    """Returns the group or rule with the name or ARN in a request."""
    for item in items.values():
        if spec.get(name) == item.fields[name] or spec.get(arn) == item.fields[arn]:
            return item
    raise InvalidRequest(f"{kind} not found")


def find_group(self: XRayResponse) -> Group:
    return find(self.xray_backend.groups, self.request_params, "Group", "GroupName", "GroupARN")


def find_rule(self: XRayResponse, spec: dict[str, Any]) -> SamplingRule:
    return find(self.xray_backend.rules, spec, "Sampling rule", "RuleName", "RuleARN")


@operation
def create_group(self: XRayResponse) -> ActionResult:
    group = Group(self.xray_backend, self.request_params)
    self.xray_backend.groups[group.fields["GroupName"]] = group
    self.xray_backend.tagger.tag_resource(group.fields["GroupARN"], self.request_params.get("Tags"))
    return ActionResult({"Group": group.fields})


@operation
def get_group(self: XRayResponse) -> ActionResult:
    return ActionResult({"Group": find_group(self).fields})


@operation
def update_group(self: XRayResponse) -> ActionResult:
    group = find_group(self)
    group.update(self.request_params)
    return ActionResult({"Group": group.fields})


@operation
def delete_group(self: XRayResponse) -> ActionResult:
    del self.xray_backend.groups[find_group(self).fields["GroupName"]]
    return EmptyResult()


@operation
def create_sampling_rule(self: XRayResponse) -> ActionResult:
    rule = SamplingRule(self.xray_backend, self.request_params["SamplingRule"])
    self.xray_backend.rules[rule.fields["RuleName"]] = rule
    self.xray_backend.tagger.tag_resource(rule.fields["RuleARN"], self.request_params.get("Tags"))
    return ActionResult({"SamplingRuleRecord": rule.record()})


@operation
def get_sampling_rules(self: XRayResponse) -> ActionResult:
    return ActionResult({"SamplingRuleRecords": [rule.record() for rule in self.xray_backend.rules.values()]})


@operation
def update_sampling_rule(self: XRayResponse) -> ActionResult:
    update = self.request_params["SamplingRuleUpdate"]
    rule = find_rule(self, update)
    rule.fields |= update
    return ActionResult({"SamplingRuleRecord": rule.record()})


@operation
def delete_sampling_rule(self: XRayResponse) -> ActionResult:
    rule = find_rule(self, self.request_params)
    del self.xray_backend.rules[rule.fields["RuleName"]]
    return ActionResult({"SamplingRuleRecord": rule.record()})


@operation
def list_tags_for_resource(self: XRayResponse) -> ActionResult:
    return ActionResult(self.xray_backend.tagger.list_tags_for_resource(self.request_params["ResourceARN"]))


@operation
def tag_resource(self: XRayResponse) -> ActionResult:
    self.xray_backend.tagger.tag_resource(self.request_params["ResourceARN"], self.request_params["Tags"])
    return EmptyResult()


@operation
def untag_resource(self: XRayResponse) -> ActionResult:
    self.xray_backend.tagger.untag_resource_using_names(
        self.request_params["ResourceARN"], self.request_params["TagKeys"]
    )
    return EmptyResult()

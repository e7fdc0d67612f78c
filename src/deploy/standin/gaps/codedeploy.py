"""CodeDeploy for Lambda. moto keeps applications, groups and deployments, but a deployment does nothing.

Here, a deployment moves the alias's weights in the steps of its configuration, and stops on alarms and on request. A
minute of it takes `minute` seconds. moto also lacks configurations, updates and deletions, and the times of its
responses are text.

A rollback is a new deployment of the last revision that was deployed, as AWS documents. A group without one has nothing
to roll back to, so its alias keeps its weights.

https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-lambda.html
"""

import hashlib
import json
import random
import string
import threading
import time
from typing import Any

import yaml
from moto.awslambda.models import lambda_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.codedeploy.models import Application, CodeDeployBackend, DeploymentGroup, DeploymentInfo
from moto.codedeploy.responses import CodeDeployResponse
from moto.core.common_models import BaseModel
from moto.core.exceptions import JsonRESTError as Fault
from moto.core.utils import unix_time
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.models import iam_backends

from .patch import adds, wraps_method

ACTIVE = ("Created", "Queued", "InProgress")
ALARM_LIMIT = 10
LONGEST_MINUTES = 2 * 24 * 60
# https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
AT_ONCE = "CodeDeployDefault.LambdaAllAtOnce"

# The seconds that a minute of a deployment takes.
minute = 60.0


class Failure(Exception):
    """A deployment that ends before it has moved all requests."""

    def __init__(self, code: str, message: str, status: str = "Failed", event: str = "DEPLOYMENT_FAILURE"):
        self.information = {"code": code, "message": message}
        self.status = status
        self.event = event


class DeploymentConfiguration(BaseModel):
    def __init__(self, name: str, platform: str, routing: dict[str, Any]):
        self.fields = {
            "deploymentConfigId": f"{random.getrandbits(128):032x}",
            "deploymentConfigName": name,
            "computePlatform": platform,
            "trafficRoutingConfig": routing,
            "createTime": unix_time(),
        }

    def steps(self) -> tuple[int, float, int]:
        """Returns the percentage of the first step, the minutes between steps, and the percentage of each other one."""
        routing = self.fields["trafficRoutingConfig"]
        if routing["type"] == "AllAtOnce":
            return 100, 0, 100
        if routing["type"] == "TimeBasedCanary":
            canary = routing["timeBasedCanary"]
            return canary["canaryPercentage"], canary["canaryInterval"], 100
        linear = routing["timeBasedLinear"]
        return linear["linearPercentage"], linear["linearInterval"], linear["linearPercentage"]

    def check(self) -> None:
        """https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html"""
        try:
            percent, minutes, more = self.steps()
            lasts = minutes * -(-(100 - percent) // more)
        except (KeyError, TypeError, ZeroDivisionError):
            lasts = LONGEST_MINUTES + 1
        if lasts > LONGEST_MINUTES:
            raise Fault("InvalidTrafficRoutingConfigurationException", "The steps are missing, or last longer than two days.")


class Shift:
    """The run of one deployment."""

    def __init__(self, backend: CodeDeployBackend, deployment: DeploymentInfo):
        self.backend = backend
        self.deployment = deployment
        self.group: DeploymentGroup = deployment.deployment_group
        self.account = backend.account_id
        self.stopped = threading.Event()
        self.rolls_back_on_request = False
        self.function = target_of(deployment.revision)

    def start(self) -> None:
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        deployment = self.deployment
        deployment.status = "InProgress"
        deployment.start_time = unix_time()
        try:
            self.check_role()
            self.check_alias()
            percent, minutes, more = self.backend.configurations[deployment.deployment_config_name].steps()
            while percent < 100:
                self.watch_alarms()
                self.route(self.function["CurrentVersion"], {self.function["TargetVersion"]: percent / 100})
                self.wait(minutes * minute)
                percent += more
            self.watch_alarms()
            self.route(self.function["TargetVersion"], {})
            self.end("Succeeded")
            self.group.last_successful = deployment
        except Failure as failure:
            deployment.error_information = failure.information
            self.end(failure.status)
            self.roll_back(failure)

    def end(self, status: str) -> None:
        self.deployment.complete_time = unix_time()
        self.deployment.status = status

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.watch_alarms()
            if self.stopped.wait(min(0.1, seconds)):
                raise Failure("MANUAL_STOP", "The deployment was stopped by a user.", "Stopped", "DEPLOYMENT_STOP_ON_REQUEST")

    def check_role(self) -> None:
        """Checks the calls that CodeDeploy makes with the service role."""
        role = role_of(self.account, self.group.service_role_arn)
        if role is None:
            raise Failure("IAM_ROLE_MISSING", f"The role {self.group.service_role_arn} does not exist.")
        function = f"arn:aws:lambda:{self.backend.region_name}:{self.account}:function:{self.function['Name']}"
        policies = [IAMPolicy(policy) for policy in [*role.policies.values(), *role.managed_policies.values()]]
        for action, resource in (
            ("lambda:GetAlias", f"{function}:{self.function['Alias']}"),
            ("lambda:UpdateAlias", function),
            ("cloudwatch:DescribeAlarms", "*"),
        ):
            results = {policy.is_action_permitted(action, resource) for policy in policies}
            if PermissionResult.PERMITTED not in results or PermissionResult.DENIED in results:
                raise Failure("IAM_ROLE_PERMISSIONS", f"The role {role.arn} may not {action} on {resource}.")

    def check_alias(self) -> None:
        current, target = self.function["CurrentVersion"], self.function["TargetVersion"]
        alias = self.alias()
        if alias is None:
            raise Failure("INVALID_LAMBDA_FUNCTION", f"The function {self.function['Name']} or its alias does not exist.")
        if current == target or alias.function_version != current:
            raise Failure(
                "INVALID_LAMBDA_CONFIGURATION",
                "The Lambda function alias version does not match the current version in AppSpec file.",
            )
        if weights_of(alias):
            raise Failure("INVALID_LAMBDA_CONFIGURATION", "The alias references two versions of the function.")
        try:
            roles = {self.lambdas().get_function(f"{self.function['Name']}:{version}").role for version in (current, target)}
        except Exception as error:
            raise Failure("INVALID_LAMBDA_FUNCTION", f"Version {target} does not exist.") from error
        if len(roles) > 1:
            raise Failure("INVALID_LAMBDA_CONFIGURATION", "The versions have different execution roles.")

    def watch_alarms(self) -> None:
        if not self.has_group():
            raise Failure("DEPLOYMENT_GROUP_MISSING", "The deployment group was deleted.")
        alarms = self.deployment.override_alarm_configuration or self.group.alarm_configuration or {}
        if not alarms.get("enabled"):
            return
        known = cloudwatch_backends[self.account][self.backend.region_name].alarms
        for name in (alarm["name"] for alarm in alarms.get("alarms", [])):
            alarm = known.get(name)
            # AWS documents metric alarms only.
            if (alarm is None or alarm.rule) and not alarms.get("ignorePollAlarmFailure"):
                self.stop_on_alarm(f"The state of the alarm {name} could not be retrieved.")
            if alarm is not None and alarm.state_value == "ALARM":
                self.stop_on_alarm(f"One or more alarms have been activated: {name}")

    def stop_on_alarm(self, message: str) -> None:
        raise Failure("ALARM_ACTIVE", message, "Stopped", "DEPLOYMENT_STOP_ON_ALARM")

    def roll_back(self, failure: Failure) -> None:
        rules = self.deployment.auto_rollback_configuration or self.group.auto_rollback_configuration or {}
        rolls_back = rules.get("enabled") and failure.event in rules.get("events", [])
        last = getattr(self.group, "last_successful", None)
        is_gone = self.alias() is None or not self.has_group()
        if not (rolls_back or self.rolls_back_on_request) or last is None or is_gone:
            return
        back_id = self.backend.create_deployment(*self.group_name(), last.revision)
        back = self.backend.deployments[back_id]
        back.creator = "codeDeployRollback"
        back.rollback_info = {"rollbackTriggeringDeploymentId": self.deployment.deployment_id}
        self.deployment.rollback_info = {"rollbackDeploymentId": back_id}
        run = Shift(self.backend, back)
        run.route(run.function["TargetVersion"], {})
        back.start_time = unix_time()
        run.end("Succeeded")

    def group_name(self) -> tuple[str, str]:
        return self.deployment.application_name, self.group.deployment_group_name

    def has_group(self) -> bool:
        application, name = self.group_name()
        return name in self.backend.deployment_groups.get(application, {})

    def lambdas(self):
        return lambda_backends[self.account][self.backend.region_name]

    def alias(self):
        try:
            return self.lambdas().get_alias(self.function["Alias"], self.function["Name"])
        except Exception:
            return None

    def route(self, version: str, weights: dict[str, float]) -> None:
        self.lambdas().update_alias(
            self.function["Alias"], self.function["Name"], version, None, {"AdditionalVersionWeights": weights}
        )


def weights_of(alias: Any) -> dict[str, float]:
    return (alias.routing_config or {}).get("AdditionalVersionWeights") or {}


def role_of(account: str, arn: str) -> Any:
    return next((role for role in iam_backends[account]["aws"].roles.values() if role.arn == arn), None)


def target_of(revision: dict[str, Any]) -> dict[str, str]:
    """Returns the function in an AppSpec file."""
    content = (revision.get("appSpecContent") or {}).get("content") or ""
    try:
        (resource,) = yaml.safe_load(content)["Resources"]
        (function,) = resource.values()
        properties = {key: str(value) for key, value in function["Properties"].items()}
        return {key: properties[key] for key in ("Name", "Alias", "CurrentVersion", "TargetVersion")}
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise Fault("InvalidRevisionException", f"The AppSpec file is missing or invalid: {error}") from error


def check_group(self: CodeDeployBackend, group: dict[str, Any]) -> None:
    name = group.get("deploymentConfigName")
    if name is not None and name not in self.configurations:
        raise Fault("DeploymentConfigDoesNotExistException", f"No deployment configuration found for name: {name}")
    arn = group.get("serviceRoleArn")
    role = role_of(self.account_id, arn)
    if arn is not None and (role is None or "codedeploy" not in json.dumps(role.assume_role_policy_document)):
        raise Fault("InvalidRoleException", f"AWS CodeDeploy does not have the permissions required to assume the role {arn}.")
    alarms = group.get("alarmConfiguration") or {}
    names = [alarm["name"] for alarm in alarms.get("alarms", [])]
    if len(names) > ALARM_LIMIT:
        raise Fault("AlarmsLimitExceededException", f"The maximum number of alarms is {ALARM_LIMIT}.")
    if len(set(names)) < len(names) or (alarms.get("enabled") and not names):
        raise Fault("InvalidAlarmConfigException", "The alarm list is empty, or an alarm name occurs twice.")


@wraps_method(CodeDeployBackend)
def __init__(original: Any, self: CodeDeployBackend, *args: Any, **kwargs: Any) -> None:
    original(self, *args, **kwargs)
    self.configurations = {AT_ONCE: DeploymentConfiguration(AT_ONCE, "Lambda", {"type": "AllAtOnce"})}


@wraps_method(Application)
def __init__(original: Any, self: Application, *args: Any) -> None:
    original(self, *args)
    self.create_time = unix_time()


@wraps_method(DeploymentInfo)
def __init__(original: Any, self: DeploymentInfo, *args: Any) -> None:
    original(self, *args)
    self.deployment_id = "d-" + "".join(random.choices(string.ascii_uppercase + string.digits, k=9))
    self.create_time = unix_time()


@wraps_method(DeploymentGroup)
def to_dict(original: Any, self: DeploymentGroup) -> dict[str, Any]:
    fields = {**original(self), "alarmConfiguration": self.alarm_configuration}
    # Terraform takes an empty load balancer for one.
    return {name: value for name, value in fields.items() if value not in (None, {})}


@wraps_method(DeploymentInfo)
def to_dict(original: Any, self: DeploymentInfo) -> dict[str, Any]:
    fields = {
        **original(self),
        "revision": located(self.revision),
        "errorInformation": getattr(self, "error_information", None),
        "rollbackInfo": getattr(self, "rollback_info", None),
    }
    return {name: value for name, value in fields.items() if value is not None}


@wraps_method(CodeDeployResponse)
def create_deployment(original: Any, self: CodeDeployResponse) -> str:
    backend = self.codedeploy_backend
    group = backend.get_deployment_group(self._get_param("applicationName"), self._get_param("deploymentGroupName"))
    for other in backend.deployments.values():
        if other.deployment_group is group and other.status in ACTIVE:
            raise Fault(
                "DeploymentLimitExceededException",
                f"The Deployment Group '{group.deployment_group_name}' already has an active Deployment "
                f"'{other.deployment_id}'",
            )
    check_group(
        backend,
        {
            "deploymentConfigName": self._get_param("deploymentConfigName"),
            "alarmConfiguration": self._get_param("overrideAlarmConfiguration"),
        },
    )
    target_of(self._get_param("revision") or {})
    answer = original(self)
    deployment = backend.deployments[json.loads(answer)["deploymentId"]]
    deployment.shift = Shift(backend, deployment)
    deployment.shift.start()
    return answer


def located(revision: dict[str, Any]) -> dict[str, Any]:
    """Returns a revision as deployments have it: with its checksum instead of its content."""
    checksum = hashlib.sha256(revision["appSpecContent"]["content"].encode()).hexdigest()
    return {"revisionType": revision["revisionType"], "appSpecContent": {"sha256": checksum}}


@adds(CodeDeployResponse)
def get_application_revision(self: CodeDeployResponse) -> str:
    name, asked = self._get_param("applicationName"), self._get_param("revision")
    for deployment in self.codedeploy_backend.deployments.values():
        if deployment.application_name == name and asked in (deployment.revision, located(deployment.revision)):
            return json.dumps({"applicationName": name, "revision": deployment.revision})
    raise Fault("RevisionDoesNotExistException", f"The revision does not exist in the application {name}.")


@adds(CodeDeployResponse)
def stop_deployment(self: CodeDeployResponse) -> str:
    deployment = self.codedeploy_backend.get_deployment(self._get_param("deploymentId"))
    if deployment.status not in ACTIVE:
        raise Fault("DeploymentAlreadyCompletedException", "The deployment is already complete.")
    deployment.shift.rolls_back_on_request = bool(self._get_param("autoRollbackEnabled"))
    deployment.shift.stopped.set()
    return json.dumps({"status": "Pending", "statusMessage": "Stopping deployment."})


@adds(CodeDeployResponse)
def create_deployment_config(self: CodeDeployResponse) -> str:
    name = self._get_param("deploymentConfigName")
    if name in self.codedeploy_backend.configurations:
        raise Fault("DeploymentConfigAlreadyExistsException", f"The deployment configuration {name} exists.")
    platform = self._get_param("computePlatform") or "Server"
    configuration = DeploymentConfiguration(name, platform, self._get_param("trafficRoutingConfig"))
    configuration.check()
    self.codedeploy_backend.configurations[name] = configuration
    return json.dumps({"deploymentConfigId": configuration.fields["deploymentConfigId"]})


@adds(CodeDeployResponse)
def get_deployment_config(self: CodeDeployResponse) -> str:
    name = self._get_param("deploymentConfigName")
    check_group(self.codedeploy_backend, {"deploymentConfigName": name})
    return json.dumps({"deploymentConfigInfo": self.codedeploy_backend.configurations[name].fields})


@adds(CodeDeployResponse)
def delete_deployment_config(self: CodeDeployResponse) -> str:
    backend, name = self.codedeploy_backend, self._get_param("deploymentConfigName")
    groups = [group for groups in backend.deployment_groups.values() for group in groups.values()]
    if any(group.deployment_config_name == name for group in groups):
        raise Fault("DeploymentConfigInUseException", f"The deployment configuration {name} is in use.")
    backend.configurations.pop(name, None)
    return ""


@wraps_method(CodeDeployResponse)
def create_deployment_group(original: Any, self: CodeDeployResponse) -> str:
    check_group(self.codedeploy_backend, json.loads(self.body))
    return original(self)


@adds(CodeDeployResponse)
def update_deployment_group(self: CodeDeployResponse) -> str:
    backend = self.codedeploy_backend
    application, name = self._get_param("applicationName"), self._get_param("currentDeploymentGroupName")
    group = backend.get_deployment_group(application, name)
    check_group(backend, json.loads(self.body))
    for parameter, field in {
        "newDeploymentGroupName": "deployment_group_name",
        "deploymentConfigName": "deployment_config_name",
        "serviceRoleArn": "service_role_arn",
        "alarmConfiguration": "alarm_configuration",
        "autoRollbackConfiguration": "auto_rollback_configuration",
        "deploymentStyle": "deployment_style",
        "outdatedInstancesStrategy": "outdated_instances_strategy",
        "terminationHookEnabled": "termination_hook_enabled",
    }.items():
        if self._get_param(parameter) is not None:
            setattr(group, field, self._get_param(parameter))
    renamed = group.deployment_group_name
    if renamed != name:
        arn = f"arn:aws:codedeploy:{backend.region_name}:{backend.account_id}:deploymentgroup:{application}"
        backend.tagger.copy_tags(f"{arn}/{name}", f"{arn}/{renamed}")
        backend.tagger.delete_all_tags_for_resource(f"{arn}/{name}")
        del backend.deployment_groups[application][name]
        backend.deployment_groups[application][renamed] = group
    return json.dumps({"hooksNotCleanedUp": []})


@adds(CodeDeployResponse)
def delete_deployment_group(self: CodeDeployResponse) -> str:
    backend = self.codedeploy_backend
    groups = backend.deployment_groups.get(self._get_param("applicationName"), {})
    group = groups.pop(self._get_param("deploymentGroupName"), None)
    for deployment in list(backend.deployments.values()):
        if deployment.deployment_group is group:
            del backend.deployments[deployment.deployment_id]
    return json.dumps({"hooksNotCleanedUp": []})


@adds(CodeDeployResponse)
def delete_application(self: CodeDeployResponse) -> str:
    self.codedeploy_backend.applications.pop(self._get_param("applicationName"), None)
    self.codedeploy_backend.deployment_groups.pop(self._get_param("applicationName"), None)
    return ""

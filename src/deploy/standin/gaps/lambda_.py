"""Functions. moto drops `LoggingConfig` at creation and update, and the tracing and storage settings at update."""

from typing import Any

from moto.awslambda.models import LambdaFunction

from .patch import wraps_method


@wraps_method(LambdaFunction)
def __init__(
    original: Any, self: LambdaFunction, account_id: str, spec: dict[str, Any], *args: Any, **kwargs: Any
) -> None:
    original(self, account_id, spec, *args, **kwargs)
    self.logging_config = spec.get("LoggingConfig", {})


@wraps_method(LambdaFunction)
def get_configuration(original: Any, self: LambdaFunction, on_create: bool = False) -> dict[str, Any]:
    defaults = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
    if self.logging_config.get("LogFormat") == "JSON":
        defaults |= {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}
    return {**original(self, on_create), "LoggingConfig": {**defaults, **self.logging_config}}


@wraps_method(LambdaFunction)
def update_configuration(original: Any, self: LambdaFunction, updates: dict[str, Any]) -> dict[str, Any]:
    self.logging_config = updates.get("LoggingConfig", self.logging_config)
    self.tracing_config = updates.get("TracingConfig", self.tracing_config)
    self.ephemeral_storage = updates.get("EphemeralStorage", {"Size": self.ephemeral_storage})["Size"]
    return original(self, updates)

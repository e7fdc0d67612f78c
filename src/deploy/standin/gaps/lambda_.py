"""Functions. moto drops `LoggingConfig` at creation and update, and the tracing and storage settings at update."""

from typing import Any

from moto.awslambda.models import LambdaFunction

init = LambdaFunction.__init__
get_configuration = LambdaFunction.get_configuration
update_configuration = LambdaFunction.update_configuration


def init_with_logging(self: LambdaFunction, account_id: str, spec: dict[str, Any], *args: Any, **kwargs: Any) -> None:
    init(self, account_id, spec, *args, **kwargs)
    self.logging_config = spec.get("LoggingConfig", {})


def get_configuration_with_logging(self: LambdaFunction, on_create: bool = False) -> dict[str, Any]:
    defaults = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
    if self.logging_config.get("LogFormat") == "JSON":
        defaults |= {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}
    return {**get_configuration(self, on_create), "LoggingConfig": {**defaults, **self.logging_config}}


def update_all_configuration(self: LambdaFunction, updates: dict[str, Any]) -> dict[str, Any]:
    self.logging_config = updates.get("LoggingConfig", self.logging_config)
    self.tracing_config = updates.get("TracingConfig", self.tracing_config)
    self.ephemeral_storage = updates.get("EphemeralStorage", {"Size": self.ephemeral_storage})["Size"]
    return update_configuration(self, updates)


def fill() -> None:
    LambdaFunction.__init__ = init_with_logging
    LambdaFunction.get_configuration = get_configuration_with_logging
    LambdaFunction.update_configuration = update_all_configuration

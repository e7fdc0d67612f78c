"""Composite alarms: moto describes and deletes them, and cannot make them."""

from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult, EmptyResult

SUPPRESSOR = {
    "ActionsSuppressor": "actions_suppressor",
    "ActionsSuppressorWaitPeriod": "actions_suppressor_wait_period",
    "ActionsSuppressorExtensionPeriod": "actions_suppressor_extension_period",
}


def put_composite_alarm(self: CloudWatchResponse) -> ActionResult:
    # It takes an alarm's rule, too.
    self.put_metric_alarm()
    alarm = self.cloudwatch_backend.alarms[self._get_param("AlarmName")]
    for parameter, field in SUPPRESSOR.items():
        setattr(alarm, field, self._get_param(parameter))
    return EmptyResult()


def fill() -> None:
    CloudWatchResponse.put_composite_alarm = put_composite_alarm

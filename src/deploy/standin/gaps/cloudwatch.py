"""Alarms. moto describes and deletes composite alarms, but cannot create them. It lacks alarms on statistics other
than pNN, and searches by both name and state.

A composite alarm's rule and suppressor may only refer to existing alarms, which then cannot be deleted.
"""

import re
from typing import Any

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.models import Alarm, CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult, EmptyResult

from .patch import adds, wraps_method

SUPPRESSOR = {
    "ActionsSuppressor": "actions_suppressor",
    "ActionsSuppressorWaitPeriod": "actions_suppressor_wait_period",
    "ActionsSuppressorExtensionPeriod": "actions_suppressor_extension_period",
}


def name_of(name_or_arn: str) -> str:
    return name_or_arn.split(":alarm:", 1)[-1]


def named_in(alarm: Alarm) -> set[str]:
    """Returns the alarms in a composite alarm's rule, and its suppressor."""
    rule = re.findall(r'(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*"?([^"()]+?)"?\s*\)', alarm.rule or "")
    suppressor = getattr(alarm, "actions_suppressor", None)
    return {name_of(name) for name in [*rule, *([suppressor] if suppressor else [])]}


@wraps_method(CloudWatchBackend)
def delete_alarms(original: Any, self: CloudWatchBackend, alarm_names: list[str]) -> None:
    for name in alarm_names:
        parents = [other.name for other in self.alarms.values() if name in named_in(other) and other.name != name]
        if parents:
            raise ValidationError(
                f"Cannot delete {name} as there are composite alarm(s) depending on it: {', '.join(parents)}"
            )
    original(self, alarm_names)


@adds(CloudWatchResponse)
def put_composite_alarm(self: CloudWatchResponse) -> ActionResult:
    # It takes an alarm's rule, too.
    self.put_metric_alarm()
    alarm = self.cloudwatch_backend.alarms[self._get_param("AlarmName")]
    for parameter, field in SUPPRESSOR.items():
        setattr(alarm, field, self._get_param(parameter))
    unknown = named_in(alarm) - set(self.cloudwatch_backend.alarms)
    if unknown:
        del self.cloudwatch_backend.alarms[alarm.name]
        raise ValidationError(f"Could not save the composite alarm: alarms {sorted(unknown)} do not exist")
    return EmptyResult()


@wraps_method(CloudWatchResponse)
def describe_alarms(original: Any, self: CloudWatchResponse) -> ActionResult:
    state = self._get_param("StateValue")
    result = original(self).result
    return ActionResult(
        {kind: [alarm for alarm in alarms if state in (None, alarm.state_value)] for kind, alarms in result.items()}
    )


# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
PERCENTILE_RANK = re.compile(r"PR\((\d+(\.\d+)?:(\d+(\.\d+)?)?|:\d+(\.\d+)?)\)")


@wraps_method(CloudWatchBackend)
def put_metric_alarm(
    original: Any, self: CloudWatchBackend, *args: Any, extended_statistic: str | None = None, **kwargs: Any
) -> Alarm:
    is_rank = extended_statistic and PERCENTILE_RANK.fullmatch(extended_statistic)
    alarm = original(self, *args, extended_statistic=None if is_rank else extended_statistic, **kwargs)
    alarm.extended_statistic = extended_statistic
    return alarm

"""Composite alarms: moto describes and deletes them, and cannot make them. Alarms on statistics other than pNN."""

import re

from moto.cloudwatch.models import Alarm, CloudWatchBackend
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


# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
PERCENTILE_RANK = re.compile(r"PR\((\d+(\.\d+)?:(\d+(\.\d+)?)?|:\d+(\.\d+)?)\)")


def fill() -> None:
    put_metric_alarm = CloudWatchBackend.put_metric_alarm

    def put_any_metric_alarm(self: CloudWatchBackend, *args, extended_statistic=None, **kwargs) -> Alarm:
        is_rank = extended_statistic and PERCENTILE_RANK.fullmatch(extended_statistic)
        alarm = put_metric_alarm(
            self, *args, extended_statistic=None if is_rank else extended_statistic, **kwargs
        )
        alarm.extended_statistic = extended_statistic
        return alarm

    CloudWatchBackend.put_metric_alarm = put_any_metric_alarm
    CloudWatchResponse.put_composite_alarm = put_composite_alarm

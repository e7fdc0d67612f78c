"""Rejects requests that break the constraints of AWS's API models, which moto ignores: lengths, ranges and patterns.

S3 is left out, because moto does not parse its requests by AWS's model.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.model import Shape
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse
from moto.core.utils import get_service_model

from .patch import adds


class ValidationException(ServiceException):
    code = "ValidationException"


@adds(BaseResponse)
def _dispatch(self: BaseResponse, request: Any, full_url: str, headers: Any) -> Any:
    self.setup_class(request, full_url, headers)
    message = "; ".join(violations_of(self, request))
    return self.serialized(ActionResult(ValidationException(message))) if message else self.call_action()


def violations_of(response: BaseResponse, request: Any) -> Iterator[str]:
    """Yields what is wrong with a request."""
    model = get_service_model(response.boto3_service_name)
    action = response._get_action()
    if action not in model.operation_names:
        return
    # moto parses the requests of some services only.
    if not response.automated_parameter_parsing:
        response.parse_parameters(request)
    shape = model.operation_model(action).input_shape
    if shape is not None:
        yield from violations(shape, response.params, "")


def violations(shape: Shape, value: Any, path: str) -> Iterator[str]:
    """Yields what is wrong with a parameter."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, member in shape.members.items():
            if value.get(name) is not None:
                yield from violations(member, value[name], f"{path}.{name}" if path else name)
        return
    size = value if isinstance(value, int | float) else len(value) if hasattr(value, "__len__") else None
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if size is not None and least is not None and size < least:
        yield f"{path}: {size} is less than {least}"
    if size is not None and most is not None and size > most:
        yield f"{path}: {size} is more than {most}"
    pattern = pattern_of(shape.metadata.get("pattern"))
    if isinstance(value, str) and pattern is not None and not pattern.fullmatch(value):
        yield f"{path}: {value!r} does not match {pattern.pattern}"
    if shape.type_name == "list" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from violations(shape.member, item, f"{path}[{index}]")
    if shape.type_name == "map" and isinstance(value, dict):
        for key, item in value.items():
            yield from violations(shape.key, key, f"{path} key")
            yield from violations(shape.value, item, f"{path}.{key}")


@cache
def pattern_of(text: str | None) -> re.Pattern[str] | None:
    """Compiles a pattern of AWS, or returns None if Python cannot read its Java syntax."""
    try:
        return re.compile(text) if text else None
    except re.error:
        return None

"""Rejects requests that break the constraints of AWS's API models, which moto ignores: lengths, ranges and patterns.

Not for S3, whose requests moto reads in another way.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.model import Shape
from moto.core.exceptions import ServiceException
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import determine_request_protocol, normalize_request
from moto.core.responses import ActionResult, BaseResponse
from moto.core.utils import get_service_model

from .patch import wraps_method


class ValidationException(ServiceException):
    code = "ValidationException"


@cache
def pattern_of(text: str) -> re.Pattern[str] | None:
    """A pattern of AWS's, or None if Python cannot read its Java syntax."""
    try:
        return re.compile(text)
    except re.error:
        return None


def violations(shape: Shape, value: Any, path: str) -> Iterator[str]:
    """What is wrong with a parameter."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if isinstance(value, dict) and value.get(name) is not None:
                yield from violations(member, value[name], f"{path}.{name}" if path else name)
        return
    size = value if isinstance(value, int | float) else len(value) if hasattr(value, "__len__") else None
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if size is not None and least is not None and size < least:
        yield f"{path}: {size} is less than {least}"
    if size is not None and most is not None and size > most:
        yield f"{path}: {size} is more than {most}"
    pattern = pattern_of(shape.metadata.get("pattern", ""))
    if isinstance(value, str) and pattern is not None and pattern.pattern and not pattern.fullmatch(value):
        yield f"{path}: {value!r} does not match {pattern.pattern}"
    if shape.type_name == "list" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from violations(shape.member, item, f"{path}[{index}]")
    if shape.type_name == "map" and isinstance(value, dict):
        for key, item in value.items():
            yield from violations(shape.key, key, f"{path} key")
            yield from violations(shape.value, item, f"{path}.{key}")


@wraps_method(BaseResponse)
def setup_class(original: Any, self: BaseResponse, request: Any, *args: Any, **kwargs: Any) -> None:
    original(self, request, *args, **kwargs)
    self.violations = list(violations_of(self, request))


def violations_of(response: BaseResponse, request: Any) -> Iterator[str]:
    if response.boto3_service_name == "s3":
        return
    model = get_service_model(response.boto3_service_name)
    action = response._get_action()
    if action not in model.operation_names:
        return
    operation = model.operation_model(action)
    if operation.input_shape is None:
        return
    normal = normalize_request(request)
    parser = PROTOCOL_PARSERS[determine_request_protocol(model, normal.content_type)]
    parameters = parser(operation).parse(
        {
            "method": normal.method,
            "values": normal.values,
            "headers": normal.headers,
            "body": normal.data,
            "url_path": normal.path,
            "url_params": response.uri_match.groupdict() if response.uri_match else {},
        }
    )
    yield from violations(operation.input_shape, parameters, "")


@wraps_method(BaseResponse)
def call_action(original: Any, self: BaseResponse) -> Any:
    if self.violations:
        return self.serialized(ActionResult(ValidationException("; ".join(self.violations))))
    return original(self)

"""Decorators that change moto's classes when a module of this folder is imported."""

from collections.abc import Callable
from functools import wraps
from typing import Any


def adds(owner: type) -> Callable[[Any], Any]:
    """Adds a method that moto lacks, or replaces one without calling it."""

    def decorate(method: Any) -> Any:
        setattr(owner, method.__name__, method)
        return method

    return decorate


def wraps_method(owner: type) -> Callable[[Any], Any]:
    """Replaces a method. The replacement takes the original method first."""

    def decorate(replacement: Any) -> Any:
        original = getattr(owner, replacement.__name__)

        @wraps(original)
        def method(*args: Any, **kwargs: Any) -> Any:
            return replacement(original, *args, **kwargs)

        setattr(owner, replacement.__name__, method)
        return replacement

    return decorate

"""Retries of requests that succeeded: an SDK repeats a request if its response was lost."""

from collections.abc import Callable, Iterable
from typing import Any


class AnswerRetries:
    """Returns the first response again if a request that succeeded is retried."""

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self.application = application
        self.answers: dict[str, tuple[str, list[tuple[str, str]], bytes]] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # Every attempt of one call has the same id.
        invocation = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
        if invocation is None or environ["REQUEST_METHOD"] == "GET":
            return self.application(environ, start_response)
        if invocation not in self.answers:
            answer = self.answer(environ)
            if not answer[0].startswith("2"):
                start_response(*answer[:2])
                return [answer[2]]
            self.answers[invocation] = answer
        status, headers, body = self.answers[invocation]
        start_response(status, headers)
        return [body]

    def answer(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        started: list[Any] = []
        body = b"".join(self.application(environ, lambda status, headers, _=None: started.extend([status, headers])))
        return started[0], started[1], body

"""Answers in pieces, which are made when the view has long been left."""

from __future__ import annotations

from contextvars import copy_context
from typing import Any, TypeVar

from django.http import FileResponse
from django.http.response import HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)


def as_now(response: R) -> R:
    """The answer whose pieces are made in the language and time zone of now."""
    if response.streaming and not isinstance(response, FileResponse):
        streamed: Any = response
        context, pieces = copy_context(), iter(streamed)
        streamed.streaming_content = iter(lambda: context.run(next, pieces, b""), b"")
    return response

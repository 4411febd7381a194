"""How operations are offered: each with its address, its name, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from pydantic import BaseModel

BINARY = "application/octet-stream"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Offer:
    """Operations on one sort of thing, by the word the description lists them under."""

    api: NinjaAPI
    word: str

    def __call__(
        self,
        how: str,
        name: str,
        summary: str,
        *,
        gives: Mapping[int, Any],
        takes: type[BaseModel] | None = None,
        files: Iterable[str] = (),
    ) -> Callable[[View], View]:
        """Offer a view at `how` (`GET /customers`); its docstring describes it.

        What it `takes` is the type of its parameter `sent`; `files` are the media types of what it
        gives where that is no JSON.
        """
        method, _, path = how.partition(" ")

        def offered(view: View) -> View:
            view.__name__ = name
            if takes is not None:
                view.__annotations__["sent"] = takes
            self.api.api_operation(
                [method],
                path,
                response=dict(gives),
                operation_id=name,
                summary=summary,
                tags=[self.word],
                url_name=name,
                openapi_extra=_as_files(files),
            )(view)
            return view

        return offered


def _as_files(media_types: Iterable[str]) -> dict[str, Any] | None:
    content = {one: {"schema": {"type": "string", "format": "binary"}} for one in media_types}
    return {"responses": {200: {"content": content}}} if content else None

"""Parts that a page would ask for as soon as it stands are put into it right away."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import ResolverMatch, get_urlconf, resolve
from jinja2 import pass_context
from markupsafe import Markup

from goodwill.crm.ui.addresses import ANY

logger = logging.getLogger(__name__)


@pass_context
def put_in(context: Mapping[str, Any], address: str) -> Markup:
    """What an address answers to a page that asks for a part; empty where it refuses or fails.

    The view decides as ever what this person may see. Each request saved is one that a telephone
    on a bad line need not wait for; what takes long is better asked for by itself.
    """
    request = context["request"]
    try:
        answer = _answer(request, address)
    except Exception as trouble:
        if not hasattr(trouble, "sentence"):
            logger.exception("A part of a page could not be made: %s", address)
        return Markup("")
    return Markup(answer.text) if answer.status_code == 200 else Markup("")  # noqa: S704


def _answer(request: HttpRequest, address: str) -> HttpResponse:
    where = urlsplit(address)
    view = _view(where.path)
    inner = copy.copy(request)
    inner.__dict__.pop("headers", None)  # worked out once a request: those of the page around
    inner.path = inner.path_info = where.path
    inner.method = "GET"
    inner.GET = QueryDict(where.query)
    inner.META = {**request.META, "HTTP_HX_REQUEST": "true", "QUERY_STRING": where.query}
    for name in _PLACES:
        inner.META.pop(name, None)
    return view(inner)


def _view(path: str) -> Callable[[HttpRequest], HttpResponse]:
    """What answers at an address; those that differ in a record's id alone are looked up once."""
    ids = _ID.findall(path)
    pattern = path.replace(ids[0], ANY) if len(ids) == 1 else path
    found = _looked_up(pattern, get_urlconf() or settings.ROOT_URLCONF)
    own = {name: UUID(ids[0]) if it == _ANY else it for name, it in found.kwargs.items()}
    return partial(found.func, *found.args, **own)


@lru_cache(maxsize=256)
def _looked_up(path: str, urlconf: str) -> ResolverMatch:
    return resolve(path, urlconf)


_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ANY = UUID(ANY)
_PLACES = ("HTTP_HX_TARGET", "HTTP_HX_TRIGGER", "HTTP_HX_CURRENT_URL", "HTTP_IF_NONE_MATCH")

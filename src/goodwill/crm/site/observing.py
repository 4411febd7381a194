"""Every request leaves one line in the log and one count: how long, how many queries, how it went.

Addresses hold what people search for and whom they look at; so the route's name is kept,
never the address.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from goodwill.crm.site import metrics

log = logging.getLogger("goodwill.request")

REQUEST_ID = "X-Request-ID"


@dataclass
class Seen:
    """What is known about the request under way."""

    id: str
    queries: int = 0
    began: float = field(default_factory=perf_counter)

    def count(self, execute: Callable[..., Any], *query: Any) -> Any:
        """Stands around every query; counts it."""
        self.queries += 1
        return execute(*query)


now: ContextVar[Seen | None] = ContextVar("request", default=None)


def observe(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware; stands before all others, so that nothing goes unseen."""

    def answer(request: HttpRequest) -> HttpResponse:
        seen = Seen(_id_of(request))
        token = now.set(seen)
        try:
            with connection.execute_wrapper(seen.count):
                response = get_response(request)
            _keep(request, response, seen)
        finally:
            now.reset(token)
        response.headers[REQUEST_ID] = seen.id
        return response

    return answer


def _keep(request: HttpRequest, response: HttpResponse, seen: Seen) -> None:
    match = request.resolver_match
    route = (match.view_name or match.func.__name__) if match else ""
    seconds = perf_counter() - seen.began
    metrics.count(request.method or "", route, response.status_code, seconds)
    facts = {
        "request": seen.id,
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "person": _person(request),
        "queries": seen.queries,
    }
    log.info("answered", extra={"facts": facts})


def _id_of(request: HttpRequest) -> str:
    """The id that the balancer gave, if it is one; else a new one."""
    given = request.headers.get(REQUEST_ID, "")
    if given.isascii() and given.replace("-", "").isalnum() and len(given) <= 64:
        return given
    return uuid.uuid4().hex


def _person(request: HttpRequest) -> int | None:
    """Who asked, where someone has looked: to ask for it only for the log would be a query."""
    cached = getattr(request, "_cached_user", None)
    return getattr(cached, "pk", None)

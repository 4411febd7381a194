"""Slows down who writes faster than people do; failed logins are limited by allauth besides."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goodwill.crm.accounts.errors import TooFast
from goodwill.crm.accounts.middleware import Answer

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
MOST_KNOWN = 10_000
OF_THEIR_OWN = ("/api/", "/mcp")
"""Addresses that count by themselves: programs come with keys, not with sessions."""


@dataclass(frozen=True)
class Limit:
    """So many at once, and so many per second for ever."""

    at_once: int
    per_second: float


PER_PERSON = Limit(at_once=240, per_second=4)
"""Generous: an outbox that comes back on line sends a hundred entries at once."""
PER_ADDRESS = Limit(at_once=60, per_second=1)
"""For those who have not logged in: a whole office may stand behind one address."""


class Buckets:
    """How much each one has left; the least recently seen are forgotten, never more than known."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, limit: Limit) -> int:
        """Take one; 0, or the seconds to wait until there is one again."""
        now = self._clock()
        with self._lock:
            left, since = self._left.pop(key, (float(limit.at_once), now))
            left = min(limit.at_once, left + (now - since) * limit.per_second)
            allowed = left >= 1
            self._left[key] = (left - 1 if allowed else left, now)
            if len(self._left) > MOST_KNOWN:
                self._left.popitem(last=False)
        return 0 if allowed else math.ceil((1 - left) / limit.per_second)

    def left(self, key: str, limit: Limit) -> int:
        """How many may be taken now."""
        now = self._clock()
        with self._lock:
            left, since = self._left.get(key, (float(limit.at_once), now))
        return int(min(limit.at_once, left + (now - since) * limit.per_second))


def not_too_fast(get_response: Answer) -> Answer:
    """Middleware: whoever writes too fast is told when to try again."""
    buckets = Buckets()

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or request.path_info.startswith(OF_THEIR_OWN):
            return get_response(request)
        key, limit = _whose(request)
        seconds = buckets.take(key, limit)
        if not seconds:
            return get_response(request)
        page = "ui/_refusal.html" if request.headers.get("HX-Request") else "ui/refusal.html"
        shown = {"refusal": TooFast(seconds), "status": 429}
        response = render(request, page, shown, status=429)
        response.headers["Retry-After"] = str(seconds)
        return response

    return answer


def _whose(request: HttpRequest) -> tuple[str, Limit]:
    if request.user.is_authenticated:
        return f"person {request.user.pk}", PER_PERSON
    return f"address {get_adapter().get_client_ip(request)}", PER_ADDRESS

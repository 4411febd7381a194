"""The one door of the API: who is it, not too fast, in their language; then to the operation.

No session and no cookie opens it, so there is nothing to forge: only a key does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from goodwill.crm.accounts import tokens
from goodwill.crm.accounts.limiting import Buckets, Limit
from goodwill.crm.accounts.middleware import DJANGO_TAGS
from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest import problems, repeating
from goodwill.crm.api.rest.reading_json import is_keepable
from goodwill.crm.ui import speaking
from goodwill.crm.ui.opening import open_to_all
from goodwill.crm.ui.streaming import as_now
from goodwill.language import nearest

PER_PERSON = Limit(at_once=600, per_second=10)
PER_ADDRESS = Limit(at_once=60, per_second=1)
"""For those without a key that opens: so that nobody tries keys one after the other."""

buckets = Buckets()


@csrf_exempt
@open_to_all
def door(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every request to the API."""
    me = _bearer(request)
    limit = PER_PERSON if me else PER_ADDRESS
    whose = f"api person {me.pk}" if me else f"api {_address(request)}"
    seconds = buckets.take(whose, limit)
    if seconds:
        response = problems.too_fast(seconds)
    elif me is None:
        response = problems.no_key()
    else:
        response = _let_in(request, rest, me)
    return _with_headers(response, whose, limit)


def _let_in(request: HttpRequest, rest: str, me: User) -> HttpResponse:
    request.user = me
    request._cached_user = me  # type: ignore[attr-defined]
    with _in_their_way(request, me) as tag:
        try:
            # Read before anything is begun, so that what is too large is refused as such.
            _ = request.body if not _is_multipart(request) else b""
            response = as_now(_answered(request, rest, me))
        except RequestDataTooBig as trouble:
            response = problems.of(request, trouble)
        response.headers.setdefault("Content-Language", tag)
    return response


def _answered(request: HttpRequest, rest: str, me: User) -> HttpResponse:
    is_head = request.method == "HEAD"
    if is_head:
        request.method = "GET"
    if not all(is_keepable(one) for one in (rest, *request.GET, *request.GET.values())):
        return problems.told(problems.UNREADABLE)
    try:
        match = _operations().resolve(rest)
    except Resolver404:
        return problems.missing()
    request.resolver_match = match
    response = repeating.once(request, me, lambda: match.func(request, *match.args, **match.kwargs))
    if response.status_code == problems.NO_METHOD.status:
        allowed = response.headers.get("Allow", "")
        return problems.told(problems.NO_METHOD, headers={"Allow": allowed})
    if is_head:
        response.close()
        return HttpResponse(status=response.status_code, headers=dict(response.headers))
    return response


@cache
def _operations() -> URLResolver:
    from goodwill.crm.api.rest.api import api

    patterns, _, _ = api.urls
    return URLResolver(RegexPattern(r"^"), patterns)


def _bearer(request: HttpRequest) -> User | None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not is_keepable(key):
        return None
    return tokens.bearer(key.strip())


def _address(request: HttpRequest) -> str:
    """Where the request comes from; all whose address cannot be told wait together."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return "somewhere"


@contextmanager
def _in_their_way(request: HttpRequest, me: User) -> Iterator[str]:
    """The language the request asks for, else the person's; the person's time zone."""
    asked = request.headers.get("Accept-Language", "") not in ("", "*")
    tag = speaking.current().tag if asked or not me.language else nearest(me.language)
    zone = ZoneInfo(me.zone or settings.TIME_ZONE)
    numbers = translation.override(DJANGO_TAGS[tag])
    with speaking.to(tag), numbers, timezone.override(zone):
        yield tag


def _is_multipart(request: HttpRequest) -> bool:
    return (request.content_type or "").startswith("multipart/")


def _with_headers(response: HttpResponse, whose: str, limit: Limit) -> HttpResponse:
    """How much may still be asked (draft-ietf-httpapi-ratelimit-headers), and no caching."""
    left, window = buckets.left(whose, limit), round(limit.at_once / limit.per_second)
    response.headers["RateLimit-Policy"] = f'"default";q={limit.at_once};w={window}'
    response.headers["RateLimit"] = f'"default";r={left}'
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers["Vary"] = "Authorization, Accept-Language"
    return response

"""The door for assistants: is it open, who is it, not too fast; then to the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from goodwill.crm.accounts import tokens
from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.limiting import Buckets, Limit
from goodwill.crm.accounts.middleware import DJANGO_TAGS
from goodwill.crm.accounts.models import User
from goodwill.crm.ui import speaking
from goodwill.crm.ui.opening import open_to_all
from goodwill.language import nearest

PER_PERSON = Limit(at_once=120, per_second=2)
PER_ADDRESS = Limit(at_once=30, per_second=1)
LARGEST_BYTES = 200_000

buckets = Buckets()


@csrf_exempt
@open_to_all
def door(request: HttpRequest) -> HttpResponse:
    """One message of an assistant, and its answer."""
    if not settings.CONFIGURATION.assistants or not _is_from_here(request):
        return HttpResponse(status=404)
    me = _bearer(request)
    limit = PER_PERSON if me else PER_ADDRESS
    whose = f"person {me.pk}" if me else get_adapter().get_client_ip(request)
    if seconds := buckets.take(whose, limit):
        return HttpResponse(status=429, headers={"Retry-After": str(seconds)})
    if me is None:
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return _answered(request, me)


def _answered(request: HttpRequest, me: User) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BYTES:
        return HttpResponse(status=413)
    request.user = me
    from goodwill.crm.api.assistants import protocol

    with _in_their_way(me):
        reply = protocol.reply(request.body, request.headers, me)
    response: HttpResponse
    if reply.body is None:
        response = HttpResponse(status=reply.status)
    else:
        response = JsonResponse(
            reply.body, status=reply.status, json_dumps_params={"ensure_ascii": False}
        )
    response.headers["Cache-Control"] = "no-store"
    return response


def _bearer(request: HttpRequest) -> User | None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return tokens.bearer(key.strip()) if scheme.lower() == "bearer" else None


def _is_from_here(request: HttpRequest) -> bool:
    """Browsers say which page sends; one of ours, or it is a page that was let in by a trick."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


@contextmanager
def _in_their_way(me: User) -> Iterator[None]:
    """Answers in the person's language and time zone, whatever the assistant speaks."""
    tag = nearest(me.language or company().language)
    zone = ZoneInfo(me.zone or settings.TIME_ZONE)
    with speaking.to(tag), translation.override(DJANGO_TAGS[tag]), timezone.override(zone):
        yield

"""Between the request and the rooms: the reader's language and zone, and a closed front door."""

from __future__ import annotations

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from goodwill.crm.accounts import beginning
from goodwill.crm.accounts.company import asked_once, company
from goodwill.crm.ui import speaking
from goodwill.crm.ui.streaming import as_now
from goodwill.language import nearest

Answer = Callable[[HttpRequest], HttpResponse]

SEEN = "seen"
NOTED_EVERY_SECONDS = 300

DJANGO_TAGS = {"en": "en", "zh-Hans": "zh-hans", "zh-Hant": "zh-hant"}


def speak_to_the_user(get_response: Answer) -> Answer:
    """Pages, form errors, dates and numbers in the person's language and time zone."""

    def answer(request: HttpRequest) -> HttpResponse:
        zone = getattr(request.user, "zone", "") or settings.TIME_ZONE
        with asked_once(), timezone.override(ZoneInfo(zone)):
            tag = _wanted(request)
            with speaking.to(tag), translation.override(DJANGO_TAGS[tag]):
                response = as_now(get_response(request))
        response.headers.setdefault("Content-Language", tag)
        return response

    return answer


def only_known_people(get_response: Answer) -> Answer:
    """Every address needs a login unless its view is marked `open_to_all` or is allauth's own."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable, *_: object) -> HttpResponse | None:  # type: ignore[type-arg]
        if request.user.is_authenticated or getattr(view, "is_open_to_all", False):
            return None
        if beginning.is_ahead():
            return HttpResponseRedirect(reverse("welcome"))
        if view.__module__.startswith("allauth."):
            return None
        if request.headers.get("HX-Request"):
            # A fragment cannot show the login: tell the page to go there.
            return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
        return redirect_to_login(request.get_full_path())

    answer.process_view = process_view  # type: ignore[attr-defined]
    return answer


def note_devices(get_response: Answer) -> Answer:
    """Keeps when and from where each session was last used, without a write on every page."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get(SEEN, 0) > NOTED_EVERY_SECONDS:
                request.session[SEEN] = now
                UserSession.objects.create_from_request(request)
        return get_response(request)

    return answer


def _wanted(request: HttpRequest) -> str:
    chosen = getattr(request.user, "language", "") or request.COOKIES.get("language", "")
    if chosen:
        return nearest(chosen)
    header = request.headers.get("Accept-Language", "")
    first = header.split(",")[0].split(";")[0].strip()
    return nearest(first if first not in ("", "*") else company().language)

"""Between the request and the rooms: the reader's language and zone, and a closed front door."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from goodwill.crm.ui import speaking
from goodwill.language import nearest

Answer = Callable[[HttpRequest], HttpResponse]

DJANGO_TAGS = {"en": "en", "zh-Hans": "zh-hans", "zh-Hant": "zh-hant"}


def speak_to_the_user(get_response: Answer) -> Answer:
    """Pages, form errors, dates and numbers in the person's language and time zone."""

    def answer(request: HttpRequest) -> HttpResponse:
        tag = _wanted(request)
        zone = getattr(request.user, "zone", "") or settings.TIME_ZONE
        words, numbers = speaking.to(tag), translation.override(DJANGO_TAGS[tag])
        with words, numbers, timezone.override(ZoneInfo(zone)):
            response = get_response(request)
        response.headers.setdefault("Content-Language", tag)
        return response

    return answer


def only_known_people(get_response: Answer) -> Answer:
    """Every address needs a login unless its view is marked `open_to_all` or is allauth's own."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable, *_: object) -> HttpResponse | None:  # type: ignore[type-arg]
        is_open = getattr(view, "is_open_to_all", False) or view.__module__.startswith("allauth.")
        if request.user.is_authenticated or is_open:
            return None
        if request.headers.get("HX-Request"):
            # A fragment cannot show the login: tell the page to go there.
            return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
        return redirect_to_login(request.get_full_path())

    answer.process_view = process_view  # type: ignore[attr-defined]
    return answer


def open_to_all(view: Callable) -> Callable:  # type: ignore[type-arg]
    """Marks a view that people see before they have logged in."""
    view.is_open_to_all = True  # type: ignore[attr-defined]
    return view


def _wanted(request: HttpRequest) -> str:
    chosen = getattr(request.user, "language", "")
    if chosen:
        return nearest(chosen)
    header = request.headers.get("Accept-Language", "")
    return nearest(header.split(",")[0].split(";")[0] or settings.LANGUAGE_CODE)

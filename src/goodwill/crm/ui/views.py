"""What the shell itself answers: how a person likes it, and what an installed app asks for."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.ui import assets, mark, whose
from goodwill.crm.ui.addresses import reverse_to
from goodwill.crm.ui.opening import open_to_all
from goodwill.crm.ui.speaking import say
from goodwill.language import LANGUAGES

LIKINGS = {
    "theme": ("system", "light", "dark"),
    "density": ("comfortable", "compact"),
    "language": ("", *LANGUAGES),
}
MARK_SIDES = (180, 192, 512)
A_YEAR = 365 * 24 * 3600
LANGUAGE_COOKIE = "language"


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep how this person likes the page to look and speak."""
    liked = {name: request.POST[name] for name in LIKINGS if name in request.POST}
    liked = {name: value for name, value in liked.items() if value in LIKINGS[name]}
    person = request.user
    if liked and person.is_authenticated:
        for name, value in liked.items():
            setattr(person, name, value)
        person.save(update_fields=list(liked))
    if not request.headers.get("HX-Request"):
        return redirect(_back(request))
    response = HttpResponse(status=204)
    if "language" in liked:
        response.headers["HX-Refresh"] = "true"
    return response


@open_to_all
@require_POST
def speak(request: HttpRequest) -> HttpResponse:
    """Speak this language to someone who has not logged in yet."""
    response = redirect(_back(request))
    tag = request.POST.get("language", "")
    if tag in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            tag,
            max_age=A_YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response


@open_to_all
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone must know to install the app."""
    company = whose.name()
    told = {
        "name": company if company == "Goodwill" else f"{company} · Goodwill",
        "short_name": company[:12],
        "description": say("Your customers, and what they are worth."),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fafaf8",
        "theme_color": "#105c7a",
        "icons": [
            {"src": reverse_to("mark_svg"), "sizes": "any", "type": "image/svg+xml"},
            *(_icon(side, purpose) for side in MARK_SIDES for purpose in ("any", "maskable")),
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@open_to_all
@require_safe
@cache_control(public=True, max_age=A_YEAR)
def mark_svg(request: HttpRequest) -> HttpResponse:
    return HttpResponse(mark.svg(), content_type="image/svg+xml")


@open_to_all
@require_safe
@cache_control(public=True, max_age=A_YEAR)
def mark_png(request: HttpRequest, side: int) -> HttpResponse:
    nearest = min(MARK_SIDES, key=lambda known: abs(known - side))
    return HttpResponse(mark.png(nearest), content_type="image/png")


@open_to_all
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers when there is no connection; it stands at the root to see all."""
    told = {
        "version": assets.version(),
        "shell": [*assets.everything(), reverse_to("mark_svg"), reverse_to("no_connection")],
        "files": settings.STATIC_URL,
        "unconnected": reverse_to("no_connection"),
        "login": reverse_to("account_login"),
    }
    return render(request, "ui/worker.js", {"told": told}, content_type="text/javascript")


@open_to_all
@require_safe
def no_connection(request: HttpRequest) -> HttpResponse:
    """What stands where a page cannot be fetched; kept on the device beforehand."""
    return render(request, "ui/no_connection.html")


def _icon(side: int, purpose: str) -> dict[str, str]:
    return {
        "src": reverse_to("mark", side),
        "sizes": f"{side}x{side}",
        "type": "image/png",
        "purpose": purpose,
    }


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that is here."""
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    is_here = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_here else "/"

"""The first steps: setting up the company, and taking up an invitation."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from goodwill.crm.accounts import beginning, inviting
from goodwill.crm.accounts.beginning import Beginning
from goodwill.crm.accounts.errors import AlreadyBegun, Refused
from goodwill.crm.accounts.forms import NewPassword, Welcome
from goodwill.crm.accounts.models import User
from goodwill.crm.ui.opening import open_to_all
from goodwill.crm.ui.speaking import current

BACKEND = "goodwill.crm.accounts.knowing.Backend"


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """The company introduces itself; open only while nobody has begun."""
    if not beginning.is_ahead():
        return redirect(settings.LOGIN_REDIRECT_URL)
    given = request.POST.get("code", request.GET.get("code", ""))
    if not (_is_on_this_machine(request) or beginning.is_code(given)):
        return render(request, "accounts/welcome_elsewhere.html", status=403)
    told = settings.CONFIGURATION
    usual = {"currency": told.currency, "zone": told.time_zone, "language": current().tag}
    form = Welcome(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        return _begin(request, form)
    status = 422 if form.errors else 200
    return render(request, "accounts/welcome.html", {"form": form, "code": given}, status=status)


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody takes up an invitation with a password of their own."""
    try:
        person = inviting.invited(token)
    except Refused as refusal:
        return _refused(request, refusal)
    form = NewPassword(request.POST or None, initial={"name": person.name})
    form.email = person.email
    if request.method == "POST" and form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
        return _let_in(request, inviting.accept(token, name, password))
    status = 422 if form.errors else 200
    shown = {"form": form, "whom": person}
    response = render(request, "accounts/invitation.html", shown, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _begin(request: HttpRequest, form: Welcome) -> HttpResponse:
    try:
        first = beginning.begin(Beginning(**form.cleaned_data))
    except AlreadyBegun as refusal:
        return _refused(request, refusal)
    return _let_in(request, first)


def _let_in(request: HttpRequest, person: User) -> HttpResponse:
    """Log in under a new session id."""
    login(request, person, backend=BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return render(request, "ui/refusal.html", {"refusal": refusal, "status": 410}, status=410)


def _is_on_this_machine(request: HttpRequest) -> bool:
    """Whether the browser runs where the server runs, with no one between."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False

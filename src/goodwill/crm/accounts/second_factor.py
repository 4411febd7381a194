"""Asks people whose role needs it for a second factor, before anything else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.middleware import Answer
from goodwill.crm.accounts.models import User

SET_UP = "has_second_factor"
ALLOWED = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
        "account_set_password",
        "account_logout",
    }
)
"""The pages that are open until the second factor is set up."""


def second_factor_first(get_response: Answer) -> Answer:
    """Until the second factor that the role needs is set up, only the pages to set it up open."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable, *_: object) -> HttpResponse | None:  # type: ignore[type-arg]
        user = request.user
        if not isinstance(user, User) or getattr(view, "is_open_to_all", False):
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in ALLOWED or not is_missing(request, user):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=403, headers={"HX-Redirect": reverse("mfa_index")})
        return HttpResponseRedirect(reverse("mfa_index"))

    answer.process_view = process_view  # type: ignore[attr-defined]
    return answer


def is_missing(request: HttpRequest, user: User) -> bool:
    """Whether the role needs a second factor that the person has not set up.

    What the database said stands in the session: taking the factor away ends all sessions.
    """
    if not user.role.needs_second_factor or settings.CONFIGURATION.demo:
        return False
    if request.session.get(SET_UP) == user.pk:
        return False
    if not has_one(user):
        return True
    request.session[SET_UP] = user.pk
    return False


def has_one(user: User) -> bool:
    """Whether the person has an authenticator app or a passkey."""
    return bool(_real(user).exists())


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps secrets of second factors encrypted, and the last one with those who need it."""

    def get_totp_issuer(self) -> str:
        return company().name

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user: User = authenticator.user
        if not user.role.needs_second_factor or settings.CONFIGURATION.demo:
            return True
        return bool(_real(user).exclude(pk=authenticator.pk).exists())


def _real(user: User) -> Any:
    sorts = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=user, type__in=sorts)


def _box() -> MultiFernet:
    """Opens with every key that has been ours, closes with the present one."""
    keys = (settings.RECORDS_KEY, *settings.RECORDS_KEY_FALLBACKS)
    hashed = (hashlib.sha256(b"goodwill.second_factor" + str(key).encode()) for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one.digest())) for one in hashed])

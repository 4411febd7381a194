"""How allauth lets people in: by invitation only."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from goodwill.crm.accounts.models import User


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: an administrator invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on lets in whom an administrator has invited, by their verified address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """A provider that stands in the configuration is trusted to know its people's addresses."""
        return True

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """The person whose own address the provider has verified; no other address counts."""
        for address in sociallogin.email_addresses:
            if not address.verified:
                continue
            person = User.objects.active().filter(email__iexact=address.email).first()
            if person:
                return person, address.email
        return None

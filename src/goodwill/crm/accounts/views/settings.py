"""The settings of the installation that the person may manage, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from goodwill.crm.accounts.asking import me
from goodwill.language import Sentence


@dataclass(frozen=True)
class Setting:
    """A page of settings: what it is for, and who finds it here."""

    name: Sentence
    purpose: Sentence
    icon: str
    address: str
    ability: str


SETTINGS = [
    Setting(
        Sentence("Users"),
        Sentence("Invite people, change their role and team, help them log in."),
        "users",
        "people",
        "people.manage",
    ),
    Setting(
        Sentence("Teams"),
        Sentence("The company as a tree: who belongs where, and which teams are regions."),
        "user-group",
        "teams",
        "people.manage",
    ),
    Setting(
        Sentence("Roles"),
        Sentence("What people see and may do."),
        "shield-check",
        "roles",
        "roles.manage",
    ),
    Setting(
        Sentence("Audit"),
        Sentence("Who saw, changed and took away what, and whether history is whole."),
        "clipboard-document-list",
        "audit",
        "audit.view",
    ),
]


def offer(setting: Setting) -> None:
    """Let the settings of another room stand here, too; called when Django starts."""
    SETTINGS.append(setting)


@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """All pages of settings the person may open; without any, one's own settings."""
    found = [
        (setting, _where(setting.address))
        for setting in SETTINGS
        if me(request).may(setting.ability) and _where(setting.address)
    ]
    if not found:
        return redirect("me")
    return render(request, "accounts/settings.html", {"settings": found})


def _where(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""

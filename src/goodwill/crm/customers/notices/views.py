"""The bell and what stands behind it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.notices import wording
from goodwill.crm.customers.notices.models import Notice, NoticeSet
from goodwill.crm.customers.timeline.reading import address_of
from goodwill.crm.records.asking import me
from goodwill.language import Sentence

SHOWN = 100
COUNTED = 99
"""More than this is not counted: the bell says 99+."""

ICONS: Mapping[str, str] = {
    "mention": "at-symbol",
    "task": "check-circle",
    "reminder": "clock",
    "shared": "share",
    "other": "bell",
}


@dataclass(frozen=True)
class Told:
    """A notice as its reader sees it."""

    notice: Notice

    @property
    def words(self) -> Sentence:
        return wording.revived(self.notice.told)

    @property
    def icon(self) -> str:
        return ICONS[self.notice.sort]

    @property
    def is_new(self) -> bool:
        return self.notice.seen_at is None


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What the person was told, the newest first."""
    page = "_notices.html" if request.headers.get("HX-Request") else "notices.html"
    return render(request, f"customers/notices/{page}", {"notices": _latest(me(request))})


@require_safe
def notices_count(request: HttpRequest) -> HttpResponse:
    """How many are new, for the bell; nothing where none is."""
    count = Notice.objects.of(me(request)).unseen().order_by()[: COUNTED + 1].count()
    return render(request, "customers/notices/_count.html", {"count": count, "most": COUNTED})


@require_POST
def open_notice(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Go to what the notice is about; it is seen from then on."""
    notice = get_object_or_404(Notice.objects.of(me(request)), public_id=public_id)
    _see(Notice.objects.filter(pk=notice.pk))
    return redirect(address_of(notice.about_kind, notice.about_id) or "notices")


@require_POST
def see_notices(request: HttpRequest) -> HttpResponse:
    """All of them are seen."""
    _see(Notice.objects.of(me(request)))
    if not request.headers.get("HX-Request"):
        return redirect("notices")
    shown = {"notices": _latest(me(request))}
    response = render(request, "customers/notices/_notices.html", shown)
    response.headers["HX-Trigger"] = "noticed"
    return response


def _see(some: NoticeSet) -> None:
    some.unseen().update(seen_at=timezone.now())


def _latest(person: User) -> Iterable[Told]:
    latest = Notice.objects.of(person).order_by("-created_at", "-id")[:SHOWN]
    return [Told(notice) for notice in latest]

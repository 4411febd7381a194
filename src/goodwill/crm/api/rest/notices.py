"""What a person was told, for programs."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.records import answer
from goodwill.crm.api.rest.shaping import Given
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.customers.notices import wording
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.customers.notices.views import SHOWN
from goodwill.crm.records.asking import me
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui.speaking import say


class NoticeGiven(Given):
    """Something the person should know."""

    id: uuid.UUID
    sort: str
    said: str
    about_kind: str
    about_id: uuid.UUID | None
    created_at: datetime
    seen_at: datetime | None


class Notices(Given):
    """What the person was told, latest first."""

    items: list[NoticeGiven]


def enter(offer: Offer) -> None:
    """Reading notices, and having seen them."""
    _list(offer)
    _see_all(offer)
    _see(offer)


def _list(offer: Offer) -> None:
    @offer("GET /notices", "list_notices", "What the person was told", gives={200: Notices})
    def view(request: HttpRequest) -> HttpResponse:
        """The latest hundred."""
        latest = Notice.objects.of(me(request)).order_by("-created_at", "-id")[:SHOWN]
        return answer({"items": [_told(one) for one in latest]})


def _see_all(offer: Offer) -> None:
    @offer("POST /notices/seen", "see_notices", "All notices are seen", gives={204: None})
    def view(request: HttpRequest) -> HttpResponse:
        """From now on."""
        Notice.objects.of(me(request)).unseen().update(seen_at=timezone.now())
        return HttpResponse(status=204)


def _see(offer: Offer) -> None:
    @offer("POST /notices/{uuid:id}/seen", "see_notice", "A notice is seen", gives={204: None})
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """From now on."""
        own = Notice.objects.of(me(request)).filter(public_id=id)
        if not own.exists():
            raise OutOfReach
        own.unseen().update(seen_at=timezone.now())
        return HttpResponse(status=204)


def _told(one: Notice) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "sort": one.sort,
        "said": say(wording.revived(one.told)),
        "about_kind": one.about_kind,
        "about_id": one.about_id,
        "created_at": plain(one.created_at),
        "seen_at": plain(one.seen_at),
    }

"""The page of the tables that analytics read: as of when, what is in them, refresh now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from goodwill.crm.exchange.refreshing import keeping, running
from goodwill.crm.exchange.refreshing.keeping import Current, Table
from goodwill.crm.exchange.refreshing.models import Refresh
from goodwill.crm.exchange.refreshing.star import star
from goodwill.crm.records.asking import me, must
from goodwill.crm.ui.toasting import toast
from goodwill.language import Sentence

LATEST = 12
STOPPED_AFTER = timedelta(hours=3)


@dataclass(frozen=True)
class Shown:
    """A table as the page tells of it."""

    name: str
    says: Sentence
    table: Table


@require_GET
def warehouse(request: HttpRequest) -> HttpResponse:
    """As of when the tables are, what is in them, and how they were kept up to date."""
    must(request, "data.manage")
    return render(request, "exchange/refreshing/warehouse.html", _told())


@require_GET
def warehouse_now(request: HttpRequest) -> HttpResponse:
    """The part of the page that changes while a refresh is under way."""
    must(request, "data.manage")
    return render(request, "exchange/refreshing/_warehouse.html", _told())


@require_POST
def refresh_warehouse(request: HttpRequest) -> HttpResponse:
    """Asks the worker for a refresh."""
    must(request, "data.manage")
    running.ask_for(me(request), anew=request.POST.get("anew") == "1")
    if not request.headers.get("HX-Request"):
        return redirect("warehouse")
    response = render(request, "exchange/refreshing/_warehouse.html", _told())
    return toast(response, Sentence("The worker refreshes the tables. Work on meanwhile."))


def _told() -> dict[str, object]:
    found = keeping.current()
    return {
        "current": found,
        "tables": list(_tables(found)),
        "under_way": running.under_way(),
        "latest": Refresh.objects.select_related("by").newest_first()[:LATEST],
        "states": STATES,
        "trouble": _trouble(found),
        "folder": keeping.place().resolve(),
        "anew_after_days": keeping.ANEW_AFTER.days,
    }


def _trouble(found: Current | None) -> Sentence | None:
    """What whoever looks after the tables must know."""
    ended = Refresh.objects.exclude(state__in=Refresh.UNDER_WAY).newest_first().first()
    if ended and ended.state == Refresh.State.FAILED:
        return Sentence(
            "The last refresh failed: {reason}. The tables are those of before.",
            reason=ended.trouble.rstrip("."),
        )
    if found and timezone.now() - found.as_of > STOPPED_AFTER:
        return Sentence(
            "The tables were not refreshed for hours. The worker that does it every hour may have "
            "stopped."
        )
    return None


def _tables(found: Current | None) -> Iterator[Shown]:
    for drawn in star():
        if found and drawn.name in found.tables:
            yield Shown(drawn.name, drawn.says, found.tables[drawn.name])


STATES = {
    Refresh.State.WAITING: Sentence("waits for the worker"),
    Refresh.State.RUNNING: Sentence("under way"),
    Refresh.State.DONE: Sentence("done"),
    Refresh.State.FAILED: Sentence("failed"),
    Refresh.State.STOPPED: Sentence("stopped; the tables before stayed"),
}

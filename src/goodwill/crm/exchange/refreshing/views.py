"""The page of the tables that analytics read: as of when, what is in them, refresh now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from goodwill.crm.exchange.refreshing import keeping, running
from goodwill.crm.exchange.refreshing.keeping import Current, Table
from goodwill.crm.exchange.refreshing.models import Refresh
from goodwill.crm.exchange.refreshing.star import STAR
from goodwill.crm.records.asking import me, must
from goodwill.crm.ui.toasting import toast
from goodwill.language import Sentence

LATEST = 12


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
        "folder": keeping.place().resolve(),
        "anew_after_days": keeping.ANEW_AFTER.days,
    }


def _tables(found: Current | None) -> Iterator[Shown]:
    for drawn in STAR:
        if found and drawn.name in found.tables:
            yield Shown(drawn.name, drawn.says, found.tables[drawn.name])


STATES = {
    Refresh.State.WAITING: Sentence("waits for the worker"),
    Refresh.State.RUNNING: Sentence("under way"),
    Refresh.State.DONE: Sentence("done"),
    Refresh.State.FAILED: Sentence("failed"),
    Refresh.State.STOPPED: Sentence("stopped; the tables before stayed"),
}

"""The first page of the room: what can be done with data here, and how it stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from goodwill.crm.accounts.errors import NotAllowed
from goodwill.crm.exchange import cards
from goodwill.crm.records.asking import me


@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """A card for each part of the room that the person may use.

    Raises
    ------
    NotAllowed
        If there is none.
    """
    if not any(me(request).may(ability) for ability in cards.ABILITIES):
        raise NotAllowed
    return render(request, "exchange/data.html", {"cards": cards.cards_for(me(request))})

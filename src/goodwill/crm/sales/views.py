"""The first page of the room: from lead to order, and how it goes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodwill.crm.accounts.errors import NotAllowed
from goodwill.crm.records.asking import me
from goodwill.crm.sales import cards


@require_safe
def sales(request: HttpRequest) -> HttpResponse:
    """A card for each part of the room that the person may use.

    Raises
    ------
    NotAllowed
        If the role includes none of the room's abilities.
    """
    if not any(me(request).may(ability) for ability in cards.ABILITIES):
        raise NotAllowed
    return render(request, "sales/sales.html", {"cards": cards.cards_for(me(request))})

"""The page of households and groups that seem to be there."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.customers.belonging_together import deciding
from goodwill.crm.customers.belonging_together.keyboard import KEYS
from goodwill.crm.customers.belonging_together.models import Suggestion, SuggestionSet
from goodwill.crm.records.asking import actor, me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui.toasting import toast
from goodwill.language import Sentence

SHOWN = 50


@require_safe
def belonging(request: HttpRequest) -> HttpResponse:
    """What is suggested, the oldest first."""
    found = _mine(request).prefetch_related("members__customer").order_by("pk")[:SHOWN]
    told = [(one, [each.customer for each in one.members.all()]) for one in found]
    shown = {
        "suggested": [
            (one, customers, deciding.household_name(customers[0])) for one, customers in told
        ],
        "page_keys": (KEYS,),
    }
    return render(request, "customers/belonging_together/belonging.html", shown)


@require_POST
def decide_belonging(request: HttpRequest, public_id: uuid.UUID, word: str) -> HttpResponse:
    """Make a suggestion true, or dismiss it."""
    suggestion = _mine(request).filter(public_id=public_id).first()
    if suggestion is None or word not in ("accept", "dismiss"):
        raise OutOfReach
    by = actor(request)
    if word == "dismiss":
        deciding.dismiss(suggestion, by)
        return toast(HttpResponse(), Sentence("Not suggested again."))
    for ability in _NEEDED[suggestion.sort]:
        must(request, ability)
    deciding.accept(suggestion, by)
    return toast(HttpResponse(), Sentence("Done."), undo=reverse("undo", args=[by.batch]))


def _mine(request: HttpRequest) -> SuggestionSet:
    must(request, "customers.merge")
    must(request, "customers.view")
    found: SuggestionSet = Suggestion.objects.waiting().within(me(request).reach)
    return found


_NEEDED = {
    Suggestion.Sort.HOUSEHOLD: ("customers.create", "relations.create"),
    Suggestion.Sort.GROUP: ("customers.change",),
}

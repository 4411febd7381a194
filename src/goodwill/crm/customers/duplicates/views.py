"""Pages on which people decide who is entered twice, and the warning while somebody types."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.customers.duplicates import deciding, learning, queueing, suspecting
from goodwill.crm.customers.duplicates.keyboard import KEYS
from goodwill.crm.customers.duplicates.models import Suspicion, SuspicionSet
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui.speaking import say
from goodwill.crm.ui.toasting import toast
from goodwill.language import Sentence

COUNTED = 1000
LISTS = {"": "waiting", "later": "put_off"}


@require_safe
def duplicates(request: HttpRequest, list_: str = "") -> HttpResponse:
    """The pairs that wait for a decision, the likeliest first; more of them as one reads on."""
    suspicions = _mine(request)
    listed: SuspicionSet = getattr(suspicions, LISTS[list_])()
    after = queueing.place_of(request.GET.get("after", ""))
    pairs, rest = queueing.page(listed, me(request), after)
    shown: dict[str, Any] = {"pairs": pairs, "rest": rest, "list": list_}
    if after:
        return render(request, "customers/duplicates/_pairs.html", shown)
    shown |= {
        "counts": _counts(suspicions),
        "sure": suspicions.waiting().filter(score__gte=deciding.SURE)[:COUNTED].count(),
        "most": deciding.AT_ONCE,
        "learnt": learning.latest(),
        "fewest": learning.FEWEST,
        "page_keys": (KEYS,),
    }
    return render(request, "customers/duplicates/duplicates.html", shown)


@require_POST
def decide_duplicate(request: HttpRequest, public_id: uuid.UUID, word: str) -> HttpResponse:
    """Somebody says of a pair that it is the same, different, or to be looked at later."""
    suspicions = _mine(request)
    pair = suspicions.filter(public_id=public_id, one__deleted_at=None, other__deleted_at=None)
    suspicion = pair.select_related("one", "other").first()
    if suspicion is None or word not in _DECISIONS:
        raise OutOfReach
    by = actor(request)
    _DECISIONS[word](suspicion, by)
    told = {"counts": _counts(_mine(request)), "is_oob": True}
    answer = render(request, "customers/duplicates/_counts.html", told)
    return toast(answer, _SAID[word], undo=reverse("duplicates_back", args=[by.batch]))


@require_POST
def merge_duplicates(request: HttpRequest) -> HttpResponse:
    """Merge all pairs that are sure."""
    by = actor(request)
    done, failed = deciding.all_sure(_mine(request), by)
    told = Sentence("{n} pair was merged.", "{n} pairs were merged.", n=done)
    if failed:
        told = Sentence(
            "{done} pairs were merged; {failed} could not be and wait for you.",
            done=done,
            failed=failed,
        )
    back = reverse("duplicates_back", args=[by.batch]) if done else ""
    messages.success(request, say(told), extra_tags=back)
    return gone_to(request, reverse("duplicates"))


@require_POST
def duplicates_back(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Take back what one said a moment ago."""
    must(request, "customers.merge")
    mine = Suspicion.objects.filter(batch=batch, decided_by=me(request))
    if not mine.exists():
        raise OutOfReach
    deciding.take_back(batch, actor(request))
    tell_later(request, Sentence("Taken back."))
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


@require_safe
def duplicates_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who else one customer may be."""
    customer = found(request, Customer, public_id)
    facts = suspecting.of_record(customer)
    alike = suspecting.similar_to(facts, me(request).reach)
    points = queueing.points_of([customer, *(one.record for one in alike)], me(request).reach)
    shown = {
        "customer": customer,
        "alike": [
            (one, queueing.side_by_side(customer, one.record, points, me(request).reach))
            for one in alike
        ],
        "may_merge": me(request).may("customers.merge"),
    }
    return render(request, "customers/duplicates/duplicates_of.html", shown)


@require_safe
def similar_customers(request: HttpRequest) -> HttpResponse:
    """Who may be meant by what somebody has typed into the form of a new customer."""
    must(request, "customers.create")
    must(request, "customers.view")
    typed = {name: request.GET.get(name, "")[:200] for name in _TYPED}
    alike = suspecting.similar_to(suspecting.Draft(**typed), me(request).reach)
    shown = {"alike": alike, "kind": CUSTOMERS}
    return render(request, "customers/duplicates/_similar.html", shown)


def _mine(request: HttpRequest) -> SuspicionSet:
    must(request, "customers.merge")
    must(request, "customers.view")
    seen: SuspicionSet = Suspicion.objects.within(me(request).reach)
    return seen


def _counts(suspicions: SuspicionSet) -> dict[str, int]:
    return {
        "": suspicions.waiting()[: COUNTED + 1].count(),
        "later": suspicions.put_off()[: COUNTED + 1].count(),
    }


_DECISIONS: Mapping[str, Callable[[Suspicion, Actor], object]] = {
    "same": deciding.same,
    "different": deciding.different,
    "later": deciding.later,
}
_SAID = {
    "same": Sentence("Merged into one."),
    "different": Sentence("Kept apart; nobody is asked again."),
    "later": Sentence("Put off."),
}
_TYPED = ("name", "sort", "legal_name", "city", "country", "born_on", "phone", "email")

"""The lists of whom to keep and who is about to be lost, and what is done about it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from goodwill.crm.accounts.errors import NotAllowed
from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.notices import wording
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.editing import facts
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.ui.speaking import say
from goodwill.crm.value.scoring.running import coming, latest
from goodwill.crm.value.seeing import sees_costs
from goodwill.crm.value.worklists import acting, behind, reading
from goodwill.crm.value.worklists.forms import CloseForm, TakeForm
from goodwill.crm.value.worklists.kinds import CARE_ACTIONS, LISTS
from goodwill.crm.value.worklists.models import CareAction
from goodwill.language import Sentence

SAYS = {
    reading.KEEP: Sentence(
        "High value so far and high potential: the first call on money and attention."
    ),
    reading.LOST: Sentence(
        "It is open whether they are still customers: there is time to act, and not for long."
    ),
    reading.NEGATIVE: Sentence(
        "They cost more than they bring: find the cause, then change price, order size or channel."
    ),
}


@require_safe
def worklists(request: HttpRequest) -> HttpResponse:
    """The list to begin with: who is about to be lost."""
    must(request, "customers.view")
    return redirect("worklist", reading.LOST)


@require_safe
def worklist(request: HttpRequest, word: str) -> HttpResponse:
    """One list: who, why, what it is about, and who has taken it on."""
    must(request, "customers.view")
    person = me(request)
    if word not in LISTS:
        raise OutOfReach
    if word == reading.NEGATIVE:
        _must_see_costs(person)
    start, is_own = max(0, _whole(request.GET.get("from", ""))), request.GET.get("whose") == "me"
    whose = person.pk if is_own else None
    found_ = reading.worklist(word, person.reach, start=start, whose=whose)
    shown = {
        "found": found_,
        "word": word,
        "says": SAYS[word],
        "lists": {
            w: n for w, n in LISTS.items() if w != reading.NEGATIVE or sees_costs(person.reach)
        },
        "names": LISTS,
        "behind": behind.address(word, found_.worth),
        "results": reading.results(word, person.reach, timezone.localdate()),
        "losses": behind.losses(found_.rows) if word == reading.NEGATIVE else {},
        "start": start,
        "next": start + reading.SHOWN if found_.has_more else None,
        "before": max(0, start - reading.SHOWN) if start else None,
        "is_own": is_own,
        "valuation": latest(),
        "may_take": person.may("care_actions.create"),
    }
    if shown["valuation"] is None:
        shown |= coming()
    return render(request, "value/worklists/worklist.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def take_on(request: HttpRequest, public_id: uuid.UUID, word: str) -> HttpResponse:
    """Take a customer from a list on, in a dialog."""
    customer = found(request, Customer, public_id)
    must(request, "care_actions.create")
    if word not in LISTS:
        raise OutOfReach
    due = timezone.localdate() + timedelta(days=acting.DUE_DAYS)
    form = TakeForm(request.POST or None, initial={"due_on": due})
    if form.is_valid():
        by = actor(request)
        try:
            acting.take(customer, acting.Intent(word, **form.cleaned_data), by)
        except Refused as refusal:
            form.add_error(None, say(refusal.sentence))
        else:
            words = Sentence("{customer} is yours to look after.", customer=customer.name)
            tell_later(request, words, undo=by.batch)
            return gone_to(request, reverse("worklist", args=[word]))
    shown = {"customer": customer, "word": word, "names": LISTS, "form": form}
    return render(request, "value/worklists/_take_on.html", shown)


@require_safe
def care_action(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One care action: why, what, who, and what came of it."""
    one, person = found(request, CareAction, public_id), me(request)
    return render(request, "value/worklists/care_action.html", _shown(one, person))


@require_http_methods(["GET", "HEAD", "POST"])
def close_care_action(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what came of it, in a dialog."""
    one = found(request, CareAction, public_id, "change")
    form = CloseForm(request.POST or None)
    if form.is_valid():
        by, given = actor(request), form.cleaned_data
        acting.close(one, given["outcome"], by, learned=given["learned"])
        tell_later(request, Sentence("The outcome is kept."), undo=by.batch)
        return gone_to(request, reverse("care_action", args=[public_id]))
    return render(request, "value/worklists/_close.html", {"action": one, "form": form})


def _shown(one: CareAction, person: User) -> dict[str, Any]:
    names = [each.name for each in CARE_ACTIONS.all_fields() if each.name != "customer"]
    return {
        "action": one,
        "kind": CARE_ACTIONS,
        "because": wording.revived(one.because) if one.because else None,
        "facts": facts.of(one, names, person),
        "may_change": person.may("care_actions.change"),
        "may_delete": person.may("care_actions.delete"),
    }


def _must_see_costs(person: User) -> None:
    if not sees_costs(person.reach):
        raise NotAllowed


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0

"""One lead: who they are, how likely, what happened, and what to do."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.attaching import keeping as attaching
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import facts
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.records.errors import BadAttachment, Refused
from goodwill.crm.sales.leads import converting, similar, taking_in, working
from goodwill.crm.sales.leads.forms import (
    SORTS,
    CardForm,
    ConvertForm,
    EntryForm,
    GiveUpForm,
    HandForm,
)
from goodwill.crm.sales.leads.handing import accepting, giving
from goodwill.crm.sales.leads.kinds import LEADS
from goodwill.crm.sales.leads.models import Lead
from goodwill.crm.sales.leads.showing import history_of, reasons_of, told_chance
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

WHO = ("company", "person_name", "title", "email", "phone", "web")
WHERE = ("country", "region", "city", "language", "category", "employees")
WHENCE = ("source", "campaign", "channel", "interest", "message", "received_at", "may_contact")
WHOSE = ("status", "disqualified_because", "owner", "team", "accept_by", "accepted_at",
         "touched_at", "customer", "duplicate_of")  # fmt: skip


@require_safe
def lead(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything about one lead on one page."""
    one, person = found(request, Lead, public_id), me(request)
    own = [field.name for field in LEADS.all_fields() if field.is_own]
    groups = [
        (say("Who they are"), facts.of(one, (*WHO, *WHERE), person)),
        (say("How they came"), facts.of(one, WHENCE, person)),
        (say("Whose it is"), facts.of(one, WHOSE, person)),
    ]
    if own:
        groups.append((say("Own fields"), facts.of(one, own, person)))
    may_change = person.may("leads.change")
    shown = {
        "lead": one,
        "kind": LEADS,
        "groups": [(title, _filled(held), _empty(held)) for title, held in groups],
        "chance": told_chance(one),
        "reasons": reasons_of(one),
        "entries": one.entries.select_related("by").order_by("-at", "-pk")[:50],
        "handings": history_of(one),
        "sorts": SORTS,
        "entry_form": EntryForm(),
        "similar": _others(one, person),
        "conversion": converting.conversion_of(one),
        "may_change": may_change,
        "is_mine": one.owner_id == person.pk,
        "is_late": _is_late(one),
    }
    return render(request, "sales/leads/lead.html", shown)


@require_POST
def accept_lead(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Look after it from now on."""
    return _done(request, public_id, accepting.accept, Sentence("The lead is yours now."))


@require_POST
def give_back_lead(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """It goes to somebody else, or back into its pool."""
    one, by = found(request, Lead, public_id, "change"), actor(request)
    accepting.give_back(one, by)
    tell_later(request, Sentence("{name} was given back.", name=one.name), undo=by.batch)
    return gone_to(request, reverse("leads"))


@require_POST
def note_lead(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keep what happened."""
    form = EntryForm(request.POST)
    if not form.is_valid():
        raise Refused(Sentence("This cannot be kept: the text is too long."))
    told = form.cleaned_data

    def note(one: Lead, by: Actor) -> None:
        working.note(one, told["sort"], told["body"], by, was_reached=not told["not_reached"])

    return _done(request, public_id, note, Sentence("Kept."), can_be_undone=False)


@require_http_methods(["GET", "HEAD", "POST"])
def give_up_lead(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say why nothing comes of it, in a dialog."""
    one = found(request, Lead, public_id, "change")
    form = GiveUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        because = form.cleaned_data["because"]

        def give_up(it: Lead, by: Actor) -> None:
            working.give_up(it, because, by)

        return _done(request, public_id, give_up, Sentence("The lead was given up."))
    return render(request, "sales/leads/_give_up.html", {"lead": one, "form": form})


@require_POST
def take_up_lead(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """It was given up too early."""
    return _done(request, public_id, working.take_up_again, Sentence("The lead is open again."))


@require_http_methods(["GET", "HEAD", "POST"])
def hand_lead(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give it to a colleague or into a pool, in a dialog."""
    one = found(request, Lead, public_id, "change")
    form = HandForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by, told = actor(request), form.cleaned_data
        if told["person"]:
            giving.to_person(one, told["person"], giving.BY_HAND, by)
        else:
            giving.to_pool(one, told["pool"], giving.BY_HAND, by)
        words = Sentence("{name} was given on.", name=one.name)
        tell_later(request, words, undo=by.batch)
        still = Lead.objects.present().within(me(request).reach).filter(pk=one.pk).exists()
        return gone_to(request, reverse("lead", args=[public_id]) if still else reverse("leads"))
    return render(request, "sales/leads/_hand.html", {"lead": one, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def convert_lead(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make it a customer, in a dialog that shows who may be there already."""
    one, person = found(request, Lead, public_id, "change"), me(request)
    must(request, "customers.create")
    known = _known(one, person)
    may_open = person.may("opportunities.create")
    initial = {"customer": str(known[0].public_id) if known else "", "name": one.interest}
    form = ConvertForm(known, request.POST if request.method == "POST" else None, initial)
    if not may_open:
        del form.fields["opens"], form.fields["name"]
    if form.is_valid():
        by, told = actor(request), form.cleaned_data
        chosen = next((c for c in known if str(c.public_id) == told["customer"]), None)
        opening = {"name": told["name"]} if told.get("name") else {}
        wanted = converting.Wanted(
            chosen, opening if may_open and told["opens"] else None, is_new=chosen is None
        )
        made = converting.convert(one, wanted, by)
        words = Sentence("{name} is a customer now.", name=made.customer.name)
        tell_later(request, words, undo=made.batch)
        return gone_to(request, _after(made, person))
    shown = {"lead": one, "form": form, "found": similar.similar(one, person.reach)}
    return render(request, "sales/leads/_convert.html", shown)


@require_POST
def take_back_lead(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """It is a lead again; what was made of it goes into the bin."""
    words = Sentence("It is a lead again; what was made of it is in the bin.")
    return _done(request, public_id, converting.take_back, words, can_be_undone=False)


@require_http_methods(["GET", "HEAD", "POST"])
def lead_card(request: HttpRequest) -> HttpResponse:
    """A business card becomes a lead: take a picture, type what is needed now."""
    must(request, "leads.create")
    form = CardForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        told = dict(form.cleaned_data)
        photo = told.pop("photo")
        told["name"] = told["company"] or told["person_name"] or say("Business card")
        try:
            with transaction.atomic():
                made = taking_in.take_in({**told, "source": "business card"}, actor(request))
                attaching.attach(made, photo, me(request))
        except BadAttachment as refusal:
            form.add_error("photo", say(refusal.sentence))
        else:
            return gone_to(request, reverse("lead", args=[made.public_id]))
    status = 422 if form.is_bound else 200
    return render(request, "sales/leads/card.html", {"form": form}, status=status)


def _done(
    request: HttpRequest,
    public_id: uuid.UUID,
    do: Callable[[Lead, Actor], Any],
    words: Sentence,
    *,
    can_be_undone: bool = True,
) -> HttpResponse:
    one, by = found(request, Lead, public_id, "change"), actor(request)
    do(one, by)
    tell_later(request, words, undo=by.batch if can_be_undone else None)
    return gone_to(request, reverse("lead", args=[public_id]))


def _others(one: Lead, person: User) -> similar.Similar | None:
    """Who it may be besides whom it names already."""
    if not one.is_open:
        return None
    found = similar.similar(one, person.reach)
    others = [each for each in found.customers if each.record.pk != one.customer_id]
    return similar.Similar(found.leads, others)


def _known(one: Lead, person: User) -> list[Customer]:
    """Whom it may become: who it names, then who is like it."""
    named = Customer.objects.present().within(person.reach).filter(pk=one.customer_id)
    alike = [each.record for each in similar.similar(one, person.reach).customers]
    return list(dict.fromkeys([*named, *alike]))


def _after(made: Any, person: User) -> str:
    if made.opportunity_id and person.may("opportunities.view"):
        return reverse("opportunity", args=[made.opportunity_id])
    return reverse("customer", args=[made.customer.public_id])


def _is_late(one: Lead) -> bool:
    return bool(
        one.is_open
        and one.accepted_at is None
        and one.accept_by is not None
        and one.accept_by < timezone.now()
    )


def _filled(held: list[facts.Fact]) -> list[facts.Fact]:
    return [fact for fact in held if not fact.value.is_empty]


def _empty(held: list[facts.Fact]) -> list[facts.Fact]:
    return [fact for fact in held if fact.value.is_empty and fact.edit]

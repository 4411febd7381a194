"""The card of a customer's relations: its people, its household, its group."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers import belonging
from goodwill.crm.customers.errors import BadRelation
from goodwill.crm.customers.models import Customer, Relation
from goodwill.crm.customers.relating import relations
from goodwill.crm.customers.relating.forms import RelationForm
from goodwill.crm.customers.relating.roles import ROLES
from goodwill.crm.records import asking, changing, finding
from goodwill.crm.ui import toasting
from goodwill.crm.ui.speaking import say
from goodwill.language import Sayable, Sentence

FEW = 100
OFFERED = 8


@dataclass(frozen=True)
class Tied:
    """One relation as seen from the customer: who is on the other side, as what."""

    relation: Relation
    other: Customer
    role: Sayable | str
    is_over: bool
    is_theirs: bool
    """Whether the customer is the person in it: it is a buyer *at* the other."""


@require_GET
def relations_card(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card; `?add=yes` opens the dialog in it."""
    customer = asking.found(request, Customer, public_id)
    return _card(request, customer, RelationForm() if request.GET.get("add") else None)


@require_POST
def relate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Tie someone known or new to the customer."""
    customer = asking.found(request, Customer, public_id)
    asking.must(request, "relations.create")
    form = RelationForm(request.POST)
    if not form.is_valid():
        return _card(request, customer, form)
    kept, actor = form.cleaned_data, asking.actor(request)
    try:
        if kept["person"]:
            person = asking.found(request, Customer, kept["person"])
            relations.relate(customer, person, form.tie(), actor)
        else:
            asking.must(request, "customers.create")
            relations.relate_new(customer, kept["name"], form.tie(), actor)
    except BadRelation as refusal:
        form.add_error(None, say(refusal.sentence))
        return _card(request, customer, form)
    return _card(request, customer)


@require_GET
def relatable(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Known people and organisations whose name begins or sounds like what is typed."""
    customer = asking.found(request, Customer, public_id)
    typed = request.GET.get("name", "").strip()
    told = {"customer": customer, "typed": typed, "offered": _offered(request, customer, typed)}
    return render(request, "customers/_relatable.html", told)


@require_POST
def prefer_relation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Turn to this person first."""
    relation = asking.found(request, Relation, public_id, "change")
    relations.make_main(relation, asking.actor(request))
    return _card(request, _side(request, relation))


@require_POST
def end_relation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """It ends today, or on the day given; an ended one is resumed by `resume`."""
    relation = asking.found(request, Relation, public_id, "change")
    if request.POST.get("resume"):
        relations.resume(relation, asking.actor(request))
    else:
        day = parse_date(request.POST.get("until", "")) or timezone.localdate()
        relations.end(relation, day, asking.actor(request))
    return _card(request, _side(request, relation))


@require_POST
def remove_relation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """It was never true: put it into the bin."""
    relation = asking.found(request, Relation, public_id, "delete")
    actor = asking.actor(request)
    changing.delete(relation, actor)
    return toasting.toast(
        _card(request, _side(request, relation)),
        Sentence("The relation was removed."),
        undo=reverse("undo", args=[actor.batch]),
    )


def _card(
    request: HttpRequest, customer: Customer, form: RelationForm | None = None
) -> HttpResponse:
    me = asking.me(request)
    told = {
        "customer": customer,
        "tied": _tied(request, customer),
        "above": belonging.ancestors(customer, me.reach),
        "parts": _parts(me.reach, customer.pk),
        "few": FEW,
        "form": form,
        "may_add": me.may("relations.create"),
        "may_change": me.may("relations.change"),
        "may_delete": me.may("relations.delete"),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "customers/_relations.html", told, status=status)


def _tied(request: HttpRequest, customer: Customer) -> list[Tied]:
    """Relations on both sides, current ones first; the other side must be within reach."""
    reach, today = asking.me(request).reach, timezone.localdate()
    own = _related(reach, customer.pk, here="customer", there="person")
    theirs = _related(reach, customer.pk, here="person", there="customer")
    tied = [_as_tied(one, one.person, today, is_theirs=False) for one in own]
    tied += [_as_tied(one, one.customer, today, is_theirs=True) for one in theirs]
    return sorted(tied, key=lambda one: (one.is_over, not one.relation.is_main, one.other.name_key))


@kept
def _related(reach: Reach, customer: int, *, here: str, there: str) -> QuerySet[Any]:
    """Relations of which the customer is one side, with the other, which is within reach."""
    found = Relation.objects.present().filter(**{here: customer, f"{there}__deleted_at": None})
    if not reach.is_everything:
        seen = Customer.objects.present().within(reach).values("pk")
        # Of those related alone it is asked whether they are seen, not of everybody.
        found = found.filter(**{f"{there}__in": seen.filter(pk__in=found.values(f"{there}_id"))})
    return found.select_related(there)[:FEW]


@kept
def _parts(reach: Reach, customer: int) -> QuerySet[Any]:
    seen = Customer.objects.present().within(reach).filter(parent=customer)
    return seen.order_by("name_key", "pk")[: FEW + 1]


def _as_tied(relation: Relation, other: Customer, today: date, *, is_theirs: bool) -> Tied:
    role = ROLES.get(relation.role, relation.role)
    return Tied(relation, other, role, relations.is_over(relation, today), is_theirs)


def _offered(request: HttpRequest, customer: Customer, typed: str) -> list[Customer]:
    if len(typed) < 1:
        return []
    hits = finding.find(typed, asking.me(request).reach, limit=OFFERED * 2)
    ids = [hit.public_id for hit in hits if hit.kind.word == "customers"]
    seen = Customer.objects.present().within(asking.me(request).reach)
    found = {one.public_id: one for one in seen.filter(public_id__in=ids).exclude(pk=customer.pk)}
    return [found[one] for one in ids if one in found][:OFFERED]


def _side(request: HttpRequest, relation: Relation) -> Customer:
    """The customer on whose page the card stands."""
    wanted = request.POST.get("at", "")
    person = relation.person
    if wanted == str(person.public_id):
        return asking.found(request, Customer, person.public_id)
    return relation.customer

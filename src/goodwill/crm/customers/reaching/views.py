"""The card of a customer's contact points, and what people do with them."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from goodwill.crm.customers.consenting import may_contact
from goodwill.crm.customers.consenting.asking_leave import statements_of
from goodwill.crm.customers.errors import BadContactPoint
from goodwill.crm.customers.models import ContactPoint, Customer
from goodwill.crm.customers.reaching import elsewhere, points
from goodwill.crm.customers.reaching.forms import KINDS, PointForm, form_of
from goodwill.crm.customers.reaching.writing import link, shown
from goodwill.crm.records import asking
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui import toasting
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

CHANNEL = {
    "phone": "phone",
    "email": "email",
    "wechat": "wechat",
    "whatsapp": "whatsapp",
    "address": "post",
    "fax": "phone",
}
"""The channel whose consent decides whether a contact point may be used; web sites need none."""
ICONS = {
    "phone": "phone",
    "email": "envelope",
    "address": "map-pin",
    "wechat": "chat-bubble-left-right",
    "whatsapp": "chat-bubble-oval-left",
    "fax": "printer",
    "web": "globe-alt",
}
ORDER = list(ICONS)


@dataclass(frozen=True)
class Row:
    """One contact point as the card shows it."""

    point: ContactPoint
    icon: str
    kind: Sentence
    text: str
    link: str
    """What calls or writes; empty where the customer does not want it."""
    barred: Sentence | None
    elsewhere: list[Customer]
    is_chosen: bool
    """Whether it is preferred to another of its sort."""


@require_GET
def reaching(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card; `?add=<sort>` and `?edit=<public id>` open a form in it."""
    customer = asking.found(request, Customer, public_id)
    add, edit = request.GET.get("add", ""), request.GET.get("edit", "")
    if edit:
        point = _point(request, uuid.UUID(edit), "change")
        return _card(request, customer, form_of(point), editing=point)
    if add:
        _known_sort(add)
        country = request.GET.get("country") or customer.country or points.home()
        return _card(request, customer, PointForm(add, country))
    return _card(request, customer)


@require_POST
def add_point(request: HttpRequest, public_id: uuid.UUID, sort: str) -> HttpResponse:
    """Add a contact point."""
    customer = asking.found(request, Customer, public_id)
    asking.must(request, "contact_points.create")
    _known_sort(sort)
    country = request.POST.get("country") or customer.country or points.home()
    form = PointForm(sort, country, request.POST)
    if not form.is_valid():
        return _card(request, customer, form)
    kept = form.cleaned_data
    try:
        points.add(
            customer,
            sort,
            kept.get("given", ""),
            asking.actor(request),
            label=kept["label"],
            country=country,
            parts=form.parts(),
        )
    except BadContactPoint as refusal:
        form.add_error(None, say(refusal.sentence))
        return _card(request, customer, form)
    return _card(request, customer)


@require_POST
def correct_point(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write a contact point differently."""
    point = _point(request, public_id, "change")
    country = request.POST.get("country") or point.country or points.home()
    form = PointForm(point.sort, country, request.POST)
    if not form.is_valid():
        return _card(request, point.customer, form, editing=point)
    kept = form.cleaned_data
    try:
        points.correct(
            point,
            kept.get("given", ""),
            asking.actor(request),
            label=kept["label"],
            country=country,
            parts=form.parts(),
        )
    except BadContactPoint as refusal:
        form.add_error(None, say(refusal.sentence))
        return _card(request, point.customer, form, editing=point)
    return _card(request, point.customer)


@require_POST
def prefer_point(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make it the first choice of its sort."""
    point = _point(request, public_id, "change")
    points.make_first_choice(point, asking.actor(request))
    return _card(request, point.customer)


@require_POST
def verify_point(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Someone was reached by it."""
    point = _point(request, public_id, "change")
    points.verify(point, asking.actor(request))
    return _card(request, point.customer)


@require_POST
def invalidate_point(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Nobody is reached by it any more."""
    point = _point(request, public_id, "change")
    points.mark_invalid(point, request.POST.get("because", ""), asking.actor(request))
    return _card(request, point.customer)


@require_POST
def remove_point(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put it into the bin, with a way back."""
    point = _point(request, public_id, "delete")
    actor = asking.actor(request)
    points.remove(point, actor)
    removed = Sentence("{value} was removed.", value=point.given)
    return toasting.toast(
        _card(request, point.customer), removed, undo=reverse("undo", args=[actor.batch])
    )


def _card(
    request: HttpRequest,
    customer: Customer,
    form: PointForm | None = None,
    *,
    editing: ContactPoint | None = None,
) -> HttpResponse:
    me = asking.me(request)
    told = {
        "customer": customer,
        "rows": _rows(request, customer),
        "kinds": KINDS,
        "icons": ICONS,
        "form": form,
        "editing": editing,
        "may_add": me.may("contact_points.create"),
        "may_change": me.may("contact_points.change"),
        "may_delete": me.may("contact_points.delete"),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "customers/_reaching.html", told, status=status)


def _rows(request: HttpRequest, customer: Customer) -> list[Row]:
    reach = asking.me(request).reach
    held = points.held(customer)
    held.sort(key=lambda one: (ORDER.index(one.sort), not one.is_primary, one.pk))
    valid = Counter(one.sort for one in held if one.invalid_since is None)
    statements = statements_of(customer)
    others = elsewhere.known_elsewhere(held, reach)
    rows = []
    for point in held:
        barred = None
        if point.sort in CHANNEL:
            channel = CHANNEL[point.sort]
            leave = may_contact(customer, "personal", channel, statements=statements, known=valid)
            barred = None if leave.is_allowed else leave.because
        rows.append(
            Row(
                point,
                ICONS[point.sort],
                KINDS[point.sort],
                shown(point.sort, point.value, point.parts, points.home()),
                "" if barred or point.invalid_since else link(point.sort, point.value, point.parts),
                barred,
                others.get((point.sort, point.value), []),
                point.is_primary and valid[point.sort] > 1,
            )
        )
    return rows


def _point(request: HttpRequest, public_id: uuid.UUID, verb: str) -> ContactPoint:
    return asking.found(request, ContactPoint, public_id, verb)


def _known_sort(sort: str) -> None:
    if sort not in KINDS:
        raise OutOfReach

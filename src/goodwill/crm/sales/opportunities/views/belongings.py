"""The products of an opportunity, and who has a say, each on a card of its page."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from goodwill.crm.records.asking import actor, found, me
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.sales.opportunities import lines, taking_part
from goodwill.crm.sales.opportunities.forms import LineForm, StakeholderForm
from goodwill.crm.sales.opportunities.models import Opportunity, OpportunityLine, Stakeholder
from goodwill.crm.sales.opportunities.views.pages import lines_shown, stakeholders_shown
from goodwill.crm.ui.speaking import say
from goodwill.crm.ui.toasting import toast
from goodwill.language import Sentence


@require_POST
def add_product(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add a product."""
    one = found(request, Opportunity, public_id, "change")
    form = LineForm(one, request.POST)
    if form.is_valid():
        try:
            lines.add(one, form.wanted(), actor(request))
        except Refused as refusal:
            form.add_error(None, say(refusal.sentence))
    return _lines(request, one, None if form.is_valid() else form)


@require_http_methods(["GET", "HEAD", "POST"])
def product_line(request: HttpRequest, public_id: uuid.UUID, position: int) -> HttpResponse:
    """Change a product where it stands."""
    one = found(request, Opportunity, public_id, "change")
    line = _line(one, position)
    if request.method != "POST":
        held = {
            "product": line.product,
            "quantity": line.quantity_thousandths,
            "unit_price": line.unit_price_minor,
        }
        return _lines(request, one, LineForm(one, initial=held), position)
    form = LineForm(one, request.POST)
    if not form.is_valid():
        return _lines(request, one, form, position)
    try:
        lines.change(line, form.wanted(), actor(request))
    except Refused as refusal:
        form.add_error(None, say(refusal.sentence))
        return _lines(request, one, form, position)
    return _lines(request, one)


@require_POST
def remove_product(request: HttpRequest, public_id: uuid.UUID, position: int) -> HttpResponse:
    """Take a product out."""
    one = found(request, Opportunity, public_id, "change")
    lines.remove(_line(one, position), actor(request))
    return toast(_lines(request, one), Sentence("The product is taken out."))


@require_POST
def put_stakeholder(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note who has a say."""
    one = found(request, Opportunity, public_id, "change")
    form = StakeholderForm(me(request).reach, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        taking_part.put(one, given["person"], given["role"], given["stance"], actor(request))
    told = stakeholders_shown(one, me(request))
    if not form.is_valid():
        told["part_form"] = form
    return render(request, "sales/opportunities/_stakeholders.html", told)


@require_POST
def remove_stakeholder(request: HttpRequest, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Take somebody out again."""
    one = found(request, Opportunity, public_id, "change")
    part = Stakeholder.objects.filter(opportunity=one, pk=number).first()
    if part is None:
        raise OutOfReach
    taking_part.remove(part)
    told = stakeholders_shown(one, me(request))
    return render(request, "sales/opportunities/_stakeholders.html", told)


def _lines(
    request: HttpRequest, one: Opportunity, form: LineForm | None = None, at: int | None = None
) -> HttpResponse:
    one.refresh_from_db()
    told = lines_shown(one, me(request))
    if form is not None:
        told |= {"form": form, "at": at}
    return render(request, "sales/opportunities/_lines.html", told)


def _line(one: Opportunity, position: int) -> OpportunityLine:
    line: OpportunityLine | None = (
        one.lines.select_related("product").filter(position=position).first()
    )
    if line is None:
        raise OutOfReach
    return line

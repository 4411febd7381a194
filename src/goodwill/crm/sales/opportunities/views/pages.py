"""One opportunity: how far it has come, what is missing, what comes next; moved, won and lost."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import actor, found, me
from goodwill.crm.records.editing import facts
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.records.errors import Refused
from goodwill.crm.sales.opportunities import (
    board,
    closing,
    looking_back,
    moving,
    readiness,
    standing_still,
    track,
)
from goodwill.crm.sales.opportunities.forms import (
    LineForm,
    LostForm,
    StakeholderForm,
    needed_form,
)
from goodwill.crm.sales.opportunities.kinds import (
    LOST_REASONS,
    OPPORTUNITIES,
    STAKES,
    STANCES,
    STATUSES,
)
from goodwill.crm.sales.opportunities.models import Opportunity, Stage
from goodwill.crm.ui import receipts
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

DEAL = ("amount_minor", "chance", "expected_close_on", "next_step", "next_step_on")
FACTS = (
    "customer",
    "person",
    "owner",
    "team",
    "product",
    "competitors",
    "source",
    "lead",
    "region",
    "department",
    "territory",
    "currency",
    "opened_on",
    "closed_on",
    "lost_reason",
    "lost_to",
    "lost_note",
    "notes",
)
OF_A_CUSTOMER = 6

reading_and_writing = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def opportunity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """All that is known of one."""
    one = found(request, Opportunity, public_id)
    return render(request, "sales/opportunities/opportunity.html", shown(request, one))


@require_safe
def chance(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The receipt of the chance that own history gives."""
    one = found(request, Opportunity, public_id)
    figure = looking_back.chance_here(one.stage, me(request).reach)
    asked = looking_back.Asked(me(request).reach, timezone.localdate(), "all", one.pipeline)
    where = f"{reverse('opportunities')}?{asked.records()}"
    return receipts.receipt(request, figure, receipts.Behind(where))


@require_POST
def enter(request: HttpRequest, public_id: uuid.UUID, stage: uuid.UUID) -> HttpResponse:
    """Put it into another stage."""
    one, to = found(request, Opportunity, public_id, "change"), board.stage_of(str(stage))
    by = actor(request)
    asks = board.move(one, str(to.public_id), by)
    if asks:
        return gone_to(request, f"{reverse('opportunity', args=[public_id])}?ask={to.public_id}")
    tell_later(request, Sentence("Now in “{stage}”.", stage=to.name), undo=by.batch)
    return gone_to(request, reverse("opportunity", args=[public_id]))


@reading_and_writing
def enter_stage(request: HttpRequest, public_id: uuid.UUID, stage: uuid.UUID) -> HttpResponse:
    """Ask for what a stage needs, in a dialog, and put it there."""
    one, to = found(request, Opportunity, public_id, "change"), board.stage_of(str(stage))
    if to.sort == Stage.Sort.LOST:
        return _lose(request, one)
    names = readiness.missing(one, to)
    form_class = needed_form(one, names, me(request).reach)
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        by = actor(request)
        try:
            moving.move(one, to, by, more=form.wanted())
        except Refused as refusal:
            form.add_error(None, say(refusal.sentence))
        else:
            tell_later(request, Sentence("Now in “{stage}”.", stage=to.name), undo=by.batch)
            return gone_to(request, _back(request, one))
    parts = [readiness.PARTS[name] for name in names if name in readiness.PARTS]
    told = {"opportunity": one, "stage": to, "form": form, "parts": parts, "back": _from(request)}
    return render(request, "sales/opportunities/_enter.html", told)


@reading_and_writing
def lose(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask why it was lost, in a dialog."""
    return _lose(request, found(request, Opportunity, public_id, "change"))


@require_POST
def win(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """It was sold."""
    one, by = found(request, Opportunity, public_id, "change"), actor(request)
    end = one.pipeline.end(Stage.Sort.WON)
    if one.is_open and readiness.missing(one, end):
        where = reverse("opportunity", args=[public_id])
        return gone_to(request, f"{where}?ask={end.public_id}")
    closing.win(one, by)
    tell_later(request, Sentence("Won! {name}", name=one.name), undo=by.batch)
    return gone_to(request, reverse("opportunity", args=[public_id]))


@require_POST
def reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open again what was closed."""
    one, by = found(request, Opportunity, public_id, "change"), actor(request)
    closing.reopen(one, by)
    tell_later(request, Sentence("The opportunity is open again."), undo=by.batch)
    return gone_to(request, reverse("opportunity", args=[public_id]))


@require_safe
def opportunities_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card of a customer's opportunities: open ones first, then those decided lately."""
    customer, person = found(request, Customer, public_id), me(request)
    told = {
        "customer": customer,
        "opportunities": _latest_of(customer, person),
        "kind": OPPORTUNITIES,
        "sees_amount": person.reach.sees("opportunities", "amount_minor"),
        "may_create": person.may("opportunities.create"),
    }
    return render(request, "sales/opportunities/_opportunities_of.html", told)


def _latest_of(customer: Customer, person: User) -> list[Opportunity]:
    """Chosen here: a database asked for the first by date reads through those of all customers."""
    rows = _days(person.reach, customer.pk)
    open_ = [
        (on or date.max, pk) for pk, status, on, _ in rows if status == Opportunity.Status.OPEN
    ]
    closed = [
        (on or date.min, pk) for pk, status, _, on in rows if status != Opportunity.Status.OPEN
    ]
    wanted = [pk for _, pk in [*sorted(open_), *sorted(closed, reverse=True)][:OF_A_CUSTOMER]]
    if not wanted:
        return []
    found = {one.pk: one for one in _with_stages(wanted)}
    return [found[pk] for pk in wanted]


@kept
def _days(reach: Reach, customer: int) -> QuerySet[Any]:
    seen = Opportunity.objects.present().within(reach).filter(customer=customer)
    return seen.values_list("pk", "status", "expected_close_on", "closed_on").order_by()


@kept
def _with_stages(ids: list[int]) -> QuerySet[Any]:
    return Opportunity.objects.filter(pk__in=ids).select_related("stage")


def shown(request: HttpRequest, one: Opportunity) -> dict[str, Any]:
    """What the page of an opportunity shows."""
    person = me(request)
    may_change = person.may("opportunities.change")
    asks = request.GET.get("ask", "")
    reaches = Customer.objects.present().within(person.reach)
    customer = reaches.filter(pk=one.customer_id).first() if one.customer_id else None
    return {
        "opportunity": one,
        "kind": OPPORTUNITIES,
        "customer": customer,
        "deal": facts.of(one, DEAL, person),
        "facts": facts.of(one, FACTS, person),
        "track": track.track(one),
        "steps": track.steps(one),
        "stuck": standing_still.why_stuck(one),
        "slipping": standing_still.why_slipping(one),
        "chance": looking_back.chance_here(one.stage, person.reach) if one.is_open else None,
        "asks": asks if one.is_open else "",
        "statuses": STATUSES,
        "reasons": LOST_REASONS,
        "sees_amount": person.reach.sees("opportunities", "amount_minor"),
        "may": {
            "change": may_change,
            "delete": person.may("opportunities.delete"),
            "share": person.may("opportunities.share"),
            "log": person.may("activities.create") and customer is not None,
        },
        **lines_shown(one, person),
        **stakeholders_shown(one, person),
    }


def lines_shown(one: Opportunity, person: Any) -> dict[str, Any]:
    """What the card of products shows."""
    may = one.is_open and person.may("opportunities.change")
    return {
        "opportunity": one,
        "lines": one.lines.select_related("product"),
        "form": LineForm(one) if may else None,
        "at": None,
        "may_add": may,
    }


def stakeholders_shown(one: Opportunity, person: Any) -> dict[str, Any]:
    """What the card of stakeholders shows."""
    within = set(
        Customer.objects.present()
        .within(person.reach)
        .filter(pk__in=one.stakeholders.values("person"))
        .values_list("pk", flat=True)
    )
    may = person.may("opportunities.change")
    return {
        "opportunity": one,
        "stakeholders": one.stakeholders.select_related("person").order_by("pk"),
        "within": within,
        "stakes": STAKES,
        "stances": STANCES,
        "part_form": StakeholderForm(person.reach) if may else None,
        "may_put": may,
    }


def _lose(request: HttpRequest, one: Opportunity) -> HttpResponse:
    form = LostForm(one, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        by, given = actor(request), form.cleaned_data
        try:
            closing.lose(one, given["reason"], by, note=given["note"], lost_to=given["lost_to"])
        except Refused as refusal:
            form.add_error(None, say(refusal.sentence))
        else:
            tell_later(request, Sentence("Lost: {name}", name=one.name), undo=by.batch)
            return gone_to(request, _back(request, one))
    told = {"opportunity": one, "form": form, "back": _from(request)}
    return render(request, "sales/opportunities/_lose.html", told)


def _from(request: HttpRequest) -> str:
    """The path of the page that asks: the board, or the opportunity's own."""
    page = request.headers.get("HX-Current-URL", "")
    return (
        "board"
        if f"{reverse('opportunities')}?" in page or page.endswith(reverse("opportunities"))
        else ""
    )


def _back(request: HttpRequest, one: Opportunity) -> str:
    if request.POST.get("back") == "board":
        return request.headers.get("HX-Current-URL") or reverse("opportunities")
    return reverse("opportunity", args=[one.public_id])

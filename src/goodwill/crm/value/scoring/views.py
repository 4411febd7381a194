"""What a customer is worth, on the customer's page; the valuations themselves, and their report."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from goodwill.analytics.figure import Figure
from goodwill.analytics.value.basis import Basis
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.notices import wording
from goodwill.crm.records.asking import found, me, must
from goodwill.crm.records.errors import NotAllowed, OutOfReach
from goodwill.crm.ui import receipts, showing
from goodwill.crm.ui.receipts import Behind
from goodwill.crm.ui.toasting import toast
from goodwill.crm.value.scoring import files, running, standing, worth
from goodwill.crm.value.scoring.kinds import CLASSES, QUADRANTS, RHYTHMS, STAGES
from goodwill.crm.value.scoring.models import Score, Valuation
from goodwill.crm.value.worklists.reasons import at_risk
from goodwill.language import Sentence
from goodwill.report.value.outputs import REPORT

LATEST = 12
SHOWN = ("so_far", "revenue", "expected", "expected_revenue", "p_alive", "orders", "at_risk")
INSTEAD = {"so_far": "revenue", "expected": "expected_revenue", "at_risk": "revenue_at_risk"}
"""What those are told who see no costs."""
ALONE = (
    "sandbox allow-scripts allow-popups allow-downloads; default-src 'none'; img-src data:; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'; font-src data:"
)
"""The report brings all it needs along and gets nothing else, least of all the reader's login."""


@require_safe
def customer_worth(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card of a customer's page: what they are worth, and what is expected of them."""
    customer = found(request, Customer, public_id)
    person = me(request)
    score, latest = _score(customer), running.latest()
    if score is not None and latest is not None and score.valuation_id == latest.pk:
        score.valuation = latest
    shown = {
        "customer": customer,
        "score": score,
        "latest": latest,
        "may_see_runs": _may_see_runs(person),
        "may_see_report": _may_see_report(person),
    }
    if score is not None:
        shown |= _told(score, person.reach)
    return render(request, "value/scoring/_worth.html", shown)


@require_safe
def worth_receipt(request: HttpRequest, public_id: uuid.UUID, word: str) -> HttpResponse:
    """The receipt of one figure of a customer's."""
    customer = found(request, Customer, public_id)
    score = _score(customer)
    figure = _figures(score, me(request).reach).get(word) if score else None
    if figure is None:
        raise OutOfReach
    return receipts.receipt(request, figure, _orders_of(customer, me(request)))


@require_GET
def valuations(request: HttpRequest) -> HttpResponse:
    """When customers were valued, by which model, and what could not be told."""
    _must_see_runs(request)
    return render(request, "value/scoring/valuations.html", _runs(me(request)))


@require_GET
def valuations_now(request: HttpRequest) -> HttpResponse:
    """The part of the page that changes while a valuation is under way."""
    _must_see_runs(request)
    return render(request, "value/scoring/_valuations.html", _runs(me(request)))


@require_POST
def value_again(request: HttpRequest) -> HttpResponse:
    """Asks the worker to value everybody again."""
    must(request, "value.manage")
    running.ask_for(me(request))
    if not request.headers.get("HX-Request"):
        return redirect("valuations")
    response = render(request, "value/scoring/_valuations.html", _runs(me(request)))
    return toast(response, Sentence("The worker values all customers. Work on meanwhile."))


@require_safe
def value_report(request: HttpRequest) -> HttpResponseBase:
    """The whole report of the last valuation, for those who see all customers and all costs.

    Raises
    ------
    OutOfReach
        If some of it lies outside of the person's reach, or there is none.
    """
    must(request, "value.see")
    last = running.latest() if _may_see_report(me(request)) else None
    folder = files.folder_of(last) if last else None
    if folder is None:
        raise OutOfReach
    response = FileResponse((folder / REPORT).open("rb"), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _figures(score: Score, reach: Reach) -> dict[str, Figure]:
    """Every figure of a score that the person may see."""
    return worth.figures(score, reach) | standing.figures(score, reach)


def _score(customer: Customer) -> Score | None:
    try:
        found: Score = customer.score
    except Score.DoesNotExist:
        return None
    return found


def _told(score: Score, reach: Reach) -> dict[str, Any]:
    figures = worth.figures(score, reach)
    words = [word if word in figures else INSTEAD.get(word, "") for word in SHOWN]
    wanted = [word for word in dict.fromkeys(words) if _is_worth_telling(figures.get(word))]
    sees_class = reach.sees("customers", "score.value_class")
    return {
        "figures": [(word, figures[word]) for word in wanted],
        "receipts": standing.figures(score, reach),
        "currency": score.valuation.currency,
        "value_class": CLASSES.get(score.value_class) if sees_class else None,
        "stage": STAGES.get(score.stage),
        "quadrant": QUADRANTS.get(score.quadrant),
        "rhythm": RHYTHMS.get(score.rhythm),
        "why": at_risk(score) if score.churn_reason else None,
        "is_late": bool(score.next_order_on and score.next_order_on < timezone.localdate()),
        "since": _since(score, reach),
    }


def _is_worth_telling(figure: Figure | None) -> bool:
    """Whether it says something; nothing at risk needs no line."""
    if figure is None:
        return False
    is_of_risk = figure.definition in (worth.AT_RISK, worth.REVENUE_AT_RISK)
    return not is_of_risk or bool(figure.value and figure.value > 0)


def _since(score: Score, reach: Reach) -> list[Sentence]:
    """What became of the customer since an earlier valuation."""
    if score.then_on is None:
        return []
    told: list[Sentence] = []
    if score.then_class != score.value_class and reach.sees("customers", "score.value_class"):
        told.append(
            Sentence(
                "On {day} in class {was}, now in class {now}.",
                day=score.then_on,
                was=score.then_class or "–",
                now=score.value_class or "–",
            )
        )
    if score.then_stage != score.stage and score.then_stage:
        was, now = STAGES.get(score.then_stage), STAGES.get(score.stage)
        told.append(Sentence("On {day}: {was}; now: {now}.", day=score.then_on, was=was, now=now))
    change = _growth(score.then_expected_minor, score.expected_minor)
    if change is not None and reach.sees("customers", "score.expected_minor"):
        told.append(
            Sentence(
                "Expected value since {day}: {change}.",
                day=score.then_on,
                change=showing.share(change, is_change=True),
            )
        )
    return told


def _growth(before: int | None, now: int | None) -> float | None:
    if not before or now is None or before < 0 or before == now:
        return None
    return now / before - 1


def _orders_of(customer: Customer, person: User) -> Behind:
    if not person.may("orders.view"):
        return Behind()
    where = {"all": [{"field": "customer", "is": str(customer.public_id)}]}
    told = json.dumps(where, separators=(",", ":"))
    return Behind(f"{reverse('orders')}?{urlencode({'where': told})}")


def _runs(person: User) -> dict[str, Any]:
    last = running.latest()
    return {
        "latest": last,
        "under_way": running.under_way(),
        "step": _step(running.under_way()),
        "runs": Valuation.objects.select_related("by").newest_first()[:LATEST],
        "states": STATES,
        "said": wording.revived,
        "bases": BASES,
        "may_manage": person.may("value.manage"),
        "may_see_report": _may_see_report(person) and bool(last and files.folder_of(last)),
        "trouble": _trouble(),
        "refusals": [wording.revived(one) for one in last.refusals] if last else [],
        "folder": files.folder_of(last) if last and person.may("data.manage") else None,
    }


def _step(run: Valuation | None) -> Sentence | None:
    return wording.revived(run.step) if run and run.step else None


def _trouble() -> Sentence | None:
    """Why the last try left no scores."""
    ended = Valuation.objects.exclude(state__in=Valuation.UNDER_WAY).newest_first().first()
    if ended is None or not ended.trouble:
        return None
    return Sentence(
        "The last valuation left no scores: {reason} Those of before still stand.",
        reason=wording.revived(ended.trouble),
    )


def _may_see_runs(person: User) -> bool:
    return person.may("value.see") or person.may("value.manage")


def _may_see_report(person: User) -> bool:
    reach = person.reach
    sees_all = reach.is_everything and reach.sees("customers", "score.profit_minor")
    return person.may("value.see") and sees_all


def _must_see_runs(request: HttpRequest) -> None:
    if not _may_see_runs(me(request)):
        raise NotAllowed


STATES = {
    Valuation.State.WAITING: Sentence("waits for the worker"),
    Valuation.State.RUNNING: Sentence("under way"),
    Valuation.State.DONE: Sentence("done"),
    Valuation.State.FAILED: Sentence("failed"),
    Valuation.State.STOPPED: Sentence("stopped; the scores before stayed"),
    Valuation.State.REFUSED: Sentence("too little to tell"),
}
BASES = {
    Basis.PROFIT: Sentence("profit"),
    Basis.MARGIN: Sentence("margin"),
    Basis.REVENUE: Sentence("revenue"),
}

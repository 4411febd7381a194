"""The experiment: who is left without suggestions, and what the others bought more."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from goodwill.analytics.benefit.incrementality.believing.ratiocheck import RatioCheck
from goodwill.analytics.benefit.incrementality.experiment import Experiment, Kind, Metric
from goodwill.analytics.benefit.incrementality.judging import Judged, judge
from goodwill.analytics.campaigns.assigning import BITS, hash52
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.numerics.effects import Effect
from goodwill.analytics.value.outlook.worklists import GONE, WATCHED
from goodwill.crm.accounts.noting import note
from goodwill.crm.accounts.reading import kept
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.notices import wording
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.errors import NotOfThem, ThereAlready
from goodwill.crm.value.scoring.models import Score, Valuation
from goodwill.crm.value.suggesting import offers
from goodwill.crm.value.suggesting.models import Drawn, Trial
from goodwill.language import Sentence
from goodwill.warehouse import open_warehouse

LEAST, MOST = 0.01, 0.5
FEWEST = 30
"""Customers in each arm: with fewer, chance alone makes any difference."""
LEAST_DAYS = 28
BEFORE = timedelta(days=365)
AT_ONCE = 5_000
FEW, TOGETHER = 20_000, 500
"""Of more customers than these all orders are read; of fewer, their own, so many at a time."""
REVENUE, MARGIN = "revenue", "margin"


def running() -> Trial | None:
    """The trial that runs, if one does."""
    return next(iter(_running()), None)


@kept
def _running() -> QuerySet[Trial]:
    return Trial.objects.filter(is_running=True).order_by("pk")[:1]


def begin(share: float, actor: Actor) -> Trial:
    """Leave that share of customers without suggestions from now on, drawn by lot.

    Raises
    ------
    ThereAlready
        If a trial runs.
    NotOfThem
        If the share is too small to compare with, or more than half.
    """
    if running() is not None:
        raise ThereAlready(Sentence("There is a comparison under way: end it first."))
    if not LEAST <= share <= MOST:
        raise NotOfThem(Sentence("Leave out between 1 % and 50 % of the customers."))
    with transaction.atomic():
        trial = Trial.objects.create(
            share=share,
            seed=secrets.token_hex(16),
            begun_on=timezone.localdate(),
            by=actor.user,
        )
        note("suggestion_trials", trial, "begun", {"share": (None, share)}, actor.user)
    return trial


def end(trial: Trial, actor: Actor) -> None:
    """Suggest to everybody again; what was measured stays."""
    with transaction.atomic():
        trial.is_running, trial.ended_on = False, timezone.localdate()
        trial.save(update_fields=["is_running", "ended_on"])
        note("suggestion_trials", trial, "ended", {}, actor.user)


def arm_of(trial: Trial, customer: Customer) -> str:
    """In which arm a customer is; it follows from the trial's seed and the customer alone."""
    return arms_of(trial, [str(customer.public_id)])[0]


def left_alone(trial: Trial | None, customers: Sequence[Customer]) -> set[int]:
    """Those of the customers who are left without suggestions."""
    if trial is None or not customers:
        return set()
    arms = arms_of(trial, [str(one.public_id) for one in customers])
    return {one.pk for one, arm in zip(customers, arms, strict=True) if arm == Drawn.Arm.HOLDOUT}


def draw(valuation: Valuation) -> int:
    """Enter into the running trial whoever there is something to suggest to, in both arms.

    Who was entered before stays as they were; how many are new. It can be done again.
    """
    trial = running()
    if trial is None or valuation.as_of is None:
        return 0
    known = set(Drawn.objects.filter(trial=trial).values_list("customer_id", flat=True))
    today, drawn = timezone.localdate(), 0
    for piece in _eligible(valuation, known):
        arms = arms_of(trial, [public_id for _, public_id in piece])
        Drawn.objects.bulk_create(
            [
                Drawn(trial=trial, customer_id=key, arm=arm, on=today)
                for (key, _), arm in zip(piece, arms, strict=True)
            ],
            ignore_conflicts=True,
        )
        drawn += len(piece)
    return drawn


def _eligible(valuation: Valuation, known: set[int]) -> Iterator[list[tuple[int, str]]]:
    """Customers at risk or with an offer, some at a time."""
    has_offer = offers.offered_to(valuation)
    told = Score.objects.filter(valuation=valuation, customer__deleted_at=None)
    rows = told.order_by("customer_id").values_list("customer_id", "customer__public_id", "p_alive")
    start = 0
    while piece := list(rows.filter(customer_id__gt=start)[:AT_ONCE]):
        start = piece[-1][0]
        yield [
            (key, str(public_id))
            for key, public_id, p_alive in piece
            if key not in known
            and (str(public_id) in has_offer or (p_alive is not None and GONE <= p_alive < WATCHED))
        ]


def measure(trial: Trial | None = None, today: date | None = None) -> dict[str, Any]:
    """Compare the arms as they were drawn, whatever was done with the suggestions.

    What came of it is kept with the trial: for revenue and margin per customer the effect with
    its interval, or the sentence that says why there is none.
    """
    trial = trial or running()
    if trial is None:
        return {}
    day = min(today or timezone.localdate(), trial.ended_on or date.max)
    result = _judged(trial, day)
    trial.result, trial.measured_on = result, day
    trial.save(update_fields=["result", "measured_on"])
    return result


def _judged(trial: Trial, day: date) -> dict[str, Any]:
    sizes = dict(
        Drawn.objects.filter(trial=trial).order_by().values_list("arm").annotate(n=Count("pk"))
    )
    told: dict[str, Any] = {"n": {arm: sizes.get(arm, 0) for arm in Drawn.Arm.values}}
    told["currency"] = settings.CONFIGURATION.currency
    few = _too_few(trial, told["n"], day)
    if few is not None:
        return {**told, "refused": wording.kept(few)}
    with open_warehouse(threads=1) as warehouse:
        file = warehouse.scratch / "members.parquet"
        pq.write_table(_members(trial, day, told["currency"]), file)
        judged = judge(_experiment(trial, warehouse.scan(file)), days=(day - trial.begun_on).days)
        return {**told, **_told(judged)}


def _too_few(trial: Trial, sizes: dict[str, int], day: date) -> Sentence | None:
    days = (day - trial.begun_on).days
    if min(sizes.values()) < FEWEST:
        return Sentence(
            "We cannot tell yet: {left} customers are left without suggestions and {others} are "
            "not; at least {least} are needed of each.",
            left=sizes[Drawn.Arm.HOLDOUT],
            others=sizes[Drawn.Arm.TREATED],
            least=FEWEST,
        )
    if days < LEAST_DAYS:
        return Sentence(
            "We cannot tell yet: the comparison has run for {days} days; {least} are needed, so "
            "that customers had time to buy.",
            days=days,
            least=LEAST_DAYS,
        )
    return None


def _experiment(trial: Trial, members: Any) -> Experiment:
    return Experiment(
        members=members,
        control=Drawn.Arm.HOLDOUT.value,
        treated=(Drawn.Arm.TREATED.value,),
        metrics=(Metric(REVENUE, Kind.AMOUNT, primary=True), Metric(MARGIN, Kind.AMOUNT)),
        covariates=("before",),
        shares={Drawn.Arm.HOLDOUT.value: trial.share, Drawn.Arm.TREATED.value: 1 - trial.share},
    )


def _members(trial: Trial, day: date, currency: str) -> pa.Table:
    """Who is in which arm, and what they bought since they were drawn and in the year before."""
    columns: dict[str, list[Any]] = {name: [] for name in ("customer_id", "arm", *_SUMS)}
    drawn = Drawn.objects.filter(trial=trial)
    for on in drawn.order_by("on").values_list("on", flat=True).distinct():
        arms = dict(drawn.filter(on=on).values_list("customer_id", "arm"))
        since = _sums(arms, (on, day), currency)
        before = _sums(arms, (on - BEFORE, on - timedelta(days=1)), currency)
        for key, arm in arms.items():
            revenue, cost = since.get(key, (0, 0))
            row = (str(key), arm, revenue, revenue - cost, before.get(key, (0, 0))[0])
            for column, value in zip(columns.values(), row, strict=True):
                column.append(value)
    return pa.table(columns)


_SUMS = (REVENUE, MARGIN, "before")


def _sums(
    customers: Collection[int], between: tuple[date, date], currency: str
) -> dict[int, tuple[int, int]]:
    """Revenue and cost of whoever bought between two days, both included, minor units.

    Of the few who are drawn on most days only their own orders are looked at.
    """
    agreed = Order.objects.present().exclude(status__in=Order.NOT_BINDING)
    asked = agreed.filter(ordered_on__range=between, currency=currency).order_by()
    some = list(customers)
    parts = [asked]
    if len(some) <= FEW:
        pieces = (some[at : at + TOGETHER] for at in range(0, len(some), TOGETHER))
        parts = [asked.filter(customer_id__in=piece) for piece in pieces]
    sums = {"revenue": Sum("amount_minor"), "cost": Sum("cost_minor")}
    rows = (row for part in parts for row in part.values_list("customer_id").annotate(**sums))
    return {key: (int(revenue or 0), int(cost or 0)) for key, revenue, cost in rows}


def _told(judged: Judged) -> dict[str, Any]:
    """What is kept of the comparison, as plain JSON."""
    if judged.withheld is not None:
        return {"refused": wording.kept(judged.withheld)}
    told: dict[str, Any] = {}
    if isinstance(judged.ratio, RatioCheck):
        told["ratio"] = wording.kept(judged.ratio.sentence)
    for name in (REVENUE, MARGIN):
        outcome = judged.best(Drawn.Arm.TREATED.value, name)
        told[name] = _effect(outcome)
    return told


def _effect(outcome: Effect | AnalyticsError) -> dict[str, Any]:
    if isinstance(outcome, Effect):
        return {
            **{name: getattr(outcome, name) for name in _KEPT},
            "method": wording.kept(outcome.method),
        }
    return {"refused": wording.kept(outcome.sentence)}


_KEPT = ("value", "low", "high", "level", "p", "treated", "control", "n_treated", "n_control")


def arms_of(trial: Trial, public_ids: Sequence[str]) -> list[str]:
    threshold = round(trial.share * (1 << BITS))
    return [
        (Drawn.Arm.HOLDOUT if number < threshold else Drawn.Arm.TREATED).value
        for number in hash52(trial.seed, public_ids).tolist()
    ]

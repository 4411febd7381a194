"""What quotes come to and how orders go through the house, each figure with its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Count, Q, QuerySet

from goodwill.analytics.benefit.indicators.efficiency.efficiency import INDICATORS as EFFICIENCY
from goodwill.analytics.benefit.indicators.sales.sales import SL05
from goodwill.analytics.figure import Definition, Figure, Unit, proportion
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.middle import median
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Order
from goodwill.crm.sales.quotes.models import OrderHandling, Quote
from goodwill.language import Sentence

EF05 = next(one for one in EFFICIENCY if one.id == "EF05")
DAYS = 365
FEWEST = 6
"""Below six values no interval of 95 % for a median exists."""
HOUR = 60

TAKEN = Definition(
    id="quotes.taken",
    version=1,
    label=Sentence("Quotes accepted"),
    meaning=Sentence("Of the quotes that were decided, the share that customers accepted."),
    formula=Sentence("accepted ÷ (accepted + declined + expired)"),
    unit=Unit.SHARE,
)
ANSWERED_IN = Definition(
    id="quotes.answered_in",
    version=1,
    label=Sentence("Days until customers answer"),
    meaning=Sentence("How long a quote is with the customer; half take longer."),
    formula=Sentence("median of days from sending to answer"),
    unit=Unit.DAYS,
)


@dataclass(frozen=True)
class Through:
    """How it went in a year, for the records within one person's reach."""

    accuracy: Figure
    processing: Figure
    taken: Figure
    answered_in: Figure


def handled(reach: Reach) -> QuerySet[OrderHandling]:
    """How the orders within reach went through."""
    orders = Order.objects.present().within(reach)
    return OrderHandling.objects.filter(order__in=orders)


def through(reach: Reach, today: date) -> Through:
    """The figures of the last year, up to today."""
    since = today - timedelta(days=DAYS)
    return Through(
        accuracy=_accuracy(handled(reach), since, today),
        processing=_processing(handled(reach), since, today),
        taken=_taken(reach, since, today),
        answered_in=_answered_in(reach, since, today),
    )


def _accuracy(rows: QuerySet[OrderHandling], since: date, today: date) -> Figure:
    released = rows.filter(released_at__date__gt=since, released_at__date__lte=today)
    counted = released.aggregate(orders=Count("pk"), wrong=Count("pk", filter=~Q(error="")))
    right = counted["orders"] - counted["wrong"]
    return _told(
        proportion(SL05.definition, right, counted["orders"], as_of=today, method=_METHOD),
        counted["orders"],
        Sentence("No order was released here in the last year."),
    )


def _processing(rows: QuerySet[OrderHandling], since: date, today: date) -> Figure:
    released = rows.filter(released_at__date__gt=since, released_at__date__lte=today)
    minutes = released.exclude(processing_minutes=None)
    held = np.array(minutes.values_list("processing_minutes", flat=True), dtype=float)
    return _median(
        EF05.definition,
        held / HOUR,
        today,
        Sentence("No order was released here in the last year."),
    )


def _taken(reach: Reach, since: date, today: date) -> Figure:
    decided = Quote.objects.present().within(reach).filter(quoted_on__gt=since)
    counted = decided.aggregate(
        taken=Count("pk", filter=Q(status=Quote.Status.ACCEPTED)),
        all=Count("pk", filter=Q(status__in=_DECIDED)),
    )
    return _told(
        proportion(TAKEN, counted["taken"], counted["all"], as_of=today, method=_QUOTES),
        counted["all"],
        Sentence("No quote of the last year was decided yet."),
    )


def _answered_in(reach: Reach, since: date, today: date) -> Figure:
    answered = Quote.objects.present().within(reach).filter(quoted_on__gt=since)
    pairs = answered.exclude(sent_at=None).exclude(answered_at=None)
    days = [
        (answered_at - sent_at).total_seconds() / 86_400
        for sent_at, answered_at in pairs.values_list("sent_at", "answered_at")
    ]
    nothing = Sentence("No quote of the last year was answered yet.")
    return _median(ANSWERED_IN, np.array(days), today, nothing)


def _median(definition: Definition, values: Floats, today: date, nothing: Sentence) -> Figure:
    if not len(values):
        return Figure(definition, None, as_of=today, n=0, reason=nothing)
    middle = median(values)
    return Figure(
        definition,
        round(middle.value, 4),
        as_of=today,
        n=middle.n,
        low=middle.low,
        high=middle.high,
        level=middle.level if middle.low is not None else None,
        method=_MEDIAN if middle.low is not None else _MEDIAN_ALONE,
    )


def _told(figure: Figure, n: int, nothing: Sentence) -> Figure:
    """The figure, or why there is none in words of its own."""
    if n:
        return figure
    return Figure(figure.definition, None, as_of=figure.as_of, n=0, reason=nothing)


_DECIDED = (Quote.Status.ACCEPTED, Quote.Status.DECLINED, Quote.Status.EXPIRED)
_METHOD = Sentence(
    "Orders released in the last 365 days that you may see; an order that differs from the "
    "quote the customer accepted counts as wrong. Wilson interval of 95 %."
)
_QUOTES = Sentence("Quotes of the last 365 days that you may see. Wilson interval of 95 %.")
_MEDIAN = Sentence(
    "Median over what you may see of the last 365 days; working time is Monday to Friday, nine "
    "to five. The interval of 95 % runs between two of the values and takes no shape for granted."
)
_MEDIAN_ALONE = Sentence(
    "Median over what you may see of the last 365 days. Fewer than six values give no interval."
)

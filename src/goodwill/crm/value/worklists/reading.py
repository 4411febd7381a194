"""The lists themselves: who is on them, why, what it is about, and who has taken it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from goodwill.analytics.figure import Definition, Figure, Unit, money, proportion
from goodwill.analytics.value.outlook.potential import Cell
from goodwill.analytics.value.outlook.worklists import (
    CUSTOMERS_AT_RISK,
    GONE,
    NO_FORECAST,
    TREASURES,
    VALUE_AT_RISK,
    WATCHED,
)
from goodwill.analytics.value.today.classes import ValueClass
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.value.scoring.models import Score
from goodwill.crm.value.scoring.running import latest
from goodwill.crm.value.seeing import REVENUE, Worth, scores_within, worth_for
from goodwill.crm.value.worklists.models import CareAction
from goodwill.crm.value.worklists.reasons import why
from goodwill.language import Sentence

SHOWN = 50
KEEP, LOST, NEGATIVE = CareAction.Worklist.values

REVENUE_AT_RISK = Definition(
    "revenue_at_risk",
    1,
    Sentence("Revenue at risk"),
    Sentence(
        "What the customers who may be leaving would buy more for in 365 days if they certainly "
        "stayed."
    ),
    Sentence("Σ expected revenue of 365 days ÷ P(still a customer) × (1 − P(still a customer))"),
    Unit.MONEY,
)
EXPECTED_OF_THEM = Definition(
    "expected_of_customers_to_keep",
    1,
    Sentence("Expected of them"),
    Sentence("What the customers to keep above all are expected to bring, or to buy for."),
    Sentence("Σ expectation of the customers to keep"),
    Unit.MONEY,
)
BOUGHT_AGAIN = Definition(
    "care_bought_again",
    1,
    Sentence("Bought again"),
    Sentence("Of the customers somebody took on, how many have bought something since."),
    Sentence("customers taken on who bought since ÷ customers taken on"),
    Unit.SHARE,
)
BOUGHT_SINCE = Definition(
    "care_bought_since",
    1,
    Sentence("Bought since they were taken on"),
    Sentence("What those customers bought within a year of being taken on, less returns."),
    Sentence("Σ orders − returns from the day of the action, for 365 days at most"),
    Unit.MONEY,
)


@dataclass(frozen=True)
class Row:
    """One customer on a list; `minor` is what the list is ordered by."""

    score: Score
    reason: Sentence | None
    minor: int | None
    action: CareAction | None


@dataclass(frozen=True)
class Worklist:
    """A page of a list, with the figures of all of it."""

    word: str
    rows: Sequence[Row]
    figures: Sequence[Figure]
    worth: Worth
    currency: str
    has_more: bool


def rows_of(word: str, reach: Reach) -> Any:
    """The scores of everybody on a list within reach, the most important first."""
    worth = worth_for(reach)
    seen = scores_within(reach)
    if word == LOST:
        risky = seen.filter(p_alive__gte=GONE, p_alive__lt=WATCHED, **{f"{worth.at_risk}__gt": 0})
        return risky.order_by(f"-{worth.at_risk}", "customer_id")
    if word == KEEP:
        stars = seen.filter(quadrant=Cell.STAR.value, **{f"{worth.expected}__isnull": False})
        return stars.order_by(f"-{worth.expected}", "customer_id")
    losing = seen.filter(value_class=ValueClass.N.value)
    return losing.order_by("profit_minor", "customer_id")


def worklist(word: str, reach: Reach, *, start: int = 0, whose: int | None = None) -> Worklist:
    """`SHOWN` rows of a list from `start` on, with what somebody does about them already."""
    worth = worth_for(reach)
    found = rows_of(word, reach)
    if whose is not None:
        found = found.filter(customer__owner_id=whose)
    listed = found.select_related("customer", "customer__owner", "valuation")
    scores = list(listed[start : start + SHOWN + 1])
    actions = _open_actions(word, [score.customer_id for score in scores])
    column = {LOST: worth.at_risk, KEEP: worth.expected, NEGATIVE: "profit_minor"}[word]
    rows = [
        Row(score, why(score, word, worth), getattr(score, column), actions.get(score.customer_id))
        for score in scores[:SHOWN]
    ]
    valuation = latest()
    currency = valuation.currency if valuation else ""
    return Worklist(word, rows, figures(word, reach), worth, currency, len(scores) > SHOWN)


def figures(word: str, reach: Reach) -> Sequence[Figure]:
    """How many are on the list and what they stand for, of all whom the person may see."""
    valuation, worth = latest(), worth_for(reach)
    if valuation is None or word == NEGATIVE:
        return ()
    column = worth.at_risk if word == LOST else worth.expected
    found = rows_of(word, reach).order_by().aggregate(n=Count("pk"), minor=Sum(column))
    n = scores_within(reach).filter(p_alive__isnull=False).count()
    told: dict[str, Any] = {"as_of": valuation.as_of, "n": n}
    if not n:
        told["reason"] = NO_FORECAST
    how_many, much = (CUSTOMERS_AT_RISK, VALUE_AT_RISK if worth is not REVENUE else REVENUE_AT_RISK)
    if word == KEEP:
        how_many, much = TREASURES, EXPECTED_OF_THEM
    minor = int(found["minor"] or 0) if n else None
    return (
        Figure(how_many, found["n"] if n else None, method=_of_whom(reach), **told),
        money(much, minor, valuation.currency or "CNY", method=_of_whom(reach), **told),
    )


def results(word: str, reach: Reach, as_of: Any) -> Sequence[Figure]:
    """What came of those taken on from a list; gross, for nobody was left out to compare with."""
    counted = (
        CareAction.objects.present().within(reach).filter(worklist=word).exclude(bought_minor=None)
    )
    rows = list(counted.values_list("currency", "bought_minor"))
    if not rows:
        return ()
    method = Sentence(
        "Gross: nobody was left alone to compare with, so what they would have bought anyway is "
        "in it."
    )
    again = sum(minor > 0 for _, minor in rows)
    found = [proportion(BOUGHT_AGAIN, again, len(rows), as_of=as_of, method=method)]
    for currency in sorted({currency for currency, _ in rows}):
        ours = [minor for held, minor in rows if held == currency]
        found.append(
            money(BOUGHT_SINCE, sum(ours), currency, as_of=as_of, n=len(ours), method=method)
        )
    return found


def _open_actions(word: str, customers: Sequence[int]) -> dict[int, CareAction]:
    open_ = CareAction.objects.present().filter(
        worklist=word, outcome=CareAction.Outcome.OPEN, customer_id__in=customers
    )
    return {one.customer_id: one for one in open_.select_related("owner")}


def _of_whom(reach: Reach) -> Sentence:
    if reach.is_everything:
        return Sentence("Of all customers of the company, by the last valuation.")
    return Sentence("Of the customers within your reach, by the last valuation.")

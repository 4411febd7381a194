"""What the experiment says so far, as figures and sentences for the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count

from goodwill.analytics.figure import Definition, Figure, Grade, Unit, major, money, proportion
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.notices import wording
from goodwill.crm.value.seeing import sees_costs
from goodwill.crm.value.suggesting.models import Decision, Trial
from goodwill.crm.value.suggesting.trying import MARGIN, REVENUE
from goodwill.language import Sentence

MEANING = Sentence(
    "What a customer with suggestions bought more than one left without, on average, since they "
    "were drawn; whether a suggestion was taken up or not."
)
ON_TOP_REVENUE = Definition(
    "suggestions_revenue",
    1,
    Sentence("Revenue on top per customer"),
    MEANING,
    Sentence("mean revenue with suggestions − mean revenue without"),
    Unit.MONEY,
)
ON_TOP_MARGIN = Definition(
    "suggestions_margin",
    1,
    Sentence("Margin on top per customer"),
    MEANING,
    Sentence("mean margin with suggestions − mean margin without"),
    Unit.MONEY,
)
TAKEN_UP = Definition(
    "suggestions_taken_up",
    1,
    Sentence("Taken up"),
    Sentence("Of the suggestions somebody decided on, how many were taken up."),
    Sentence("taken up ÷ (taken up + let be)"),
    Unit.SHARE,
)


@dataclass(frozen=True)
class Told:
    """What the trial says: figures, or why there are none."""

    figures: Sequence[Figure]
    refused: Sentence | None
    sizes: Mapping[str, int]


def told(trial: Trial, reach: Reach) -> Told:
    """The result kept with a trial, as far as the person may see it."""
    result = trial.result
    sizes = result.get("n", {})
    if "refused" in result:
        return Told((), wording.revived(result["refused"]), sizes)
    pairs = [(REVENUE, ON_TOP_REVENUE), *([(MARGIN, ON_TOP_MARGIN)] * sees_costs(reach))]
    figures = [_figure(trial, result[name], one) for name, one in pairs if name in result]
    return Told(figures, None, sizes)


def _figure(trial: Trial, effect: Mapping[str, Any], definition: Definition) -> Figure:
    currency = trial.result["currency"]
    told_: dict[str, Any] = {"as_of": trial.measured_on, "n": sum(trial.result["n"].values())}
    if "refused" in effect:
        reason = wording.revived(effect["refused"])
        return money(definition, None, currency, reason=reason, **told_)
    value, low, high = (_amount(effect[name], currency) for name in ("value", "low", "high"))
    return Figure(
        definition,
        value,
        low=low,
        high=high,
        level=effect["level"],
        currency=currency,
        grade=Grade.RANDOM_HOLDOUT,
        method=wording.revived(effect["method"]),
        **told_,
    )


def _amount(minors: float, currency: str) -> Decimal:
    return major(round(minors), currency)


def decisions(reach: Reach, as_of: Any) -> tuple[Figure | None, list[tuple[str, int]]]:
    """How many were taken up of those decided on, and why the others were not, most often first."""
    seen = Decision.objects.filter(customer__deleted_at=None)
    if not reach.is_everything:
        seen = seen.filter(customer__in=Customer.objects.present().within(reach).values("pk"))
    counts = dict(seen.order_by().values_list("state").annotate(n=Count("pk")))
    taken, let = (counts.get(state, 0) for state in Decision.State.values)
    if not taken + let:
        return None, []
    why = seen.filter(state=Decision.State.DISMISSED).order_by().values_list("reason")
    reasons = sorted(why.annotate(n=Count("pk")), key=lambda row: (-row[1], row[0]))
    return proportion(TAKEN_UP, taken, taken + let, as_of=as_of), reasons

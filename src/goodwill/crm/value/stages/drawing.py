"""The pictures of the stages: the funnel, and how many were in each month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goodwill.analytics.figure import Unit
from goodwill.analytics.value.today.stages import LoyaltyStage, Population
from goodwill.crm.value.stages.counting import Month
from goodwill.language import Sentence
from goodwill.report.charts import Chart
from goodwill.report.charts.bars import funnel
from goodwill.report.charts.canvas import Item
from goodwill.report.charts.lines import Point, Series, line_with_band

OUTSIDE = (LoyaltyStage.BEFORE_THESE_DATA,)
LINES = 5


def stage_funnel(found: Sequence[Population]) -> Chart | None:
    """How many reached each stage or one above it; None with fewer than two stages measured."""
    counted = [each for each in found if each.customers is not None and each.stage not in OUTSIDE]
    if len(counted) < 2:
        return None
    reached = [
        sum(later.customers or 0 for later in counted[place:]) for place in range(len(counted))
    ]
    return funnel(
        [Item(each.stage.label, n) for each, n in zip(counted, reached, strict=True)],
        description=Sentence("How many customers reached each loyalty stage, or one above it"),
        label=Sentence("Loyalty stage"),
        measure=Sentence("Customers who got so far"),
    )


def course(months: Sequence[Month], names: Mapping[str, Sentence]) -> Chart | None:
    """The states with most customers, month by month; None with fewer than two months."""
    if len(months) < 2:
        return None
    last = months[-1].counts
    shown = sorted((state for state in names if last.get(state)), key=lambda one: -last[one])
    series = [
        Series(names[state], [Point(each.month, each.counts.get(state, 0)) for each in months])
        for state in shown[:LINES]
    ]
    return line_with_band(
        series,
        description=Sentence("Customers at the end of each month"),
        x=Sentence("Month"),
        measure=Sentence("Customers"),
        unit=Unit.CUSTOMERS,
    )

"""The pictures of the management page: who carries us, equity over time, loyalty stages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
from babel.numbers import format_percent

from goodwill.analytics.figure import Unit, major
from goodwill.analytics.value.basis import Basis
from goodwill.crm.ui import speaking
from goodwill.crm.value.management.reading import Seen
from goodwill.crm.value.scoring import files
from goodwill.crm.value.stages import counting
from goodwill.language import Sentence
from goodwill.report.charts import (
    Chart,
    Item,
    Mark,
    Point,
    Series,
    bars,
    line_with_band,
    whale_curve,
)
from goodwill.report.drawing import drawings

PICTURES = ("whale", "equity", "stages")
WHAT = {
    Basis.PROFIT: Sentence("the profit"),
    Basis.MARGIN: Sentence("the margin"),
    Basis.REVENUE: Sentence("the revenue"),
}


def drawn(seen: Seen, word: str) -> dict[str, str] | None:
    """A picture for a wide and a narrow page; None where there is nothing to draw."""
    chart = {"whale": _whale, "equity": _equity, "stages": _stages}[word](seen)
    return None if chart is None else drawings(chart, speaking.current(), f"management-{word}")


def _whale(seen: Seen) -> Chart | None:
    curve = seen.whale
    if not curve.customers or curve.total_minor <= 0:
        return None
    best, worst = (
        curve.best_customers / curve.customers,
        1 - curve.worst_customers / curve.customers,
    )
    top = curve.best_minor / curve.total_minor
    last = curve.worst_minor / curve.total_minor
    marks = (
        Mark(best, Sentence("First 20 %: {share}", share=_percent(top))),
        Mark(worst, Sentence("Last 30 %: {share}", share=_percent(last))),
    )
    return whale_curve(
        [(one.customer_share, one.cumulative_minor / curve.total_minor) for one in curve.points],
        description=title(seen),
        marks=marks,
        measure=_cumulated(curve.basis),
    )


def _cumulated(basis: Basis) -> Sentence | None:
    if basis is Basis.PROFIT:
        return None
    if basis is Basis.MARGIN:
        return Sentence("Cumulative margin")
    return Sentence("Cumulative revenue")


def _percent(share: float) -> str:
    return str(format_percent(share, "#,##0%", locale=speaking.current().locale))


def title(seen: Seen) -> Sentence:
    """What the curve says."""
    curve = seen.whale
    top = curve.best_minor / curve.total_minor if curve.total_minor > 0 else 0.0
    last = curve.worst_minor / curve.total_minor if curve.total_minor > 0 else 0.0
    if last < 0:
        return Sentence(
            "The first 20 % of customers bring {top} of {what}; the last 30 % cost {last} of it.",
            what=WHAT.get(curve.basis, WHAT[Basis.REVENUE]),
            top=_percent(top),
            last=_percent(-last),
        )
    return Sentence(
        "The first 20 % of customers bring {top} of {what}; the last 30 % bring {last}.",
        what=WHAT.get(curve.basis, WHAT[Basis.REVENUE]),
        top=_percent(top),
        last=_percent(last),
    )


def _equity(seen: Seen) -> Chart | None:
    """The sum of what was expected at each valuation that is kept; for who sees all."""
    points = past(seen) if seen.is_whole else []
    if len(points) < 2:
        return None
    return line_with_band(
        [Series(Sentence("Customer equity"), [Point(on, value) for on, value in points])],
        description=Sentence("Customer equity at each valuation"),
        x=Sentence("As of"),
        measure=Sentence("Customer equity"),
        unit=Unit.MONEY,
        currency=seen.currency,
    )


def past(seen: Seen) -> list[tuple[date, Decimal]]:
    """What customers were expected to bring, at each valuation that is kept."""
    return [
        (on, major(_expected(file, file.stat().st_mtime_ns), seen.currency))
        for file in sorted((files.place() / files.PAST).glob("*.parquet"))
        if (on := datetime.strptime(file.stem, "%Y-%m-%d").date()) <= seen.as_of  # noqa: DTZ007
    ]


@lru_cache(maxsize=128)
def _expected(file: Path, stamp: int) -> int:
    column = pq.ParquetFile(file).read(columns=["expected_minor"])["expected_minor"]
    return int(pc.sum(column).as_py() or 0)


def _stages(seen: Seen) -> Chart | None:
    found = [one for one in counting.populations(seen.reach) if one.customers is not None]
    if not found:
        return None
    return bars(
        [Item(one.stage.label, one.customers) for one in found],
        description=Sentence("How many customers are in each loyalty stage"),
        label=Sentence("Loyalty stage"),
        measure=Sentence("Customers"),
        unit=Unit.CUSTOMERS,
    )

"""Who stays: retention and churn of the last year, and cohorts as they age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from goodwill.analytics.figure import Number, Unit
from goodwill.language import Sentence
from goodwill.report.charts import heat_map
from goodwill.report.finding import Finding
from goodwill.report.value.measuring import Measured
from goodwill.report.words import amount, find

MOST_COHORTS = 24
MOST_AGES = 24


def staying(measured: Measured) -> list[Finding]:
    return [*_retention(measured), *_cohorts(measured)]


def _retention(measured: Measured) -> list[Finding]:
    if not measured.retention:
        return []
    rate = find(measured.retention, "RL01")
    title = (
        Sentence(
            "Of the customers of {day}, {rate} are still customers",
            day=date.fromisoformat(rate.cut["from"]),
            rate=rate,
        )
        if rate.value is not None
        else Sentence("Retention cannot be told yet")
    )
    return [Finding("retention", title, figures=measured.retention)]


def _cohorts(measured: Measured) -> list[Finding]:
    cohorts = measured.cohorts
    if len(cohorts.rows) < 2:
        return []
    shares = [
        [None if active is None else active / row.customers for active in row.active]
        for row in cohorts.rows
    ]
    revenue = [
        [amount(minor, measured.currency) for minor in row.revenue_minor] for row in cohorts.rows
    ]
    return [
        _cohort_map(
            measured,
            "cohort-retention",
            Sentence("Which share of each cohort buys again, by age"),
            shares,
            Unit.SHARE,
        ),
        _cohort_map(
            measured,
            "cohort-revenue",
            Sentence("What each cohort brings as it ages"),
            revenue,
            Unit.MONEY,
        ),
    ]


def _cohort_map(
    measured: Measured,
    name: str,
    title: Sentence,
    values: Sequence[Sequence[Number | None]],
    unit: Unit,
) -> Finding:
    """The last `MOST_COHORTS` cohorts over their first `MOST_AGES` ages; the first age is left
    out of the shares, since everybody bought then."""
    cohorts = measured.cohorts
    rows = cohorts.rows[-MOST_COHORTS:]
    youngest = 1 if unit is Unit.SHARE else 0
    ages = range(youngest, min(MOST_AGES, max(2, _known(values[-MOST_COHORTS:]))))
    chart = heat_map(
        [_period(measured, row.start) for row in rows],
        [str(age) for age in ages],
        [[line[age] for age in ages] for line in values[-MOST_COHORTS:]],
        description=title,
        row=Sentence("First bought in"),
        column=_ages(cohorts.period, unit),
        unit=unit,
        currency=measured.currency if unit is Unit.MONEY else None,
    )
    return Finding(
        name,
        title,
        text=[Sentence("Empty cells are not over yet: not known, not zero.")],
        chart=chart,
    )


def _ages(period: str, unit: Unit) -> Sentence:
    since = Sentence("Months since") if period == "month" else Sentence("Quarters since")
    if unit is Unit.SHARE:
        return Sentence("{since}; in the cells the share in %", since=since)
    return since


def _known(values: Sequence[Sequence[Number | None]]) -> int:
    """How many ages have at least one value."""
    return max(sum(cell is not None for cell in line) for line in values)


def _period(measured: Measured, start: date) -> str:
    if measured.cohorts.period == "month":
        return f"{start:%Y-%m}"
    return f"{start.year}-Q{(start.month + 2) // 3}"

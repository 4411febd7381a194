"""Whether winning customers pays: what cohorts bring by age, payback, and word of mouth."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit, major
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.outlook import advocacy, payback
from goodwill.analytics.value.outlook.lifetimecurves import AGES, Curve, CurvePoint
from goodwill.analytics.value.outlook.multiples import Multiples
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Item, Point, Series, bars, line_with_band
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Label, Table, TableColumn
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured
from goodwill.report.value.repaying import Paying
from goodwill.report.words import Amount, find

COHORTS_DRAWN = 3
FEWEST_MONTHS = 6
MOST_OF_ALL = 0.5
"""Share of the customers below which a mean speaks of the oldest alone."""


def paying(measured: Measured) -> Chapter:
    forecast = measured.forecast
    findings: list[Finding] = []
    if not isinstance(forecast, AnalyticsError):
        told = [
            _curves(measured, forecast.paying),
            _payback(measured, forecast),
            _mouth(measured, forecast.paying),
        ]
        findings = [finding for finding in told if finding is not None]
    return Chapter("paying", Sentence("Whether winning customers pays"), findings)


def _curves(measured: Measured, found: Paying) -> Finding | None:
    ages = _ages(found.curves.overall)
    if len(ages) < 2:
        return None
    early, late = (_at(found, None, age) for age in (ages[0], ages[-1]))
    said = {"first": early, "months": ages[-1], "later": late}
    return Finding(
        "lifetime-curves",
        Sentence(
            "A customer brings {first} with the first purchase, and {later} within {months} months",
            **said,
        ),
        text=[
            Sentence(
                "Mean per customer since the first purchase, real and not foretold. A cohort is "
                "the customers of one quarter, followed as far as its youngest has been watched."
            ),
            *_counted_as(measured),
        ],
        figures=[_at(found, None, age) for age in ages],
        chart=_drawn(measured, found),
        table=_table(found, ages),
    )


def _counted_as(measured: Measured) -> list[Sentence]:
    if measured.prepared.basis is Basis.REVENUE:
        return [Sentence("Cost of goods is not known: this is revenue, and margin would be less.")]
    if measured.prepared.basis is Basis.PROFIT:
        return [Sentence("This is margin, before cost to serve.")]
    return []


def _ages(curve: Curve) -> list[int]:
    """Those of the figures that are reached, the day of the first purchase among them."""
    months = {point.month for point in _of_most(curve)}
    return [age for age in AGES if age in months]


def _of_most(curve: Curve) -> list[CurvePoint]:
    """Later months would change the mean by changing whom it is of."""
    return [point for point in curve.points if point.customers >= MOST_OF_ALL * curve.customers]


def _at(found: Paying, group: str | None, age: int) -> Figure:
    return next(
        figure
        for figure in found.curve_figures
        if figure.cut.get("group") == group and figure.cut["months"] == str(age)
    )


def _drawn(measured: Measured, found: Paying) -> Chart:
    everybody = [
        Point(
            point.month,
            *(
                major(round(minor), measured.currency)
                for minor in (point.mean_minor, point.low, point.high)
            ),
        )
        for point in _of_most(found.curves.overall)
    ]
    return line_with_band(
        [
            Series(Sentence("All"), everybody),
            *(
                Series(
                    curve.group or "",
                    [
                        Point(point.month, major(round(point.mean_minor), measured.currency))
                        for point in curve.points
                    ],
                )
                for curve in _few(found.curves.cohorts)
            ),
        ],
        description=Sentence("Mean per customer by months since the first purchase, by cohort."),
        x=Sentence("Months since the first purchase"),
        measure=Sentence("Brought per customer, by months since the first purchase"),
        unit=Unit.MONEY,
        currency=measured.currency,
    )


def _few(cohorts: tuple[Curve, ...]) -> list[Curve]:
    """Spread over the time, each watched long enough to be a line."""
    watched = [each for each in cohorts if (each.months or 0) >= FEWEST_MONTHS]
    if len(watched) <= COHORTS_DRAWN:
        return watched
    last = len(watched) - 1
    return [watched[round(place * last / (COHORTS_DRAWN - 1))] for place in range(COHORTS_DRAWN)]


def _table(found: Paying, ages: list[int]) -> Table:
    shown = [age for age in ages if age in {0, 3, 12}]
    columns = [
        TableColumn(Sentence("First purchase in")),
        TableColumn(Sentence("Customers"), Unit.CUSTOMERS),
        *(TableColumn(Sentence("{n} month", "{n} months", n=age), align="end") for age in shown),
    ]
    rows: list[tuple[Cell, ...]] = []
    for curve in found.curves.cohorts:
        reached = {point.month for point in curve.points}
        label: Label = curve.group or ""
        cells = [_at(found, curve.group, age) if age in reached else None for age in shown]
        if any(cells):
            rows.append((label, curve.customers, *cells))
    return Table(columns, rows)


def _payback(measured: Measured, forecast: Forecast) -> Finding:
    figures = forecast.paying.payback_figures
    ratio, months = find(figures, "VA06"), find(figures, "MK05")
    newcomer = find(forecast.prospects, "VA03")
    is_margin = measured.prepared.basis is not Basis.REVENUE and newcomer.value is not None
    return Finding(
        "acquisition",
        _payback_title(ratio, months, newcomer if is_margin else None),
        text=[
            *([] if is_margin else [payback.NO_MARGIN]),
            Sentence(
                "What winning them costs decides how many times over customers bring it back, and "
                "after how many months. Costs to serve do not stand in for it: they come after a "
                "customer is won."
            ),
            *([] if ratio.value is not None else [ASK]),
        ],
        figures=[newcomer, ratio, months] if is_margin else [ratio, months],
        table=_by_cohort(figures) if ratio.value is not None else None,
    )


ASK = Sentence("Name what winning a customer costs with --acquisition-cost.")


def _payback_title(ratio: Figure, months: Figure, newcomer: Figure | None) -> Sentence:
    if newcomer is None:
        return Sentence("Whether winning customers pays cannot be told yet")
    if ratio.value is None:
        return Sentence(
            "Winning a customer may cost at most {value}: so much a new one brings", value=newcomer
        )
    if months.value is None:
        return Sentence(
            "Customers bring {ratio} times what winning them cost; it is not back yet", ratio=ratio
        )
    return Sentence(
        "Customers bring {ratio} times what winning them cost; it is back after {months} months",
        ratio=ratio,
        months=months,
    )


def _by_cohort(figures: Sequence[Figure]) -> Table:
    cohorts = dict.fromkeys(each.cut["group"] for each in figures if "group" in each.cut)
    columns = [
        TableColumn(Sentence("First purchase in")),
        TableColumn(payback.VALUE_TO_COST.label, Unit.RATIO),
        TableColumn(payback.PAYBACK_MONTHS.label, Unit.NUMBER),
    ]
    rows: list[tuple[Cell, ...]] = [
        (cohort, find(figures, "VA06", group=cohort), find(figures, "MK05", group=cohort))
        for cohort in cohorts
    ]
    return Table(columns, rows)


def _mouth(measured: Measured, found: Paying) -> Finding:
    by = Multiples()
    fewest, most = by.hear_good
    return Finding(
        "word-of-mouth",
        _mouth_title(found),
        text=[
            *_sent(measured, found),
            advocacy.NO_SATISFACTION if found.referrers else advocacy.NO_ADVOCATES,
            Sentence(
                "How many who hear of you become customers is nobody's measurement: until you "
                "name it as your own assumption, no amount is told here."
            ),
            Sentence(
                "The chart is from elsewhere, as published, and says nothing of your customers."
            ),
        ],
        chart=bars(
            [
                Item(Sentence("Well impressed"), (fewest + most) / 2, fewest, most),
                Item(Sentence("Dissatisfied, at least"), by.hear_bad),
            ],
            description=Sentence(
                "People who hear of it from one customer, as published elsewhere."
            ),
            label=Sentence("Elsewhere: one customer who is"),
            measure=Sentence("People who hear of it"),
            unit=Unit.NUMBER,
        ),
        table=Table(
            [
                TableColumn(Sentence("From elsewhere")),
                TableColumn(Sentence("Multiple"), Unit.RATIO),
            ],
            [
                (
                    Sentence("Revenue of a completely satisfied customer, against a fairly one"),
                    by.satisfied_to_fair,
                ),
                (
                    Sentence(
                        "Loss from a completely dissatisfied customer, against what a completely "
                        "satisfied one brings"
                    ),
                    by.lost_to_contribution,
                ),
            ],
        ),
    )


def _mouth_title(found: Paying) -> Sentence:
    if found.referred:
        return Sentence(
            "{n} customer was sent by another; what word of mouth brings is not in it yet",
            "{n} customers were sent by {senders} others; what that brings is not told yet",
            n=found.referred,
            senders=found.referrers,
        )
    return Sentence("What word of mouth brings cannot be told: who recommends is not recorded")


def _sent(measured: Measured, found: Paying) -> list[Sentence]:
    if not found.referred:
        return []
    return [
        Sentence(
            "{value} is expected of those who were sent; it is in customer equity already. Whether "
            "they would have come anyway nobody has asked.",
            value=Amount(major(found.referred_minor, measured.currency), measured.currency),
        )
    ]

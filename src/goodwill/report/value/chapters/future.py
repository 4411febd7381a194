"""What is still to come: equity, the next year, who holds it, and what staying is worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit, major
from goodwill.analytics.value.outlook import presence
from goodwill.analytics.value.outlook.elasticity import BENCHMARKS
from goodwill.analytics.value.outlook.equitychange import Change
from goodwill.language import Sentence
from goodwill.report.charts import (
    Item,
    Point,
    Series,
    bars,
    heat_map,
    interval_plot,
    line_with_band,
)
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured
from goodwill.report.words import find

LONG_SILENCE = 180


def future(measured: Measured) -> Chapter:
    forecast = measured.forecast
    if isinstance(forecast, AnalyticsError):
        findings = [_untold(forecast)]
    else:
        told: list[Finding | None] = [
            _equity(measured, forecast),
            _year(measured, forecast),
            _change(measured, forecast),
            _whale(measured, forecast),
            _presence(measured, forecast),
            _sensitivity(forecast),
        ]
        findings = [finding for finding in told if finding is not None]
    return Chapter("future", Sentence("What customers will bring"), findings)


def _untold(refusal: AnalyticsError) -> Finding:
    return Finding(
        "no-forecast",
        Sentence("What customers will bring cannot be told from these data yet"),
        text=[
            refusal.sentence,
            Sentence(
                "A forecast takes purchases with customer, day and amount, over a time in which "
                "at least some customers came back. Everything else in this report is told "
                "without it."
            ),
        ],
    )


def _equity(measured: Measured, forecast: Forecast) -> Finding:
    currency = measured.currency
    worth = find(forecast.equity_figures, "VA05")
    year, newcomer = (find(forecast.prospects, name) for name in ("expected_value_365", "VA03"))
    return Finding(
        "customer-equity",
        Sentence("The customers of today are expected to bring {equity} more", equity=worth),
        text=[
            Sentence(
                "That is their customer equity: all that is still to come from them, in today's "
                "money at {percent} % a year. Customers still to be won are not in it.",
                percent=round(100 * forecast.annual, 2),
            )
        ],
        figures=[worth, year, newcomer],
        chart=interval_plot(
            [
                Item(Sentence("One year"), year.value, year.low, year.high),
                Item(Sentence("All years"), worth.value, worth.low, worth.high),
            ],
            description=Sentence("What today's customers will bring, each with its 90 % interval."),
            label=Sentence("Time"),
            measure=Sentence("Expected value"),
            unit=Unit.MONEY,
            currency=currency,
        ),
        warnings=_farther_than_seen(forecast),
    )


YEAR = 365
FARTHER = 3.0
"""So many times farther than the data reach back, and a reader is warned."""


def _farther_than_seen(forecast: Forecast) -> list[Sentence]:
    """Lifetimes are hardly seen in data much shorter than they are."""
    years = float(forecast.outlook.histories.T.max()) / YEAR
    year, equity = forecast.base.year.value, forecast.base.equity.value
    if year <= 0 or equity <= FARTHER * years * year:
        return []
    return [
        Sentence(
            "The data reach back {years} years, and customer equity counts on {multiple} times the "
            "next year: how soon customers leave is hardly seen in so short a time. Rely on the "
            "next year rather than on the whole.",
            years=round(years, 1),
            multiple=round(equity / year, 1),
        )
    ]


def _year(measured: Measured, forecast: Forecast) -> Finding:
    year, purchases, active = (
        find(forecast.prospects, name)
        for name in ("expected_value_365", "expected_purchases", "expected_active")
    )
    nothing = major(0, measured.currency)
    start = [Point(measured.as_of, nothing, nothing, nothing)]
    steps = [
        Point(
            measured.as_of + timedelta(days=step.days),
            *(
                major(round(amount), measured.currency)
                for amount in (step.total.value, step.total.low, step.total.high)
            ),
        )
        for step in forecast.fan
    ]
    return Finding(
        "next-year",
        Sentence(
            "{active} customers are still with us; in the next 365 days they bring {year}",
            active=active,
            year=year,
        ),
        text=[
            Sentence(
                "The line is what is expected, added up month by month; in nine of ten cases the "
                "truth will lie within the band. New customers come on top."
            )
        ],
        figures=[active, purchases, year],
        chart=line_with_band(
            [Series(Sentence("Expected"), [*start, *steps])],
            description=Sentence(
                "Value that today's customers will have brought, by month, with its 90 % interval."
            ),
            x=Sentence("Until"),
            measure=Sentence("Expected value, added up"),
            unit=Unit.MONEY,
            currency=measured.currency,
        ),
    )


def _change(measured: Measured, forecast: Forecast) -> Finding:
    whole = find(forecast.equity_figures, "VA05_change")
    if whole.value is None:
        return Finding(
            "equity-change",
            Sentence("What has changed since the last run will be told by the next one"),
            text=[
                Sentence(
                    "Give the next run the same folder with --out: it compares customer equity "
                    "with this one, and tells it apart by customers acquired, grown, shrunk and "
                    "lost."
                )
            ],
        )
    parts = [find(forecast.equity_figures, "VA05_change", change=each.value) for each in Change]
    columns = [
        TableColumn(Sentence("Through customers who are")),
        TableColumn(Sentence("Customers"), Unit.CUSTOMERS),
        TableColumn(Sentence("Change"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = [(part.part, part.n, part) for part in parts]
    rows.append((Sentence("Together"), sum(part.n for part in parts), whole))
    lost = find(forecast.equity_figures, "VA05_change", change=Change.LOST.value)
    return Finding(
        "equity-change",
        Sentence(
            "Since the last run customer equity has changed by {change}; lost customers account "
            "for {lost}",
            change=whole,
            lost=lost,
        ),
        chart=bars(
            [Item(_CAUSES[cause], part.value) for cause, part in zip(Change, parts, strict=True)],
            description=Sentence("Change of customer equity since the last run, by its cause."),
            label=Sentence("Cause"),
            measure=Sentence("Change"),
            unit=Unit.MONEY,
            currency=measured.currency,
        ),
        table=Table(columns, rows),
    )


_CAUSES = {
    Change.ACQUIRED: Sentence("Acquired"),
    Change.GROWN: Sentence("Grown"),
    Change.SHRUNK: Sentence("Shrunk"),
    Change.LOST: Sentence("Lost"),
}


def _whale(measured: Measured, forecast: Forecast) -> Finding | None:
    so_far, expected = measured.whale, forecast.whale
    if min(so_far.total_minor, expected.total_minor) <= 0:
        return None
    lines = [(Sentence("Expected"), expected), (Sentence("So far"), so_far)]
    series = [
        Series(
            name,
            [
                Point(100 * point.customer_share, point.cumulative_minor / curve.total_minor)
                for point in curve.points
            ],
        )
        for name, curve in lines
    ]
    return Finding(
        "expected-whale",
        Sentence(
            "The best 20 % hold {expected} of what is to come, against {past} of what has been",
            expected=find(forecast.whale_figures, "VA07_residual_value"),
            past=find(measured.whale_figures, "VA07"),
        ),
        text=[
            Sentence(
                "Each curve has its own order of customers, the most valuable first. Where it "
                "falls, customers cost more than they bring. What is expected is a mean: what "
                "comes will be spread more unequally."
            )
        ],
        figures=[
            find(forecast.whale_figures, name)
            for name in ("VA07_residual_value", "whale_peak", "negative_customers")
        ],
        chart=line_with_band(
            series,
            description=Sentence(
                "Cumulative value by customer, so far and expected, the most valuable first."
            ),
            x=Sentence("Customers, %"),
            measure=Sentence("Cumulative value, share of the total, by % of customers"),
            unit=Unit.SHARE,
        ),
    )


def _presence(measured: Measured, forecast: Forecast) -> Finding | None:
    grid = forecast.presence
    if not grid.tells_apart or len(grid.repeats) < 2:
        return None
    return Finding(
        "still-a-customer",
        _silence(measured, forecast),
        text=[
            Sentence(
                "The same silence says little of somebody who buys rarely, and much of somebody "
                "who bought often. Told for customers first seen {days} days ago; those who "
                "bought once, for as long as they have been silent.",
                days=grid.days_observed,
            )
        ],
        chart=heat_map(
            [Sentence("{n} purchase", "{n} purchases", n=repeats + 1) for repeats in grid.repeats],
            [str(days) for days in grid.silent_days],
            grid.shares,
            description=Sentence(
                "Chance of still being a customer, by number of purchases and days of silence."
            ),
            row=Sentence("Purchases"),
            column=Sentence("Days since the last purchase; in the cells the chance in %"),
            unit=Unit.SHARE,
        ),
    )


def _silence(measured: Measured, forecast: Forecast) -> Sentence:
    """Rare against frequent buyers after the same silence."""
    grid = forecast.presence
    days = max(each for each in grid.silent_days if each <= LONG_SILENCE)
    ends = (grid.repeats[1], grid.repeats[-1])
    few, many = (
        presence.figure(grid, forecast.outlook, repeats, days, as_of=measured.as_of)
        for repeats in ends
    )
    return Sentence(
        "Silent for {days} days: {few} are still customers after {less} purchases, {many} after "
        "{more}",
        days=days,
        few=few,
        less=ends[0] + 1,
        many=many,
        more=ends[1] + 1,
    )


def _sensitivity(forecast: Forecast) -> Finding:
    figures = forecast.sensitivity
    model, closed = find(figures, "VA10_model"), find(figures, "VA10")
    rows = [(Sentence("Here, by the model"), model), (Sentence("Here, by the formula"), closed)]
    known = [(label, figure) for label, figure in rows if figure.value is not None]
    items = [Item(label, figure.value, figure.low, figure.high) for label, figure in known]
    elsewhere = [Item(_QUOTED[place], None, b.low, b.high) for place, b in enumerate(BENCHMARKS)]
    return Finding(
        "retention-sensitivity",
        _five_points(figures),
        text=[
            Sentence(
                "Often quoted: 5 % more retention raises profit by 25 % to 95 %, or by 25 % to "
                "85 %. Those are other companies; only the first lines are this one. The formula "
                "takes all customers for alike, the model knows that they are not."
            )
        ],
        figures=[
            *(figure for _, figure in rows),
            find(figures, "VA10_model_value"),
            find(figures, "VA10_elasticity"),
        ],
        chart=interval_plot(
            [*items, *elsewhere],
            description=Sentence(
                "By how much value would rise with five more points of retention, here and "
                "elsewhere."
            ),
            label=Sentence("Where"),
            measure=Sentence("Rise of value"),
            unit=Unit.SHARE,
        )
        if items
        else None,
    )


_QUOTED = (
    Sentence("Elsewhere: retention +5 %"),
    Sentence("Elsewhere: loyalty +5 %"),
)


def _five_points(figures: Sequence[Figure]) -> Sentence:
    for change, worth in (("VA10_model", "VA10_model_value"), ("VA10", "VA10_value")):
        rise, gain = find(figures, change), find(figures, worth)
        if rise.value is not None and gain.value is not None:
            return Sentence(
                "Five more points of retention would make today's customers worth {rise} more: "
                "{gain}",
                rise=rise,
                gain=gain,
            )
    return Sentence("What more retention would be worth cannot be told yet")

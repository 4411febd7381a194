"""Plan against actual, why they differ, and what the year will come to."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.analytics.benefit.costing.watching.anomaly_figures import (
    BUDGET_USED,
    BUDGET_VARIANCE,
    EFFICIENCY,
    RATE,
    UNPLANNED,
    VOLUME,
    Told,
    standing_figures,
    year_end_figure,
)
from goodwill.analytics.benefit.costing.watching.budgets import Standing
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Figure, Unit, major
from goodwill.language import Sentence
from goodwill.report.charts import Item, Point, Series, bars, line_with_band
from goodwill.report.cost import labels
from goodwill.report.cost.measuring import Measured
from goodwill.report.cost.preparing import month
from goodwill.report.cost.watching import Budgeted, Foretold
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import Amount, amount, find, money_column

PARTS = {"volume": VOLUME, "efficiency": EFFICIENCY, "rate": RATE}


def budget(measured: Measured) -> Chapter:
    findings = []
    found = measured.watching.budgeted
    if isinstance(found, Budgeted):
        why = _why(measured, found)
        findings += [_by_category(measured, found), *([why] if why else [])]
        findings.append(_by_month(measured, found))
    elif found is None:
        findings.append(
            Finding(
                "budget-held",
                Sentence("Whether the budget holds cannot be told"),
                text=[
                    Sentence("No budget was given: give it with --budgets, a row per month and "
                             "cost.")
                ],
            )
        )  # fmt: skip
    else:
        findings.append(
            Finding(
                "budget-held",
                Sentence("Whether the budget holds cannot be told"),
                text=[found.sentence],
            )
        )
    findings.append(_year(measured))
    return Chapter("budget", Sentence("Budget and forecast"), findings)


def title(measured: Measured, found: Budgeted) -> Sentence:
    """Above or below the plan, by how much."""
    variance = _figure(measured, found, BUDGET_VARIANCE.id)
    used = _figure(measured, found, BUDGET_USED.id)
    if found.whole.split.total_minor > 0:
        return Sentence(
            "{used} of the budget was spent: {variance} more than planned",
            used=used,
            variance=variance,
        )
    return Sentence(
        "{used} of the budget was spent: {variance} against the plan", used=used, variance=variance
    )


def _figure(measured: Measured, found: Budgeted, name: str) -> Figure:
    told = Told(measured.currency, measured.as_of)
    return find(standing_figures(found.whole, told), name)


def _by_category(measured: Measured, found: Budgeted) -> Finding:
    currency = measured.currency
    rows: list[tuple[Cell, ...]] = [
        (
            labels.place(each.cut),
            amount(each.plan_minor, currency),
            amount(each.actual_minor, currency),
            amount(each.split.total_minor, currency),
            amount(each.unplanned_minor, currency),
        )
        for each in _with_whole(found)
    ]
    columns = [
        TableColumn(Sentence("Cost category")),
        money_column(Sentence("Plan"), currency),
        money_column(Sentence("Actual"), currency),
        money_column(Sentence("Difference"), currency),
        money_column(Sentence("Not planned"), currency),
    ]
    return Finding(
        "budget-held",
        title(measured, found),
        text=_notes(measured, found),
        figures=[_figure(measured, found, name) for name in (BUDGET_USED.id, UNPLANNED.id)],
        chart=bars(
            [
                Item(labels.place(each.cut), major(-each.split.total_minor, currency))
                for each in _ordered(found.standings)
            ],
            description=Sentence("What is left of the plan, by category; left of 0 is overspent."),
            label=Sentence("Cost category"),
            measure=Sentence("Plan − actual"),
            unit=Unit.MONEY,
            currency=currency,
        ),
        table=Table(columns, rows, file="budget.csv"),
    )


def _ordered(them: Sequence[Standing]) -> list[Standing]:
    """What is overspent most first."""
    return sorted(them, key=lambda each: (-each.split.total_minor, each.cut))


def _with_whole(found: Budgeted) -> list[Standing]:
    whole = [found.whole] if len(found.standings) > 1 else []
    return [*_ordered(found.standings), *whole]


def _why(measured: Measured, found: Budgeted) -> Finding | None:
    """Volume, efficiency and rate, where anybody counted the work."""
    split, currency = found.whole.split, measured.currency
    if split.total_minor == split.unsplit_minor and not split.volume_minor:
        return None
    rows: list[tuple[Cell, ...]] = [
        (
            labels.place(each.cut),
            amount(each.split.total_minor, currency),
            amount(each.split.volume_minor, currency),
            amount(each.split.efficiency_minor, currency),
            amount(each.split.rate_minor, currency),
            amount(each.split.unsplit_minor, currency),
        )
        for each in _with_whole(found)
    ]
    columns = [
        TableColumn(Sentence("Cost category")),
        money_column(Sentence("Difference"), currency),
        money_column(Sentence("Volume"), currency),
        money_column(Sentence("Efficiency"), currency),
        money_column(Sentence("Rate"), currency),
        money_column(Sentence("Not split"), currency),
    ]
    parts = {name: _figure(measured, found, each.id) for name, each in PARTS.items()}
    return Finding(
        "budget-why",
        Sentence(
            "Of the difference, {volume} is volume, {efficiency} efficiency and {rate} rate",
            **parts,
        ),
        text=[
            Sentence(
                "Volume: more or less work than planned. Efficiency: each piece took longer or "
                "shorter. Rate: a minute was dearer or cheaper. Where nobody counted the work, "
                "the difference cannot be split. The parts add up to it."
            )
        ],
        table=Table(columns, rows, file="budget.csv"),
    )


def _notes(measured: Measured, found: Budgeted) -> list[Sentence]:
    text = [
        Sentence(
            "Costs {view} against the plan, of the months and costs that have one. What was not "
            "planned at all stands apart.",
            view=labels.VIEW_TITLES[found.view],
        )
    ]
    if found.other_view_minor:
        text.append(
            Sentence(
                "The budget also plans {amount} for costs that do not count {view}, such as costs "
                "that nobody pays; they are left out. --budget-view chooses the other view.",
                amount=Amount(major(found.other_view_minor, measured.currency), measured.currency),
                view=labels.VIEW_TITLES[found.view],
            )
        )
    if found.months_without_plan:
        text.append(
            Sentence(
                "{n} month of the report has no plan at all.",
                "{n} months of the report have no plan at all.",
                n=len(found.months_without_plan),
            )
        )
    return text


def _by_month(measured: Measured, found: Budgeted) -> Finding:
    currency = measured.currency

    def at(period: int, minor: int) -> Point:
        return Point(month(period).first, major(minor, currency))

    lines = found.by_month
    over = sum(1 for line in lines if (line.difference_minor or 0) > 0)
    planned = [at(line.period, line.plan.amount_minor) for line in lines if line.plan]
    actual = [at(line.period, line.actual.amount_minor) for line in lines]
    return Finding(
        "budget-months",
        Sentence(
            "In {over} of {n} month more was spent than planned",
            "In {over} of {n} months more was spent than planned",
            n=len(planned),
            over=over,
        ),
        chart=line_with_band(
            [Series(Sentence("Actual"), actual), Series(Sentence("Plan"), planned)],
            description=Sentence("Plan and actual by month."),
            x=Sentence("Month"),
            measure=Sentence("Cost of the month"),
            unit=Unit.MONEY,
            currency=currency,
        ),
    )


def _year(measured: Measured) -> Finding:
    found = measured.watching.foretold
    if isinstance(found, GoodwillError):
        return Finding(
            "year",
            Sentence("What the year will cost cannot be foretold yet"),
            text=[found.sentence],
        )
    return Finding(
        "year",
        _year_title(measured, found),
        text=_year_text(measured, found),
        figures=[year_end_figure(found.found, Told(measured.currency, measured.as_of))],
    )


def _year_title(measured: Measured, found: Foretold) -> Sentence:
    figure = year_end_figure(found.found, Told(measured.currency, measured.as_of))
    if not found.found.months_left:
        return Sentence("{year} cost {figure}", year=str(found.year), figure=figure)
    if found.plan_minor is None:
        return Sentence("{year} is expected to cost {figure}", year=str(found.year), figure=figure)
    plan = Amount(major(found.plan_minor, measured.currency), measured.currency)
    low, high = found.found.low_minor, found.found.high_minor
    values = {"year": str(found.year), "figure": figure, "plan": plan}
    if found.plan_minor < low:
        return Sentence(
            "{year} is expected to cost {figure}: the budget of {plan} will not hold", **values
        )
    if found.plan_minor > high:
        return Sentence(
            "{year} is expected to cost {figure}: the budget of {plan} will hold", **values
        )
    return Sentence(
        "{year} is expected to cost {figure}: whether the budget of {plan} holds is open", **values
    )


def _year_text(measured: Measured, found: Foretold) -> list[Sentence]:
    spent = Amount(major(found.found.spent_minor, measured.currency), measured.currency)
    figure = year_end_figure(found.found, Told(measured.currency, measured.as_of))
    text = [
        Sentence(
            "{spent} was spent so far, {view}; {n} month is still to come.",
            "{spent} was spent so far, {view}; {n} months are still to come.",
            spent=spent,
            view=labels.VIEW_TITLES[found.view],
            n=found.found.months_left,
        )
    ]
    if figure.method is not None:
        text.append(figure.method)
    return text

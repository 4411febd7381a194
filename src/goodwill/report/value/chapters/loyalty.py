"""Loyalty stages: how many customers have come how far, and how fast."""

from __future__ import annotations

from goodwill.analytics.figure import Figure, Unit
from goodwill.analytics.value.today.conversion import WINDOWS, Conversions, figures
from goodwill.analytics.value.today.stages import LoyaltyStage
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Item, Point, Series, bars, line_with_band
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.value.measuring import Measured
from goodwill.report.words import find

LONGEST_CURVE_DAYS = 730


def loyalty(measured: Measured) -> Chapter:
    findings = [_stages(measured), *(_step(measured, each) for each in measured.conversions)]
    return Chapter("loyalty", Sentence("How loyal they are"), findings)


def _stages(measured: Measured) -> Finding:
    figures = measured.stage_figures
    repeat = find(figures, "RL07", stage=LoyaltyStage.REPEAT.value)
    first = find(figures, "RL07", stage=LoyaltyStage.FIRST_TIME.value)
    items = [
        Item(each.stage.label, each.customers)
        for each in measured.stages
        if each.customers is not None
    ]
    return Finding(
        "stages",
        Sentence(
            "{repeat} customers have come back; {first} bought once so far",
            repeat=repeat,
            first=first,
        ),
        chart=bars(
            items,
            description=Sentence("Customers by the highest loyalty stage they have reached."),
            label=Sentence("Loyalty stage"),
            measure=Sentence("Customers"),
            unit=Unit.CUSTOMERS,
        ),
        table=_stage_table(measured),
        warnings=[each.reason for each in measured.stages if each.reason],
    )


def _stage_table(measured: Measured) -> Table:
    columns = [
        TableColumn(Sentence("Loyalty stage")),
        TableColumn(Sentence("Customers"), align="end"),
        TableColumn(Sentence("of these out of rhythm"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for each in measured.stages:
        of_stage = [f for f in measured.stage_figures if f.cut.get("stage") == each.stage.value]
        lost = next((f for f in of_stage if "side_state" in f.cut), None)
        rows.append((each.stage.label, of_stage[0], lost))
    return Table(columns, rows)


def _step(measured: Measured, step: Conversions) -> Finding:
    overall = figures(step.overall, as_of=measured.as_of)
    year, median = overall[len(WINDOWS) - 1], overall[-1]
    said = {"step": step.step.label}
    title = (
        Sentence("{step}: {share} within a year", share=year, **said)
        if year.value is not None
        else Sentence("{step}: not observed for a year yet", **said)
    )
    warnings = []
    if step.out_of_order:
        warnings.append(
            Sentence(
                "{n} customer reached the stages in the wrong order by the dates, and is left out.",
                "{n} customers reached the stages in the wrong order by the dates, and are left "
                "out.",
                n=step.out_of_order,
            )
        )
    return Finding(
        f"conversion-{step.step.name.lower().replace('_', '-')}",
        title,
        text=[
            Sentence(
                "Customers who have not moved up yet count for as long as they have been watched; "
                "they are not failures. Half of them need {median}.",
                median=median,
            )
            if median.value is not None
            else Sentence(
                "Customers who have not moved up yet count for as long as they have been watched; "
                "they are not failures."
            )
        ],
        figures=overall,
        chart=_curve(step),
        table=_cohorts(measured, step),
        warnings=warnings,
    )


def _curve(step: Conversions) -> Chart | None:
    curve = step.overall.curve
    last = min(curve.observed, LONGEST_CURVE_DAYS)
    if last < 2:
        return None
    days = sorted({round(last * i / 60) for i in range(61)})
    estimates = [(day, curve.happened_by(day)) for day in days]
    points = [Point(float(day), e.value, e.low, e.high) for day, e in estimates if e is not None]
    if len(points) < 2:
        return None
    return line_with_band(
        [Series(step.step.label, points)],
        description=Sentence(
            "Share of customers who have moved up, by days since the stage before."
        ),
        x=Sentence("Days"),
        measure=Sentence("Moved up"),
        unit=Unit.SHARE,
    )


def _cohorts(measured: Measured, step: Conversions) -> Table:
    columns = [
        TableColumn(Sentence("Arrived in")),
        TableColumn(Sentence("Customers"), Unit.CUSTOMERS),
        *(
            TableColumn(Sentence("within {days} days", days=window), align="end")
            for window in WINDOWS
        ),
        TableColumn(Sentence("Median days"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for cohort in step.cohorts:
        told: tuple[Figure, ...] = figures(cohort, as_of=measured.as_of)
        rows.append((cohort.cohort, cohort.customers, *told))
    return Table(
        columns,
        rows,
        note=Sentence(
            "“—” where the quarter is too young for the window: not yet known, not zero."
        ),
    )

"""What decides the return: each input alone, and the four scenarios."""

from __future__ import annotations

from decimal import Decimal

from goodwill.analytics.benefit.returns.scenarios import Case, Scenario
from goodwill.analytics.benefit.returns.tornado import Bar
from goodwill.analytics.figure import Number, Unit
from goodwill.language import Sentence
from goodwill.report.charts import Item, Mark, Swing, bars, tornado
from goodwill.report.finding import Chapter, Finding
from goodwill.report.roi.labels import named
from goodwill.report.roi.measuring import Measured
from goodwill.report.tables import Table, TableColumn

MOST_BARS = 12


def chapter(measured: Measured) -> Chapter:
    findings = [_alone(measured), _cases(measured)]
    return Chapter("deciding", Sentence("What decides it"), findings)


def _alone(measured: Measured) -> Finding:
    moving = [bar for bar in measured.bars if bar.swing.value]
    net = measured.appraisal.returns.npv
    currency = measured.appraisal.programme.currency
    losing = [bar for bar in moving if min(_ends(bar)) < 0 <= float(net.value or 0)]
    chart = tornado(
        [Swing(named(bar.name), *sorted(_ends(bar))) for bar in moving[:MOST_BARS]],
        base=Mark(float(net.value or 0), Sentence("as expected")),
        description=Sentence("Net present value from the worst to the best of each input alone"),
        label=Sentence("Input"),
        unit=Unit.MONEY,
        currency=currency,
    )
    columns = [
        TableColumn(Sentence("Input")),
        TableColumn(Sentence("From"), align="end"),
        TableColumn(Sentence("To"), align="end"),
        TableColumn(Sentence("Net present value then"), align="end"),
        TableColumn(Sentence("and then"), align="end"),
        TableColumn(Sentence("Swing"), align="end"),
    ]
    rows = [
        (named(bar.name), _input(bar.low), _input(bar.high), bar.npv_low, bar.npv_high, bar.swing)
        for bar in moving
    ]
    note = Sentence(
        "One input at a time, the others at their means: a factor on the plan from its least to "
        "its greatest, the discount rate four points to either side."
    )
    table = Table(columns, rows, note=note) if rows else None
    return Finding("alone", _title(losing, moving), chart=chart if rows else None, table=table)


def _title(losing: list[Bar], moving: list[Bar]) -> Sentence:
    if len(moving) == 1:
        return Sentence("Only the discount rate is told to vary: no entry states a risk")
    if losing:
        return Sentence(
            "{input} alone can make it a loss",
            "{n} inputs can each alone make it a loss, {input} first",
            n=len(losing),
            input=losing[0].name,
        )
    return Sentence("No input alone turns the result around")


def _ends(bar: Bar) -> tuple[Decimal, Decimal]:
    return Decimal(str(bar.npv_low.value)), Decimal(str(bar.npv_high.value))


def _input(number: Number) -> str:
    return f"{Decimal(str(number)).normalize():f}"


def _cases(measured: Measured) -> Finding:
    found = measured.scenarios
    columns = [
        TableColumn(Sentence("Scenario")),
        TableColumn(Sentence("Net present value"), align="end"),
        TableColumn(Sentence("ROI"), align="end"),
        TableColumn(Sentence("ROI, simple"), align="end"),
        TableColumn(Sentence("Payback, months"), align="end"),
        TableColumn(Sentence("What it means")),
    ]
    rows = [
        (
            *(each.case.label, each.returns.npv, each.returns.roi, each.returns.simple_roi),
            *(each.returns.payback, each.case.meaning),
        )
        for each in found
    ]
    chart = bars(
        [Item(each.case.label, each.returns.npv.value) for each in found],
        description=Sentence("Net present value in each of the four scenarios"),
        label=Sentence("Scenario"),
        measure=Sentence("Net present value"),
        unit=Unit.MONEY,
        currency=measured.appraisal.programme.currency,
    )
    return Finding("cases", _surviving(found), chart=chart, table=Table(columns, rows))


def _surviving(found: tuple[Scenario, ...]) -> Sentence:
    pays = [each for each in found if float(each.returns.npv.value or 0) >= 0]
    worst = min(found, key=lambda each: float(each.returns.npv.value or 0))
    told = {"worst": worst.case.label, "npv": worst.returns.npv}
    if len(pays) == len(Case):
        return Sentence("It pays in all four scenarios; {worst} leaves {npv}", **told)
    if not pays:
        return Sentence("It pays in none of the four scenarios; {worst}: {npv}", **told)
    return Sentence("It pays in {n} of the four scenarios; {worst}: {npv}", n=len(pays), **told)

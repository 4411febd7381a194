"""Costs and benefits by year: in full, as they come, and risk-adjusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from goodwill.analytics.benefit.returns.appraisal import Appraisal
from goodwill.analytics.benefit.returns.ledgercosts import Years
from goodwill.analytics.benefit.returns.measuring import Returns
from goodwill.analytics.figure import Figure, Unit
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Item, Point, Series, line_with_band, waterfall
from goodwill.report.finding import Chapter, Finding
from goodwill.report.roi.labels import YEAR, months, named
from goodwill.report.roi.measuring import Measured
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import Amount, money_column


def chapter(measured: Measured) -> Chapter:
    findings = [_by_year(measured), _parts(measured), _both(measured), *_by_day(measured)]
    return Chapter("years", Sentence("Costs and benefits by year"), findings)


def _by_year(measured: Measured) -> Finding:
    appraisal = measured.appraisal
    currency = appraisal.programme.currency
    columns = [
        TableColumn(YEAR, align="end"),
        money_column(Sentence("Benefits, unadjusted"), currency),
        money_column(Sentence("Benefits, risk-adjusted"), currency),
        money_column(Sentence("Costs, unadjusted"), currency),
        money_column(Sentence("Costs, risk-adjusted"), currency),
        money_column(Sentence("Net"), currency),
    ]
    rows = [
        (
            str(year.year),
            *(year.realised, year.benefits, year.planned_costs, year.costs),
            year.net,
        )
        for year in appraisal.years
    ]
    note = Sentence(
        "Cash: what is paid and received in the year; assets when they are paid. Year 0 is what "
        "comes before {day} and is not discounted. Net is risk-adjusted.",
        day=appraisal.programme.starts_on,
    )
    return Finding(
        "by-year",
        _back(appraisal),
        chart=_cumulated(appraisal),
        table=Table(columns, rows, note=note, file="flows.csv"),
        warnings=appraisal.returns.warnings,
    )


def _back(appraisal: Appraisal) -> Sentence:
    deepest = min(appraisal.years, key=lambda year: year.cumulated)
    if deepest.cumulated >= 0:
        return Sentence("In no year is more out than has come back")
    told = {
        "amount": Amount(-deepest.cumulated, appraisal.programme.currency),
        "year": deepest.year,
    }
    back = appraisal.returns.payback.value
    if back is None:
        return Sentence(
            "At the end of year {year} {amount} is out, and it is not back within the horizon",
            **told,
        )
    return Sentence(
        "At the end of year {year} {amount} is out; it is back after {months} months",
        months=months(float(back)),
        **told,
    )


def _cumulated(appraisal: Appraisal) -> Chart:
    ends = [end_of(appraisal, year.year) for year in appraisal.years]
    lines = (
        (Sentence("Unadjusted"), _sums(appraisal.unadjusted)),
        (Sentence("Risk-adjusted"), [year.cumulated for year in appraisal.years]),
        (
            Sentence("Risk-adjusted, today's value"),
            [_rounded(year.cumulated_today) for year in appraisal.years],
        ),
    )
    series = [
        Series(label, [Point(end, amount) for end, amount in zip(ends, amounts, strict=True)])
        for label, amounts in lines
    ]
    return line_with_band(
        series,
        description=Sentence("Sum of benefits less costs from the start to the end of each year"),
        x=Sentence("End of the year"),
        measure=Sentence("Cumulated net"),
        unit=Unit.MONEY,
        currency=appraisal.programme.currency,
    )


def end_of(appraisal: Appraisal, year: int) -> date:
    """The day on which a year of the programme is over."""
    programme = appraisal.programme
    return Years(programme.starts_on, programme.horizon, programme.told_on).begins(year + 1)


def _sums(returns: Returns) -> list[Decimal]:
    sums, so_far = [], Decimal(0)
    for amount in returns.flows.net:
        so_far += amount
        sums.append(so_far)
    return sums


def _parts(measured: Measured) -> Finding:
    """From benefits over costs to the net present value."""
    appraisal = measured.appraisal
    worths = sorted(
        ((line, appraisal.worth(line)) for line in appraisal.lines.all),
        key=lambda pair: (-pair[0].sign, -float(pair[1].value or 0)),
    )
    steps = [
        Item(named(line.name), line.sign * (figure.value or Decimal(0)))
        for line, figure in worths
        if figure.value
    ]
    greatest, figure = worths[0]
    title = Sentence(
        "{benefit} brings the most, {worth} of {benefits} in today's value",
        benefit=greatest.name,
        worth=figure,
        benefits=appraisal.returns.pv_benefits,
    )
    chart = waterfall(
        steps,
        total=Sentence("Net present value"),
        description=Sentence("Present value of each benefit and cost, down to what is left"),
        label=Sentence("Entry"),
        measure=Sentence("Present value"),
        unit=Unit.MONEY,
        currency=appraisal.programme.currency,
    )
    return Finding("parts", title, chart=chart)


def _both(measured: Measured) -> Finding:
    """Every return, risk-adjusted and not."""
    adjusted, plain = measured.appraisal.returns, measured.appraisal.unadjusted
    columns = [
        TableColumn(Sentence("Return")),
        TableColumn(Sentence("Risk-adjusted"), align="end"),
        TableColumn(Sentence("Unadjusted"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (one.definition.label, one, _unadjusted(other))
        for one, other in zip(_returns(adjusted), _returns(plain), strict=True)
    ]
    rows += [
        (rate.definition.label, rate, None) for rate in adjusted.irr[1:] if rate.value is not None
    ]
    title = Sentence(
        "Unadjusted it would be {unadjusted}; risk takes it to {adjusted}",
        unadjusted=_unadjusted(plain.npv),
        adjusted=adjusted.npv,
    )
    return Finding("returns", title, table=Table(columns, rows))


def _returns(returns: Returns) -> tuple[Figure, ...]:
    return (
        *(returns.npv, returns.roi, returns.simple_roi, returns.irr[0], returns.mirr),
        *(returns.payback, returns.discounted_payback, returns.benefit_cost_ratio),
        *(returns.break_even, returns.equivalent_annual, returns.pv_benefits, returns.pv_costs),
        *(returns.total_benefits, returns.total_costs),
    )


def _unadjusted(figure: Figure) -> Figure:
    cut = {**figure.cut, "flows": "unadjusted"}
    return replace(figure, cut=cut, part=Sentence("Unadjusted"))


def _by_day(measured: Measured) -> list[Finding]:
    dated = measured.appraisal.dated
    if not dated:
        return []
    title = Sentence(
        "By the days on which money really came and went it is {xnpv} so far", xnpv=dated[0]
    )
    return [Finding("by-day", title, figures=dated)]


def _rounded(amount: float) -> Decimal:
    return Decimal(f"{amount:.2f}")

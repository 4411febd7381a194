"""Value at stake: what published multiples would mean here, beside what was measured."""

from __future__ import annotations

from collections.abc import Iterator

from goodwill.analytics.benefit.returns.stakes.stake import Calculator, Parameter, Stake
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.roi.labels import plain
from goodwill.report.roi.measuring import Measured
from goodwill.report.tables import Cell, Table, TableColumn


def chapter(measured: Measured) -> Chapter | None:
    if not measured.stakes:
        return None
    findings = [_finding(name, found) for name, found in measured.stakes.items()]
    return Chapter("stakes", Sentence("What is at stake beyond the plan"), findings)


def _finding(name: Calculator, found: Stake | AnalyticsError) -> Finding:
    if isinstance(found, AnalyticsError):
        title = Sentence("{stake}: cannot be told", stake=name.label)
        return Finding(f"stake-{name.value}", title, text=[found.sentence])
    columns = [
        TableColumn(Sentence("What went in")),
        TableColumn(Sentence("From"), align="end"),
        TableColumn(Sentence("To"), align="end"),
        TableColumn(Sentence("Source")),
    ]
    rows = [_row(each) for each in found.parameters]
    return Finding(
        f"stake-{name.value}",
        _title(name, found),
        text=[*_unmeasured(found), found.counted],
        figures=[
            *found.figures,
            *(each for each in found.measured if each.value is not None),
            *found.benchmarks,
        ],
        table=Table(columns, rows, note=PLAN),
    )


PLAN = Sentence("Grade E: a plan from stated numbers. It is not in the return, and never added up.")


def _title(name: Calculator, found: Stake) -> Sentence:
    money = [each for each in found.figures if each.unit is Unit.MONEY and each.value is not None]
    own = [each for each in found.measured if each.value is not None]
    told = max(money, key=_size) if money else _first(found.figures)
    if told is None:
        return Sentence("{stake}: cannot be told", stake=name.label)
    if own and own[0].unit is not told.unit:
        return Sentence("{stake}: {planned} by assumption", stake=name.label, planned=told)
    if own:
        return Sentence(
            "{stake}: {planned} by assumption; measured here: {own}",
            stake=name.label,
            planned=told,
            own=own[0],
        )
    return Sentence(
        "{stake}: {planned} by assumption, nothing measured here", stake=name.label, planned=told
    )


def _size(figure: Figure) -> float:
    return abs(float(figure.value or 0))


def _first(figures: tuple[Figure, ...]) -> Figure | None:
    return next((each for each in figures if each.value is not None), None)


def _unmeasured(found: Stake) -> Iterator[Sentence]:
    for each in found.measured:
        if each.value is None and each.reason is not None:
            yield Sentence("{reason}", reason=each.reason)


def _row(parameter: Parameter) -> tuple[Cell, ...]:
    stated = parameter.stated
    low, high = map(plain, (stated.low, stated.high))
    source = stated.source if isinstance(stated.source, Sentence) else stated.source or None
    return (parameter.label, low, None if stated.is_exact else high, source)

"""One chapter for each group: a scoreboard of its indicators, and lines of the leading ones."""

from __future__ import annotations

from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Group
from goodwill.analytics.benefit.indicators.watching.targets import Status
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Moment, Point, Series, line_with_band
from goodwill.report.finding import Chapter, Finding
from goodwill.report.indicators.labels import (
    ALARMS,
    Bare,
    bare_value,
    counted,
    difference,
    figure,
    names,
    period_words,
    standing_words,
    trend,
)
from goodwill.report.indicators.measuring import Measured
from goodwill.report.indicators.rows import Row
from goodwill.report.tables import Cell as TableCell
from goodwill.report.tables import Table, TableColumn

FEW_PARTS = 8


def groups(measured: Measured) -> list[Chapter]:
    """Those of which something was asked for."""
    return [_chapter(measured, group) for group in Group if measured.of(group)]


def _chapter(measured: Measured, group: Group) -> Chapter:
    rows = measured.of(group)
    findings = [_scoreboard(measured, group, rows)]
    findings += [_line(row, measured) for row in rows if row.forecast is not None]
    findings += [_by_its_parts(row, measured) for row in rows if _has_parts(row)]
    return Chapter(f"group-{group.value}", group.label, findings)


def _scoreboard(measured: Measured, group: Group, rows: list[Row]) -> Finding:
    told = [row for row in rows if row.is_told]
    untold = [row for row in rows if not row.is_told and not _has_parts(row)]
    text = []
    if untold:
        text.append(Sentence("Cannot be told yet: {names}.", names=names(untold, 20)))
    text += [
        Sentence(
            "{indicator}: {benchmark}",
            indicator=row.indicator.label,
            benchmark=row.indicator.benchmark,
        )
        for row in told
        if row.indicator.benchmark is not None
    ]
    return Finding(
        f"scores-{group.value}",
        _title(told, rows, measured),
        text=text,
        table=scoreboard(told, measured) if told else None,
        warnings=_care(told),
    )


def scoreboard(rows: list[Row], measured: Measured) -> Table:
    """Newest value, trend, changes, and how it stands; a row for each indicator."""
    columns = [
        TableColumn(Sentence("Indicator")),
        TableColumn(Sentence("Newest"), align="end"),
        TableColumn(Sentence("Trend")),
        TableColumn(Sentence("Since the one before"), align="end"),
        TableColumn(Sentence("Since a year before"), align="end"),
    ]
    scores = [_score(row, measured) for row in rows]
    standings = [standing_words(row, measured.currency) for row in rows]
    if any(standings):
        columns.append(TableColumn(Sentence("Stands")))
        scores = [(*score, words or "") for score, words in zip(scores, standings, strict=True)]
    return Table(columns, scores)


def _score(row: Row, measured: Measured) -> tuple[TableCell, ...]:
    currency = measured.currency
    name = row.indicator.label
    if row.latest is not None and not row.is_current:
        name = Sentence(
            "{indicator} ({period})", indicator=name, period=period_words(row.latest.period)
        )
    return (
        name,
        None if row.latest is None else figure(row, row.latest, currency),
        trend(row, currency),
        difference(row, row.before, currency),
        difference(row, row.year_ago, currency),
    )


def _title(told: list[Row], rows: list[Row], measured: Measured) -> Sentence:
    """What matters most: a target missed, an alarm, else how the year went."""
    behind = [row for row in told if row.status is Status.BEHIND]
    if behind:
        return _behind(behind, measured)
    alarmed = [row for row in told if row.alarm is not None and row.is_current]
    alarmed.sort(key=lambda row: (not (row.alarm and row.alarm.is_worse), -row.moved))
    if alarmed:
        return _alarmed(alarmed[0], measured)
    better, worse = counted(told)
    if better + worse:
        return Sentence(
            "Against a year before {better} are better and {worse} worse, of {n} indicators",
            better=better,
            worse=worse,
            n=len(told),
        )
    if told:
        return Sentence("{told} of {n} indicators can be told", told=len(told), n=len(rows))
    return Sentence("None of these {n} indicators can be told yet", n=len(rows))


def _behind(behind: list[Row], measured: Measured) -> Sentence:
    row = behind[0]
    assert row.latest is not None
    return Sentence(
        "{indicator} is behind its target: {value}",
        "{n} indicators are behind their targets, among them {indicator}: {value}",
        n=len(behind),
        indicator=row.indicator.label,
        value=figure(row, row.latest, measured.currency),
    )


def _alarmed(row: Row, measured: Measured) -> Sentence:
    assert row.alarm is not None
    assert row.alarm.alarm is not None
    assert row.latest is not None
    return Sentence(
        "{indicator} is {alarm}: {value}",
        indicator=row.indicator.label,
        alarm=ALARMS[row.alarm.alarm],
        value=figure(row, row.latest, measured.currency),
    )


def _care(told: list[Row]) -> list[Sentence]:
    few = [row for row in told if row.latest is not None and row.latest.is_few]
    found = []
    if few:
        found.append(
            Sentence("Fewer than 30 stand behind {names}: too few to lean on.", names=names(few, 9))
        )
    if any(row.latest is not None and row.latest.is_open for row in told):
        found.append(Sentence("The newest period is not over yet: its values will still change."))
    return found


def _line(row: Row, measured: Measured) -> Finding:
    currency = measured.currency
    forecast = row.forecast
    assert forecast is not None
    assert row.latest is not None
    last = forecast.periods[-1]
    told = figure(row, row.latest, currency)
    title = Sentence(
        "{indicator}: {value} in {period}, and by {then} between {low} and {high} if it goes on "
        "as before",
        indicator=row.indicator.label,
        value=told,
        period=period_words(row.latest.period),
        then=period_words(last.period),
        low=_bare(row, last.low, currency),
        high=_bare(row, last.high, currency),
    )
    text = [row.indicator.meaning]
    if forecast.tested:
        text.append(
            Sentence(
                "Tried on the past, such an interval held {held} of {tested} times.",
                held=forecast.held,
                tested=forecast.tested,
            )
        )
    return Finding(
        f"line-{row.indicator.id.lower()}", title, text=text, chart=_chart(row, measured)
    )


def _bare(row: Row, value: float, currency: str) -> Bare:
    return Bare(_as_number(value, row), row.indicator.unit, currency)


def _as_number(value: float, row: Row) -> float:
    """Nobody foretells cents."""
    return round(value) if row.indicator.unit is Unit.MONEY and abs(value) >= 100 else value


def _chart(row: Row, measured: Measured) -> Chart:
    forecast = row.forecast
    assert forecast is not None
    told = [Point(cell.period.starts_on, cell.value) for cell in row.cells]
    ahead = [Point(each.period.starts_on, each.value, each.low, each.high) for each in
             forecast.periods]  # fmt: skip
    values = [float(point.value) for point in told if point.value is not None]
    lowest = min([*values, *(each.low for each in forecast.periods)])
    highest = max([*values, *(each.high for each in forecast.periods)])
    begins = forecast.periods[0].period
    return line_with_band(
        [Series(Sentence("so far"), told), Series(Sentence("expected"), ahead)],
        description=Sentence("{indicator} by period.", indicator=row.indicator.label),
        x=Sentence("Period"),
        measure=row.indicator.unit_words,
        unit=row.indicator.unit,
        currency=measured.currency,
        zero=lowest < highest / 2 or lowest <= 0,
        mark=Moment(begins.starts_on, Sentence("expected from here")),
        named=False,
    )


def _has_parts(row: Row) -> bool:
    return any(cell.value is not None for cell in row.parts)


def _by_its_parts(row: Row, measured: Measured) -> Finding:
    """What an indicator itself tells by part, in the newest period that tells it."""
    told = [cell for cell in row.parts if cell.value is not None]
    newest = max(told, key=lambda cell: cell.period.start_day).period
    shown = sorted(
        (cell for cell in told if cell.period == newest), key=lambda cell: -float(cell.value or 0)
    )
    first = shown[0]
    columns = [
        TableColumn(Sentence("Part")),
        TableColumn(row.indicator.unit_words, align="end"),
        TableColumn(Sentence("Rests on"), Unit.NUMBER),
    ]
    rows: list[tuple[TableCell, ...]] = [
        (_part(cell), figure(row, cell, measured.currency), cell.n) for cell in shown[:FEW_PARTS]
    ]
    title = Sentence(
        "{indicator}, {period}: most is {part} with {value}",
        indicator=row.indicator.label,
        period=period_words(newest),
        part=_part(first),
        value=bare_value(row, first, measured.currency),
    )
    return Finding(
        f"parts-{row.indicator.id.lower()}",
        title,
        text=[row.indicator.meaning],
        table=Table(columns, rows, total=len(shown), file="indicators.csv"),
    )


def _part(cell: Cell) -> str:
    return ", ".join(value or "—" for value in cell.cut.values())

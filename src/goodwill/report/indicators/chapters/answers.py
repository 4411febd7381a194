"""In short: what can be told, what is behind, what changed most and why, what is out of order."""

from __future__ import annotations

from goodwill.analytics.benefit.indicators.kernel.indicator import Group
from goodwill.analytics.benefit.indicators.watching.targets import Standing, Status
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.indicators.chapters.missing import by_table, record_words
from goodwill.report.indicators.chapters.why import sentence_why
from goodwill.report.indicators.labels import (
    ALARMS,
    Bare,
    Named,
    bare_cell,
    bare_value,
    counted,
    figure,
    names,
    period_words,
    target_words,
)
from goodwill.report.indicators.measuring import Measured
from goodwill.report.indicators.rows import Row
from goodwill.report.tables import Cell, Difference, Table, TableColumn

LISTED = 10
MOVED_MUCH = 2.0
"""Standard deviations from which on a change is worth a sentence."""


def answers(measured: Measured) -> Chapter:
    found = [
        _told(measured),
        _targets(measured),
        _moved(measured),
        _alarms(measured),
        _missing(measured),
    ]
    return Chapter("answers", Sentence("In short"), [each for each in found if each is not None])


def _told(measured: Measured) -> Finding:
    told, n = len(measured.told), len(measured.rows)
    better, worse = counted(measured.told)
    if better + worse:
        title = Sentence(
            "{told} of {n} indicators can be told; against a year before {better} are better and "
            "{worse} worse",
            told=told,
            n=n,
            better=better,
            worse=worse,
        )
    else:
        title = Sentence("{told} of {n} indicators can be told", told=told, n=n)
    columns = [
        TableColumn(Sentence("Group")),
        *(
            TableColumn(label, Unit.NUMBER)
            for label in (
                Sentence("Told"),
                Sentence("Of"),
                Sentence("Better than a year before"),
                Sentence("Worse"),
                Sentence("Behind target"),
                Sentence("Out of the ordinary"),
            )
        ),
    ]
    rows = [_group(measured, group) for group in Group if measured.of(group)]
    return Finding("told", title, table=Table(columns, rows))


def _group(measured: Measured, group: Group) -> tuple[Cell, ...]:
    rows = measured.of(group)
    told = [row for row in rows if row.is_told]
    better, worse = counted(told)
    behind = sum(row.status is Status.BEHIND for row in rows)
    alarmed = sum(row.alarm is not None and row.is_current for row in told)
    return group.label, len(told), len(rows), better, worse, behind, alarmed


def _targets(measured: Measured) -> Finding:
    judged = [row for row in measured.rows if row.status.is_judged]
    behind = [row for row in judged if row.status is Status.BEHIND]
    by_part = measured.parts_judged()
    late = [row for row in judged if row.standing is not None and row.standing.is_late]
    if not judged and not by_part:
        return Finding(
            "targets",
            Sentence("No target can be judged: none is set"),
            text=[
                *measured.remarks,
                Sentence("Give targets with --targets TARGETS.toml; the guide has an example."),
            ],
        )
    text = []
    if late:
        text.append(
            Sentence("Less of the way than of the time is over for {names}.", names=names(late))
        )
    if not measured.targets:
        text.append(
            Sentence(
                "These are the catalogue's own bands. Give the company's targets with --targets "
                "TARGETS.toml."
            )
        )
    if by_part:
        text.append(_parts_behind(by_part))
    return Finding(
        "targets",
        _targets_title(measured, judged, behind),
        text=text,
        table=_against(measured, judged) if judged else None,
        warnings=measured.remarks,
    )


def _parts_behind(by_part: list[tuple[Row, Standing]]) -> Sentence:
    behind = [(row, each) for row, each in by_part if each.status is Status.BEHIND]
    if not behind:
        return Sentence(
            "The one target for a part is reached or near.",
            "All {n} targets for parts are reached or near.",
            n=len(by_part),
        )
    said = [
        Sentence(
            "{indicator} in {part}",
            indicator=row.indicator.label,
            part=", ".join(each.cell.cut.values()),
        )
        for row, each in behind
    ]
    return Sentence(
        "{behind} of {n} targets for parts are missed: {names}.",
        behind=len(behind),
        n=len(by_part),
        names=Named(tuple(said)),
    )


def _targets_title(measured: Measured, judged: list[Row], behind: list[Row]) -> Sentence:
    if not judged:
        return Sentence("Targets are for parts alone")
    if not behind:
        return Sentence(
            "The one target is reached or near", "All {n} targets are reached or near",
            n=len(judged),
        )  # fmt: skip
    row = behind[0]
    assert row.latest is not None
    assert row.standing is not None
    assert row.standing.target is not None
    return Sentence(
        "{behind} of {n} targets are missed, among them {indicator}: {value}, and it should be "
        "{target}",
        behind=len(behind),
        n=len(judged),
        indicator=row.indicator.label,
        value=figure(row, row.latest, measured.currency),
        target=target_words(row.indicator, row.standing.target, measured.currency),
    )


def _against(measured: Measured, judged: list[Row]) -> Table:
    """Those behind first; columns that would be empty are left out."""
    order = {Status.BEHIND: 0, Status.NEAR: 1, Status.ON: 2}
    ordered = sorted(judged, key=lambda row: order[row.status])
    standings = [row.standing for row in ordered if row.standing is not None]
    is_off = any(each.distance for each in standings)
    is_on_its_way = any(each.progress is not None for each in standings)
    columns = [
        TableColumn(Sentence("Indicator")),
        TableColumn(Sentence("Newest"), align="end"),
        TableColumn(Sentence("Should be")),
        *([TableColumn(Sentence("Off by"), align="end")] if is_off else []),
        *([TableColumn(Sentence("Way gone"), Unit.SHARE)] if is_on_its_way else []),
        TableColumn(Sentence("Stands")),
    ]
    rows: list[tuple[Cell, ...]] = []
    for row in ordered:
        standing = row.standing
        assert standing is not None
        assert standing.target is not None
        assert row.latest is not None
        off = None
        if standing.distance:
            off = Difference(standing.distance, row.indicator.unit, measured.currency)
        rows.append(
            (
                row.indicator.label,
                figure(row, row.latest, measured.currency),
                target_words(row.indicator, standing.target, measured.currency),
                *([off] if is_off else []),
                *([standing.progress] if is_on_its_way else []),
                standing.status.label,
            )
        )
    return Table(columns, rows)


def _moved(measured: Measured) -> Finding | None:
    moved = [row for row in measured.by_movement() if row.moved >= MOVED_MUCH]
    if not moved:
        if not measured.by_movement():
            return None
        return Finding(
            "moved", Sentence("Nothing changed by more than it usually does from period to period")
        )
    row = moved[0]
    assert row.latest is not None
    value = figure(row, row.latest, measured.currency)
    watched = row.newest_watched
    text = []
    if watched is not None and watched.expected is not None:
        text.append(
            Sentence(
                "What came before lets {low} to {high} expect; the period before had {before}.",
                low=_bound(row, watched.low, measured),
                high=_bound(row, watched.high, measured),
                before=bare_value(row, row.before, measured.currency),
            )
        )
    why = sentence_why(row, measured)
    if why is not None:
        text.append(why)
    return Finding(
        "moved",
        Sentence(
            "{indicator} moved most against what was to be expected: {value} in {period}",
            indicator=row.indicator.label,
            value=value,
            period=period_words(row.latest.period),
        ),
        text=text,
        table=_movers(moved[:LISTED], measured) if len(moved) > 1 else None,
    )


def _movers(rows: list[Row], measured: Measured) -> Table:
    columns = [
        TableColumn(Sentence("Indicator")),
        TableColumn(Sentence("Newest"), align="end"),
        TableColumn(Sentence("Expected"), align="end"),
        TableColumn(Sentence("Before"), align="end"),
    ]
    told: list[tuple[Cell, ...]] = []
    for row in rows:
        assert row.latest is not None
        watched = row.newest_watched
        expected = watched.expected if watched is not None else None
        told.append(
            (
                row.indicator.label,
                figure(row, row.latest, measured.currency),
                Sentence("{value}", value=_bound(row, expected, measured)),
                bare_cell(row, row.before, measured.currency),
            )
        )
    return Table(columns, told)


def _alarms(measured: Measured) -> Finding | None:
    if not any(row.watched for row in measured.told):
        return None
    alarmed = measured.alarmed()
    if not alarmed:
        return Finding(
            "alarms", Sentence("No indicator is out of the ordinary in its newest period")
        )
    worse = [row for row in alarmed if row.alarm and row.alarm.is_worse]
    title = Sentence(
        "{n} indicator is out of the ordinary, and it is no bad news",
        "{n} indicators are out of the ordinary, none of them bad news",
        n=len(alarmed),
    )
    if worse:
        title = Sentence(
            "{n} indicator is out of the ordinary, and it is bad news: {worse}",
            "{n} indicators are out of the ordinary; bad news is {worse}",
            n=len(alarmed),
            worse=names(worse, 3),
        )
    columns = [
        TableColumn(Sentence("Indicator")),
        TableColumn(Sentence("What")),
        TableColumn(Sentence("Newest"), align="end"),
        TableColumn(Sentence("Usual from"), align="end"),
        TableColumn(Sentence("Usual to"), align="end"),
        TableColumn(Sentence("Good or bad")),
    ]
    rows: list[tuple[Cell, ...]] = []
    for row in alarmed:
        alarm = row.alarm
        assert alarm is not None
        assert alarm.alarm is not None
        assert row.latest is not None
        rows.append(
            (
                row.indicator.label,
                ALARMS[alarm.alarm],
                figure(row, row.latest, measured.currency),
                Sentence("{value}", value=_bound(row, alarm.low, measured)),
                Sentence("{value}", value=_bound(row, alarm.high, measured)),
                _news(alarm.is_worse),
            )
        )
    return Finding("alarms", title, table=Table(columns, rows))


def _news(is_worse: bool | None) -> Sentence:
    if is_worse is None:
        return Sentence("to be watched")
    return Sentence("bad") if is_worse else Sentence("good")


def _bound(row: Row, value: float | None, measured: Measured) -> Bare:
    return Bare(value, row.indicator.unit, measured.currency)


def _missing(measured: Measured) -> Finding | None:
    untold = measured.untold
    if not untold:
        return None
    tables = by_table(measured)
    if not tables:
        title = Sentence(
            "{n} indicator cannot be told yet, though its tables are there",
            "{n} indicators cannot be told yet, though their tables are there",
            n=len(untold),
        )
    else:
        table, rows = tables[0]
        title = Sentence(
            "{n} indicators cannot be told; recording {table} would bring most of them: {gained}",
            n=len(untold),
            table=table.name,
            gained=len(rows),
        )
    text = [record_words(table, rows) for table, rows in tables[:5]]
    if not tables:
        text = [Sentence("These are {names}.", names=names(untold, 12))]
    text.append(Sentence("Every reason stands in the chapter on what cannot be told."))
    return Finding("missing", title, text=text)

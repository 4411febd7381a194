"""Everything computed that the report says: cells, standings, alarms, changes, forecasts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from goodwill.analytics.benefit.indicators.catalogue import ALL
from goodwill.analytics.benefit.indicators.kernel.calculating import calculate
from goodwill.analytics.benefit.indicators.kernel.cells import HIDDEN, Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Group, Indicator
from goodwill.analytics.benefit.indicators.kernel.lengths import Length
from goodwill.analytics.benefit.indicators.watching.alerts import Watched, alarms
from goodwill.analytics.benefit.indicators.watching.contributions import Change, Split, changed
from goodwill.analytics.benefit.indicators.watching.forecasting import Forecast, forecast
from goodwill.analytics.benefit.indicators.watching.targets import (
    Standing,
    Status,
    Target,
    judged,
    target_for,
)
from goodwill.analytics.errors import AnalyticsError, SettingRefused
from goodwill.analytics.tables import Table
from goodwill.language import Sentence
from goodwill.report.indicators.preparing import Ready
from goodwill.report.indicators.rows import Row
from goodwill.report.preparing import Step

AHEAD = {Length.MONTH: 6, Length.QUARTER: 4, Length.YEAR: 2}
"""How many periods are foretold."""

CHARTED = 2
"""How many lines a group has at most."""


@dataclass(frozen=True, eq=False)
class Cut:
    """The indicators by the parts of one column.

    Parameters
    ----------
    cells
        Indicator → its cells for parts, all periods.
    changes
        What parts did to the change of an indicator, where that can be told, the indicators
        that changed most first.
    reasons
        Why an indicator has no parts.
    """

    column: str
    cells: Mapping[str, Sequence[Cell]]
    changes: Sequence[Change]
    reasons: Mapping[str, Sentence]


@dataclass(frozen=True)
class Measured:
    """All that the report says, in no words yet.

    `remarks` says which targets could not be held against anything.
    """

    ready: Ready
    rows: tuple[Row, ...]
    cuts: tuple[Cut, ...]
    targets: tuple[Target, ...]
    remarks: tuple[Sentence, ...] = ()

    @property
    def told(self) -> list[Row]:
        return [row for row in self.rows if row.is_told]

    @property
    def untold(self) -> list[Row]:
        return [row for row in self.rows if not row.is_told]

    @property
    def currency(self) -> str:
        return self.ready.currency

    def of(self, group: Group) -> list[Row]:
        return [row for row in self.rows if row.indicator.group is group]

    def row(self, identity: str) -> Row:
        return next(row for row in self.rows if row.indicator.id == identity)

    def parts_judged(self) -> list[tuple[Row, Standing]]:
        """Parts against targets that are for parts, in their newest period told."""
        found = []
        for row in self.rows:
            targets = [t for t in self.targets if t.indicator_id == row.indicator.id]
            if not any(target.cut or target.every_part for target in targets):
                continue
            for cut in self.cuts:
                told = [c for c in cut.cells.get(row.indicator.id, ()) if c.value is not None]
                newest = max((cell.period.start_day for cell in told), default=None)
                for cell in told:
                    if cell.period.start_day == newest:
                        target = target_for(cell, row.indicator, targets)
                        found.append((row, judged(cell, row.indicator, target)))
        return [(row, each) for row, each in found if each.status.is_judged]

    def by_movement(self) -> list[Row]:
        """The most unusual first."""
        moved = [row for row in self.told if row.is_current and row.moved > 0]
        return sorted(moved, key=lambda row: (-row.moved, row.indicator.id))

    def alarmed(self) -> list[Row]:
        """Bad news first, then what is furthest off."""
        found = [row for row in self.told if row.alarm is not None and row.is_current]
        return sorted(found, key=lambda row: (not (row.alarm and row.alarm.is_worse), -row.moved))


def measure(ready: Ready, step: Step) -> Measured:
    """Compute what was asked for, the whole first and then each cut.

    Raises
    ------
    SettingRefused
        An indicator, group or column asked for that there is not.
    """
    label = Sentence("Computing the indicators")
    step(label, 0.0)
    wanted, needed = _wanted(ready)
    _refuse_columns(wanted, ready)
    cells = _computed(needed, ready, ready.question.by)
    step(label, 0.6)
    targets, remarks = _targets(ready, cells)
    rows = tuple(_row(each, cells.get(each.id, ()), targets) for each in wanted)
    rows = _with_forecasts(rows, ready.asked.length)
    step(label, 0.7)
    cuts = []
    for place, column in enumerate(ready.asked.by, 1):
        cuts.append(_cut(column, rows, needed, ready))
        step(label, 0.7 + 0.3 * place / len(ready.asked.by))
    step(label, 1.0)
    return Measured(ready, rows, tuple(cuts), targets, remarks)


def _wanted(ready: Ready) -> tuple[list[Indicator], list[Indicator]]:
    """Those to show, and those of the catalogue to compute for them."""
    owns = ready.inputs.owns
    every = [*ALL, *owns.indicators.values()]
    said = ready.asked.only
    if said:
        every = [each for each in every if each.id in said or each.group.value in said]
        _refuse_unknown(said, [*ALL, *owns.indicators.values()])
    shown = {each.id for each in every}
    below = set(owns.needs) if shown & set(owns.indicators) else set()
    return every, [each for each in ALL if each.id in shown | below]


def _refuse_unknown(said: Sequence[str], every: Sequence[Indicator]) -> None:
    known = [*(each.id for each in every), *(group.value for group in Group)]
    for word in said:
        if word not in known:
            near = get_close_matches(word, known, 1, 0.5)
            raise SettingRefused(
                Sentence(
                    "There is no indicator and no group {word}. Did you mean {near}? Groups are: "
                    "{groups}.",
                    word=word,
                    near=near[0] if near else known[0],
                    groups=", ".join(group.value for group in Group),
                )
            )


def _refuse_columns(wanted: Sequence[Indicator], ready: Ready) -> None:
    known = sorted({column for each in wanted for column in each.cuts})
    for column in ready.asked.by:
        if column not in known:
            raise SettingRefused(
                Sentence(
                    "No indicator is told by {column}. They are told by: {known}.",
                    column=column,
                    known=", ".join(known),
                )
            )


def _computed(
    needed: Sequence[Indicator], ready: Ready, by: tuple[str, ...]
) -> dict[str, list[Cell]]:
    question = ready.by(by[0]) if by else ready.question
    cells = calculate(needed, question)
    owns = ready.inputs.owns
    if owns.indicators:
        cells = [*cells, *owns.cells(cells)]
    found: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[cell.indicator_id].append(cell)
    return found


def _targets(
    ready: Ready, cells: Mapping[str, Sequence[Cell]]
) -> tuple[tuple[Target, ...], tuple[Sentence, ...]]:
    """With baselines; and why some cannot be used."""
    said = ready.inputs.targets
    if said is None:
        return (), ()
    indicators = {each.id: each for each in (*ALL, *ready.inputs.owns.indicators.values())}
    whole = [cell for each in cells.values() for cell in each if not cell.cut]
    found = said.with_baselines(whole, indicators)
    without = dict.fromkeys(
        column for target in found for column in target.cut if column not in ready.asked.by
    )
    remarks = [
        Sentence(
            "There are targets by {column}: they are judged only with --by {column}.", column=column
        )
        for column in without
    ]
    return found, (*said.unmeasured(whole, indicators), *remarks)


def _row(indicator: Indicator, cells: Sequence[Cell], targets: Sequence[Target]) -> Row:
    """Judged by its newest value."""
    whole = tuple(cell for cell in cells if not cell.cut)
    parts = tuple(cell for cell in cells if cell.cut)
    row = Row(indicator, whole, parts)
    newest = row.latest or (whole[-1] if whole else None)
    if newest is None:
        return row
    standing = judged(newest, indicator, target_for(newest, indicator, targets))
    return replace(row, standing=standing, watched=_watched(row))


def _watched(row: Row) -> tuple[Watched, ...]:
    if len(row.told) < 2:
        return ()
    try:
        return alarms(row.cells, row.indicator)
    except AnalyticsError:
        return ()


def _with_forecasts(rows: tuple[Row, ...], length: Length) -> tuple[Row, ...]:
    """Of each group the few that a line is drawn of: behind first, then alarms, then movers."""
    chosen: set[str] = set()
    for group in Group:
        able = [row for row in rows if row.indicator.group is group and row.is_charted]
        able.sort(key=_urgency)
        chosen |= {row.indicator.id for row in able[:CHARTED]}
    return tuple(
        replace(row, forecast=_forecast(row, length)) if row.indicator.id in chosen else row
        for row in rows
    )


def _urgency(row: Row) -> tuple[bool, bool, float, str]:
    return (row.status is not Status.BEHIND, row.alarm is None, -row.moved, row.indicator.id)


def _forecast(row: Row, length: Length) -> Forecast | None:
    try:
        return forecast(row.cells, row.indicator, AHEAD[length])
    except AnalyticsError:
        return None


def _cut(column: str, rows: Sequence[Row], needed: Sequence[Indicator], ready: Ready) -> Cut:
    possible = [each for each in needed if column in each.cuts]
    cells = _computed(possible, ready, (column,))
    shown = {row.indicator.id: row for row in rows}
    parts: dict[str, Sequence[Cell]] = {}
    reasons: dict[str, Sentence] = {}
    for identity, found in cells.items():
        if identity not in shown:
            continue
        own = [cell for cell in found if column in cell.cut]
        if any(cell.value is not None for cell in own):
            parts[identity] = protected(own)
        else:
            told = next((cell.reason for cell in reversed(found) if cell.reason), None)
            reasons[identity] = told or Sentence("There is nothing of it in these periods.")
    by_movement = sorted(
        (shown[identity] for identity in parts), key=lambda row: (-row.moved, row.indicator.id)
    )
    return Cut(column, parts, [*_changes(by_movement, parts)], reasons)


def protected(cells: Sequence[Cell]) -> list[Cell]:
    """Where one part alone is hidden it could be told from the whole: the next smallest is too."""
    by_period: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_period[cell.period.name].append(cell)
    hidden_too = set()
    for together in by_period.values():
        hidden = [cell for cell in together if cell.reason is HIDDEN]
        rest = [cell for cell in together if cell.value is not None]
        if len(hidden) == 1 and rest:
            hidden_too.add(id(min(rest, key=lambda cell: cell.n)))
    return [_hidden(cell) if id(cell) in hidden_too else cell for cell in cells]


def _hidden(cell: Cell) -> Cell:
    return Cell(
        cell.indicator_id,
        cell.period,
        cell.cut,
        None,
        reason=HIDDEN,
        version=cell.version,
        as_of=cell.as_of,
    )


def _changes(rows: Iterable[Row], parts: Mapping[str, Sequence[Cell]]) -> Iterable[Change]:
    """Against the value told before; none where a part is hidden, for it could be told of it."""
    for row in rows:
        before, after = row.before, row.latest
        if before is None or after is None:
            continue
        sides = [
            Split(whole, [cell for cell in parts[row.indicator.id] if cell.period == whole.period])
            for whole in (before, after)
        ]
        if any(cell.reason is HIDDEN for side in sides for cell in side.parts):
            continue
        try:
            yield changed(row.indicator, *sides)
        except AnalyticsError:
            continue


def tables_missing(row: Row, ready: Ready) -> list[Table]:
    """Which tables an indicator needs and the folder does not hold."""
    return [table for table in row.indicator.needs if not ready.question.has(table)]

"""A table as it is read: lines and columns in their order, totals among them, cells said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal, format_percent

from goodwill.analytics.figure import Figure, Number, Unit, shown
from goodwill.analytics.information.pivoting import OTHERS, UNKNOWN, Measure
from goodwill.analytics.information.pivoting.answering import Key
from goodwill.crm.ui import speaking
from goodwill.crm.value.pivot.computing import Computed
from goodwill.crm.value.pivot.dimensions import Names, order
from goodwill.language import Language, Sentence

STEPS = 7
MOST_SHOWN = 6_000
LARGE = 100


@dataclass(frozen=True)
class Cell:
    """One figure as it stands in the table."""

    figure: Figure | None
    """None where there are no facts at all."""
    text: str
    change: str = ""
    is_less: bool = False
    heat: str = ""
    at: str = ""
    """What the address of its receipt says of the place: row, column and measure."""

    @property
    def value(self) -> Number | None:
        return self.figure.value if self.figure else None


@dataclass(frozen=True)
class Column:
    """A column: its key, and what stands above it."""

    key: Key
    label: str
    is_total: bool


@dataclass(frozen=True)
class Line:
    """A line: its key, what stands before it, and a cell for each column and measure."""

    key: Key
    label: str
    depth: int
    is_total: bool
    is_group: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """The whole table; there is a cell for each column and, in it, for each measure."""

    computed: Computed
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    names: Names
    left_out: int = 0
    """How many lines were not shown."""

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.computed.measures

    @property
    def is_empty(self) -> bool:
        return not any(answer.facts for answer in self.computed.answers.values())


def sheet(computed: Computed, names: Names) -> Sheet:
    """The table in the reader's language."""
    asked = computed.asked
    row_keys = list(_ordered(computed, names, asked.rows, of_rows=True))
    column_keys = list(_ordered(computed, names, asked.columns, of_rows=False))
    _prepare(names, (*asked.rows,), row_keys)
    _prepare(names, (*asked.columns,), column_keys)
    columns = tuple(_column(names, asked.columns, key) for key in _totals_last(column_keys))
    most = max(1, MOST_SHOWN // max(1, len(columns) * len(computed.measures)))
    kept = row_keys[:most]
    ramps = [_ramp(computed, one, kept, columns) for one in computed.measures]
    lines = tuple(_line(computed, names, key, columns, ramps) for key in [*kept[1:], *kept[:1]])
    return Sheet(computed, columns, lines, names, len(row_keys) - len(kept))


def _ordered(
    computed: Computed, names: Names, words: Sequence[str], *, of_rows: bool
) -> Iterator[Key]:
    """Every key in the order of reading, each total before what it is made of; () is first."""
    children: dict[Key, set[str]] = {}
    for answers in (computed.answers, computed.earlier):
        for one in answers.values():
            for row, column in one.cells:
                key = row if of_rows else column
                if key and (column if of_rows else row) == ():
                    children.setdefault(key[:-1], set()).add(key[-1])

    def under(key: Key) -> Iterator[Key]:
        yield key
        if len(key) < len(words):
            for value in _siblings(computed, names, words[len(key)], key, children.get(key, set()),
                                   of_rows=of_rows):  # fmt: skip
                yield from under((*key, value))

    yield from under(())


def _siblings(
    computed: Computed,
    names: Names,
    word: str,
    above: Key,
    values: Iterable[str],
    *,
    of_rows: bool,
) -> list[str]:
    """Values in an order of their own, or the greatest first; the rest and the unknown last."""
    found = sorted(values)
    named = order(word, found, names.known)
    if named is not None:
        return _without_gaps(word, named) if not above else named
    measure = computed.measures[0]

    def rank(value: str) -> tuple[bool, bool, float, str]:
        key = (*above, value)
        place = (key, ()) if of_rows else ((), key)
        number = computed.figure(measure, *place).value
        return (value == OTHERS, value == UNKNOWN, -float(number or 0), value)

    return sorted(found, key=rank)


def _without_gaps(word: str, named: list[str]) -> list[str]:
    """Every year, quarter and month between the first and the last."""
    if word == "month" and named:
        first, last = (int(one[:4]) * 12 + int(one[5:]) - 1 for one in (named[0], named[-1]))
        return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1)]
    if word == "quarter" and named:
        first, last = (int(one[:4]) * 4 + int(one[6:]) - 1 for one in (named[0], named[-1]))
        return [f"{at // 4:04}-Q{at % 4 + 1}" for at in range(first, last + 1)]
    if word == "year" and named:
        return [f"{at:04}" for at in range(int(named[0]), int(named[-1]) + 1)]
    return named


def _prepare(names: Names, words: Sequence[str], keys: Iterable[Key]) -> None:
    values: dict[str, set[str]] = {}
    for key in keys:
        for word, value in zip(words, key, strict=False):
            values.setdefault(word, set()).add(value)
    for word, held in values.items():
        names.prepare(word, held)


def _totals_last(keys: Sequence[Key]) -> list[Key]:
    """Columns as people read them: what a total is made of stands before it."""

    def under(key: Key) -> Iterator[Key]:
        for child in (one for one in keys if len(one) == len(key) + 1 and one[:-1] == key):
            yield from under(child)
        yield key

    return list(under(()))


def _column(names: Names, words: Sequence[str], key: Key) -> Column:
    if not key:
        return Column(key, speaking.say("Total"), is_total=True)
    said = " · ".join(names.of(word, value) for word, value in zip(words, key, strict=False))
    if len(key) < len(words):
        return Column(key, speaking.say("{what}, total", what=said), is_total=True)
    return Column(key, said, is_total=False)


def _line(
    computed: Computed,
    names: Names,
    key: Key,
    columns: Sequence[Column],
    ramps: Sequence[tuple[float, float] | None],
) -> Line:
    words = computed.asked.rows
    label = names.of(words[len(key) - 1], key[-1]) if key else speaking.say("Total")
    is_group = len(key) < len(words)
    cells = tuple(
        _cell(computed, one, key, column, None if is_group or column.is_total else ramp)
        for column in columns
        for one, ramp in zip(computed.measures, ramps, strict=True)
    )
    return Line(key, label, max(0, len(key) - 1), not key, is_group and bool(key), cells)


def _cell(
    computed: Computed,
    measure: Measure,
    row: Key,
    column: Column,
    ramp: tuple[float, float] | None,
) -> Cell:
    if computed.is_empty(measure, row, column.key):
        return Cell(None, "–", *_change(computed, measure, row, column.key, 0))
    found = computed.figure(measure, row, column.key)
    at = json.dumps([row, column.key, measure.word], ensure_ascii=False, separators=(",", ":"))
    change, is_less = _change(computed, measure, row, column.key, found.value)
    return Cell(found, brief(found), change, is_less, _heat(found.value, ramp), at)


def _change(
    computed: Computed, measure: Measure, row: Key, column: Key, now: Number | None
) -> tuple[str, bool]:
    """How much more or less than in the time compared with: in per cent, shares in points."""
    if not computed.earlier or now is None:
        return "", False
    before = computed.figure(measure, row, column, then=True).value
    language = speaking.current()
    if before is None or not before:
        return (speaking.say("none before") if now else ""), False
    if measure.definition.unit is Unit.SHARE:
        points = float(now) - float(before)
        sign = "+" if points > 0 else ""
        return sign + shown(points, Unit.POINTS, language), points < 0
    part = round((float(now) - float(before)) / abs(float(before)), 2)
    if not part:
        return "±0%", False
    return str(format_percent(part, "+#,##0%;-#,##0%", locale=language.locale)), part < 0


def _ramp(
    computed: Computed, measure: Measure, rows: Sequence[Key], columns: Sequence[Column]
) -> tuple[float, float] | None:
    """The least and the most among the innermost cells, where colour shall tell them apart."""
    if not computed.asked.heat:
        return None
    depth = len(computed.asked.rows)
    values = [
        float(value)
        for row in rows
        if len(row) == depth
        for column in columns
        if not column.is_total or not computed.asked.columns
        if (value := computed.figure(measure, row, column.key).value) is not None
    ]
    return (max(0.0, min(values)), max(values)) if values else None


def _heat(value: Number | None, ramp: tuple[float, float] | None) -> str:
    if ramp is None or value is None:
        return ""
    if value < 0:
        return "loss"
    least, most = ramp
    part = (float(value) - least) / (most - least) if most > least else 1.0
    return str(min(STEPS, 1 + int(part * STEPS)))


def brief(one: Figure) -> str:
    """A figure in a cell: its currency stands above, cents only where they say something."""
    language = speaking.current()
    if one.value is None:
        return "—"
    if one.unit is Unit.MONEY:
        return amount(one.value, language)
    if one.unit is Unit.MINUTES:
        return str(format_decimal(round(one.value), "#,##0", locale=language.locale))
    return one.said_in(language)


def amount(value: Number, language: Language) -> str:
    """An amount without its currency."""
    exact = Decimal(value)
    is_whole = abs(exact) >= LARGE or exact == exact.to_integral_value()
    pattern = "#,##0" if is_whole else "#,##0.00"
    return str(format_decimal(exact, pattern, locale=language.locale))


def unit_of(measure: Measure, currency: str) -> str:
    """What stands behind a measure's name above its columns."""
    if measure.definition.unit is Unit.MONEY:
        return currency
    return speaking.say("min") if measure.definition.unit is Unit.MINUTES else ""


def said(measure: Measure) -> str:
    return speaking.show(measure.definition.label)


def title(sheet: Sheet) -> Sentence:
    """What the table shows, in words."""
    asked, known = sheet.computed.asked, sheet.names.known
    listed = speaking.current().list
    measures = listed([said(one) for one in sheet.measures])
    by = [speaking.show(known[word].label) for word in (*asked.rows, *asked.columns)]
    if not by:
        return Sentence("{measures}, all together", measures=measures)
    return Sentence("{measures} by {dimensions}", measures=measures, dimensions=listed(by))

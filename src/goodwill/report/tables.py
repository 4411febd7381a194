"""Tables as the report shows them: columns with their units, and what stands in the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from babel.dates import format_skeleton

from goodwill.analytics.figure import Figure, Number, Unit, shown
from goodwill.language import Language, Sentence


@dataclass(frozen=True)
class Month:
    """The month of its first day: `Mar 2024`, `2024年3月`."""

    first: date

    def said_in(self, language: Language) -> str:
        return str(format_skeleton("yMMM", self.first, locale=language.locale))


@dataclass(frozen=True)
class Difference:
    """What something grew or fell by: `+2.1 points`, with a word on whether that is good."""

    value: Number
    unit: Unit
    currency: str | None = None
    word: Sentence | None = None

    def said_in(self, language: Language) -> str:
        if self.word is None or self._is_nought(language):
            return self.change_in(language)
        return language.say("{change} {word}", change=self.change_in(language), word=self.word)

    def change_in(self, language: Language) -> str:
        """Without the word."""
        sign = "+" if self.value > 0 else MINUS
        return f"{'±' if self._is_nought(language) else sign}{self._size(language)}"

    def word_in(self, language: Language) -> str:
        """The word alone; nothing where nothing to speak of changed."""
        return language.say(self.word) if self.word and not self._is_nought(language) else ""

    def _is_nought(self, language: Language) -> bool:
        """As far as one can see."""
        return not any(digit in "123456789" for digit in self._size(language))

    def _size(self, language: Language) -> str:
        value: Number = -self.value if self.value < 0 else self.value
        unit = Unit.POINTS if self.unit is Unit.SHARE else self.unit
        whole = unit is Unit.MONEY and value >= WHOLE_FROM
        size = round(value) if whole else float(value) if unit.is_time else value
        return shown(size, unit, language, currency=self.currency, whole=whole)


MINUS = "\N{MINUS SIGN}"
WHOLE_FROM = 1_000
"""From this amount on a difference is said without cents."""


@dataclass(frozen=True)
class Trend:
    """Values over time, drawn as a small line in the row; `said` tells them in words."""

    values: tuple[float | None, ...]
    said: Sentence

    def said_in(self, language: Language) -> str:
        return language.say(self.said)


Label = Sentence | str | Month
Cell = str | Number | Figure | Sentence | date | Month | Difference | Trend | None

ROWS_SHOWN = 50


@dataclass(frozen=True)
class TableColumn:
    """One column: its heading, and the unit its bare numbers are in.

    Columns with a unit are set right, as numbers; `align` overrides.
    """

    label: Label
    unit: Unit | None = None
    currency: str | None = None
    align: Literal["start", "end"] | None = None

    @property
    def side(self) -> str:
        return self.align or ("start" if self.unit is None else "end")


@dataclass(frozen=True)
class Table:
    """Rows under columns. A report shows the first `ROWS_SHOWN` and names the rest.

    Parameters
    ----------
    rows
        One tuple per row, as long as `columns`. None is shown as “—”.
    note
        What a reader must know to read it: units, exclusions.
    total
        How many rows there are, where `rows` is only their beginning.
    file
        The output file that holds all of them.
    """

    columns: Sequence[TableColumn]
    rows: Sequence[tuple[Cell, ...]]
    note: Sentence | None = None
    total: int | None = None
    file: str | None = None

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(row)} cells under {len(self.columns)} columns: {row!r}")

    @property
    def shown(self) -> Sequence[tuple[Cell, ...]]:
        return self.rows[:ROWS_SHOWN]

    @property
    def length(self) -> int:
        return max(self.total or 0, len(self.rows))

    @property
    def remainder(self) -> Sentence | None:
        """Says how many rows are not here, and where they are; None if all are."""
        if self.length <= len(self.shown):
            return None
        if self.file is None:
            return Sentence(
                "The first {shown} of {total} rows.", shown=len(self.shown), total=self.length
            )
        return Sentence(
            "The first {shown} of {total} rows; all of them are in {file}.",
            shown=len(self.shown),
            total=self.length,
            file=self.file,
        )


def sort_key(cell: Cell) -> str:
    """What a column is sorted by in the browser: a plain number, an ISO date or the text."""
    if isinstance(cell, Figure):
        cell = cell.value
    if isinstance(cell, Difference):
        cell = cell.value
    if cell is None or isinstance(cell, Sentence | Trend):
        return ""
    if isinstance(cell, Month):
        cell = cell.first
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float | Decimal):
        return format(Decimal(str(cell)), "f")
    return cell

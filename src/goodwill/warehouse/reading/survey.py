"""What a survey found: every decision about every source, before anything is converted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from goodwill.analytics.tables import Table
from goodwill.language import Sentence
from goodwill.warehouse.reading import dates, decimals, periods
from goodwill.warehouse.reading.evidence import Shown
from goodwill.warehouse.reading.ready import Ready
from goodwill.warehouse.reading.recognising import Recognised
from goodwill.warehouse.reading.roles import Kind, kind_of
from goodwill.warehouse.reading.settings import Settings, save_mapping
from goodwill.warehouse.reading.sources import Source


@dataclass(frozen=True)
class PieceFacts:
    """What one piece turned out to be: how many records and rows, and whether it needs mending."""

    records: int
    rows: int
    mend: bool


@dataclass(frozen=True)
class Looked:
    """A source, its recognised columns, and what they show."""

    source: Source
    table: Table
    columns: tuple[Recognised, ...]
    facts: tuple[PieceFacts, ...] = ()
    shown: Mapping[str, Shown] | None = None

    def shows(self, role: str) -> Shown:
        return dict((self.shown or {}).get(role, {}))

    def name_of(self, role: str) -> str:
        return next(one.source_column for one in self.columns if one.column == role)

    def roles(self, *kinds: Kind) -> list[str]:
        """Those found whose values are of these kinds."""
        return [one.column for one in self.columns if kind_of(one.column, self.table) in kinds]

    def has(self, role: str) -> bool:
        return any(one.column == role for one in self.columns)


@dataclass(frozen=True)
class SurveyedSource:
    """One source with all that was decided about it.

    Parameters
    ----------
    file
        As people call it.
    columns
        Contract columns (and what they are made of: `amount`, `quantity`, `unit_price` …),
        each with the source column it is read from and why.
    unused
        Columns of the source that no contract column is read from.
    currency
        ISO 4217 code that the source names; None if it names none, or several.
    """

    file: str
    format: str
    encoding: str | None
    delimiter: str | None
    heading_row: int | None
    rows: int
    columns: tuple[Recognised, ...]
    unused: tuple[str, ...]
    currency: str | None
    notes: tuple[Sentence, ...]
    source: Source = field(repr=False)
    facts: tuple[PieceFacts, ...] = field(repr=False)
    date_formats: Mapping[str, dates.DateFormat] = field(repr=False)
    number_formats: Mapping[str, decimals.NumberFormat] = field(repr=False)
    period_formats: Mapping[str, periods.PeriodFormat] = field(repr=False)
    pointed_ids: frozenset[str] = field(repr=False)
    currency_words: frozenset[str] = field(repr=False)
    currency_signs: frozenset[str] = field(repr=False)
    is_amount_per_unit: bool = field(repr=False, default=False)
    ready: Ready | None = field(repr=False, default=None)

    def column(self, role: str) -> str | None:
        """The source column of a role."""
        return next((one.source_column for one in self.columns if one.column == role), None)


@dataclass(frozen=True)
class Survey:
    """All sources of one table, with the settings as resolved."""

    table: Table
    sources: tuple[SurveyedSource, ...]
    settings: Settings

    @property
    def rows(self) -> int:
        return sum(source.rows for source in self.sources)

    @property
    def currency(self) -> str | None:
        """What amounts are in: as told, else the only one that the sources name."""
        return self.settings.currency

    def save(self, path: Path) -> None:
        """Keep the decisions as TOML, to be given again as `--map FILE.toml`."""
        save_mapping(self.settings, path)

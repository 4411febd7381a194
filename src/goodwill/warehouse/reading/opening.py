"""Opening a source by its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from goodwill.analytics.errors import SourceUnreadable
from goodwill.language import Sentence
from goodwill.warehouse.reading import columnar, databases, jsonlines, sheets, texts, vcards
from goodwill.warehouse.reading.locating import Location
from goodwill.warehouse.reading.scratch import Scratch
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.sources import Source

_OPENERS: Mapping[str, Callable[[Location, Settings, Scratch], Source]] = {
    "csv": texts.opened,
    "xlsx": sheets.opened,
    "jsonl": jsonlines.opened,
    "vcard": vcards.opened,
    "parquet": columnar.opened_parquet,
    "arrow": columnar.opened_arrow,
    "sqlite": databases.opened_sqlite,
    "duckdb": databases.opened_duckdb,
    "postgresql": databases.opened_postgresql,
}


def opened(location: Location, settings: Settings, scratch: Scratch) -> Source:
    """The source, with at least one column and one row.

    Raises
    ------
    SourceMissing, SourceUnreadable, SettingRefused
        With the sentence that says what to do.
    """
    source = _OPENERS[location.form](location, settings, scratch)
    if not source.sample:
        raise SourceUnreadable(
            Sentence(
                "{file} has a heading and no rows: {columns}.",
                file=location.name,
                columns=", ".join(source.names),
            )
        )
    return source

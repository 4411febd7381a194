"""CSV, TSV and their like: plain or packed, in whatever encoding."""

from __future__ import annotations

from collections.abc import Iterator

from goodwill.warehouse.reading.bytestreams import as_utf8, blocks, with_newlines
from goodwill.warehouse.reading.dialects import Dialect, dialect_of
from goodwill.warehouse.reading.locating import Location
from goodwill.warehouse.reading.pieces import cuts
from goodwill.warehouse.reading.scratch import Scratch
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.sources import Job, Source, TextJob

_NAMES = {",": "CSV", "\t": "TSV"}


def opened(location: Location, settings: Settings, scratch: Scratch) -> Source:
    """A delimited text: its dialect from its beginning, its encoding from all of it."""
    dialect = dialect_of(location.path, settings.encoding, settings.delimiter)
    heading = dialect.heading
    return Source(
        location=location,
        format=_NAMES.get(dialect.delimiter, "CSV"),
        names=heading.names,
        sample=dialect.sample,
        jobs=lambda _: _jobs(location, dialect),
        encoding=dialect.encoding.name,
        delimiter=dialect.delimiter,
        heading_row=None if heading.at is None else heading.at + 1,
    )


def _jobs(location: Location, dialect: Dialect) -> Iterator[Job]:
    encoding = dialect.encoding
    text = as_utf8(blocks(location.path), encoding.name, valid=encoding.valid)
    skip = dialect.heading.first_record
    for cut in cuts(with_newlines(text, dialect.old_mac)):
        yield TextJob(cut, len(dialect.heading.names), dialect.delimiter, skip)
        skip = 0

"""The dialect of a delimited text: its delimiter, heading and line ends, from its beginning."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from goodwill.analytics.errors import SourceUnreadable
from goodwill.language import Sentence
from goodwill.warehouse.reading.bytestreams import UNDECODABLE, as_utf8, blocks
from goodwill.warehouse.reading.encodings import Encoding, encoding_of
from goodwill.warehouse.reading.headings import Heading, heading_of

SAMPLE_BYTES = 1 << 18
SAMPLE_RECORDS = 1000
DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True)
class Dialect:
    """How to cut a text into records and fields."""

    encoding: Encoding
    delimiter: str
    heading: Heading
    old_mac: bool
    sample: tuple[tuple[str, ...], ...]


def dialect_of(path: Path, encoding: str | None = None, delimiter: str | None = None) -> Dialect:
    """Found out from the first quarter of a megabyte.

    Raises
    ------
    SourceUnreadable
        Nothing to read, or bytes that are no text.
    """
    found = encoding_of(path, encoding)
    head = next(blocks(path, SAMPLE_BYTES), b"")
    text = b"".join(as_utf8(iter([head]), found.name)).decode("utf-8")
    _refuse_what_is_no_text(path, text)
    old_mac = "\r" in text and "\n" not in text
    lines = _whole_lines(text.replace("\r", "\n") if old_mac else text, len(head) < SAMPLE_BYTES)
    chosen = delimiter or _delimiter(lines)
    records = _records(lines, chosen)
    heading = heading_of(records)
    body = [tuple(record) for record in records[heading.first_record :] if any(record)]
    return Dialect(found, chosen, heading, old_mac, tuple(body[:SAMPLE_RECORDS]))


def _refuse_what_is_no_text(path: Path, text: str) -> None:
    if not text.strip():
        raise SourceUnreadable(
            Sentence("The file {file} is empty. Export it again.", file=str(path))
        )
    if text.count(UNDECODABLE) > len(text) // 10:
        raise SourceUnreadable(
            Sentence(
                "The file {file} is not text in an encoding that can be told. Say "
                "--encoding, or export it as UTF-8.",
                file=str(path),
            )
        )


def _whole_lines(text: str, is_all: bool) -> list[str]:
    lines = text.splitlines(keepends=True) if "\n" not in text else text.split("\n")
    return lines if is_all or len(lines) < 3 else lines[:-1]


def _delimiter(lines: list[str]) -> str:
    """The one that cuts most records into the same number of fields, more than one."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(_records(lines[:300], delimiter)))


def _evenness(records: list[list[str]]) -> tuple[float, int]:
    filled = [len(record) for record in records if any(record)]
    width, times = max(
        Counter(filled).items(), key=lambda item: (item[0] > 1, item[1] * min(item[0], 3)),
        default=(1, 0),
    )  # fmt: skip
    return (round(times / max(len(filled), 1), 1) if width > 1 else 0.0, width)


def _records(lines: list[str], delimiter: str) -> list[list[str]]:
    csv.field_size_limit(1 << 24)
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, skipinitialspace=True)
    records = []
    try:
        for record in reader:
            records.append(record)
    except csv.Error:
        pass
    return records

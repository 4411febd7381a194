"""JSON lines: one object a line; numbers keep the digits they were written with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

from goodwill.analytics.errors import SourceUnreadable
from goodwill.language import Sentence
from goodwill.warehouse.reading.bytestreams import UNDECODABLE, as_utf8, blocks
from goodwill.warehouse.reading.encodings import encoding_of
from goodwill.warehouse.reading.locating import Location
from goodwill.warehouse.reading.mending import RAW_LENGTH, Record
from goodwill.warehouse.reading.scratch import Scratch
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.sources import Source, Typed, columns_of_type, record_jobs

LOOK_AT = 10_000  # keys first seen after so many lines are no columns
SAMPLE_ROWS = 1000
LONGEST_ARRAY = 256 << 20  # characters


def opened(location: Location, settings: Settings, scratch: Scratch) -> Source:
    """Columns are the keys of the first lines; nested objects give `outer.inner`."""
    encoding = encoding_of(location.path, settings.encoding)
    names = _names(location, encoding.name)
    first = list(islice(_records(location, encoding.name, names), SAMPLE_ROWS))
    sample = tuple(record.fields for record in first if not record.problem)
    return Source(
        location=location,
        format="JSON lines",
        names=names,
        sample=sample,
        jobs=lambda _: record_jobs(_records(location, encoding.name, names), len(names)),
        encoding=encoding.name,
        numbers=columns_of_type(names, sample, Typed),
    )


def _names(location: Location, encoding: str) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for _, line in islice(_lines(location, encoding), LOOK_AT):
        names.update(dict.fromkeys(_parsed(line) or {}))
    if names:
        return tuple(names)
    raise SourceUnreadable(
        Sentence(
            "The file {file} is not JSON with one object on each line. Export it as JSON "
            "lines or CSV.",
            file=location.name,
        )
    )


def _records(location: Location, encoding: str, names: tuple[str, ...]) -> Iterator[Record]:
    for row, line in _lines(location, encoding):
        parsed = _parsed(line)
        if UNDECODABLE in line:
            raw = line.replace(UNDECODABLE, "\ufffd")[:RAW_LENGTH]
            yield Record(row, problem="bytes", raw=raw)
        elif parsed is None:
            yield Record(row, problem="json", raw=line[:RAW_LENGTH])
        else:
            yield Record(row, tuple(parsed.get(name) for name in names))


def _lines(location: Location, encoding: str) -> Iterator[tuple[int, str]]:
    """Filled lines with their numbers; an array of objects counts each object as a line."""
    held, row = "", 0
    for block in as_utf8(blocks(location.path), encoding):
        held += block.decode("utf-8")
        if row == 0 and held.lstrip().startswith("["):
            _check_length(location, held)
            continue
        *lines, held = held.split("\n")
        for line in lines:
            row += 1
            if line.strip():
                yield row, line
    if row == 0 and held.lstrip().startswith("["):
        yield from _array(location, held)
    elif held.strip():
        yield row + 1, held


def _check_length(location: Location, held: str) -> None:
    """An array has to be read whole, so it must fit."""
    if len(held) > LONGEST_ARRAY:
        raise SourceUnreadable(
            Sentence(
                "The file {file} is one JSON array too large to be read at once. "
                "Export it as JSON lines, one object on each line.",
                file=location.name,
            )
        )


def _array(location: Location, text: str) -> Iterator[tuple[int, str]]:
    try:
        items = json.loads(text, parse_float=_Digits, parse_int=_Digits)
    except json.JSONDecodeError as error:
        raise SourceUnreadable(
            Sentence(
                "The file {file} is not whole JSON: {error}. Export it again.",
                file=location.name,
                error=str(error),
            )
        ) from error
    for row, item in enumerate(items, start=1):
        yield row, _dumped(item)


class _Digits(float):
    """A number that remembers how it was written."""

    def __new__(cls, text: str) -> _Digits:
        return super().__new__(cls, text)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _dumped(item: object) -> str:
    return json.dumps(item, ensure_ascii=False)


def _parsed(line: str) -> dict[str, str | None] | None:
    try:
        item = json.loads(line, parse_float=Typed, parse_int=Typed)
    except (json.JSONDecodeError, RecursionError):
        return None
    return _flat(item) if isinstance(item, dict) else None


def _flat(item: dict[str, object]) -> dict[str, str | None]:
    flat: dict[str, str | None] = {}
    for key, value in item.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": _text(one) for inner, one in value.items()}
        else:
            flat[key] = _text(value)
    return flat


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)

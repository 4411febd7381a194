"""Any table as numbered rows of text, kept as Parquet: for readers that know their own columns.

Formats, encodings, dialects, sheets, the order of dates and decimal marks are found as `survey`
finds them. Row numbers are those that a person sees in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from goodwill.analytics.errors import SourceUnreadable
from goodwill.language import Sentence
from goodwill.warehouse.reading import dates, decimals
from goodwill.warehouse.reading.columnar import is_date_type
from goodwill.warehouse.reading.dates import DateFormat
from goodwill.warehouse.reading.evidence import Question, Shown
from goodwill.warehouse.reading.locating import located
from goodwill.warehouse.reading.opening import opened
from goodwill.warehouse.reading.pieces import PROBLEM, RAW, ROW, Piece
from goodwill.warehouse.reading.scratch import Scratch, named, quoted, scratch
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.sources import Job, Source, TextJob

ROWS_A_GROUP = 20_000
IN_MEMORY = "rows"
"""What messages call rows that come from a program, not from a file."""


@dataclass(frozen=True)
class Glimpse:
    """What a table looks like: its columns, its first rows as text, and how it was read."""

    names: tuple[str, ...]
    sample: tuple[tuple[str | None, ...], ...]
    format: str
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What shall be made of the rows.

    Parameters
    ----------
    dates, numbers
        Columns that hold them. Beside the text of each there will be a column with the date, or
        with the number as plain digits; null where there is none.
    sort_by
        Columns whose equal values shall stand together; else the order is that of the file.
    """

    dates: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    sort_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tabled:
    """A table kept as Parquet.

    `goodwill_row` is the number of the row, `goodwill_problem` says that it is broken, then
    `goodwill_raw` is the whole line; `c0`, `c1` … are the texts, `d0` the date of `c0`, `n0` its
    number.
    """

    names: tuple[str, ...]
    rows: int
    date_orders: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


def glimpse(source: str, settings: Settings | None = None) -> Glimpse:
    """The beginning of a table.

    Raises
    ------
    InputError
        With a sentence that says what is wrong with the file, and the remedy.
    """
    with scratch(threads=1) as room:
        found = _opened(source, settings, room)
    return Glimpse(
        found.names,
        found.sample,
        found.format,
        found.encoding or "",
        found.delimiter or "",
        found.notes,
    )


def tabled(source: str, into: Path, asked: Asked, settings: Settings | None = None) -> Tabled:
    """Keep a whole table as Parquet, whatever its size.

    Raises
    ------
    InputError
        As `glimpse` does; `Ambiguous` where dates or numbers could be read in two ways.
    """
    settings = (settings or Settings()).checked()
    with scratch() as room:
        found = _opened(source, settings, room)
        raw = room.new_file(".parquet")
        _keep_text(found, raw, room)
        return _made(_Text(found, raw, room), into, asked, settings)


def tabled_rows(
    rows: Iterable[Mapping[str, str | None]],
    names: Sequence[str],
    into: Path,
    asked: Asked,
    settings: Settings | None = None,
) -> Tabled:
    """Keep rows that a program holds, numbered from 1, as `tabled` keeps those of a file."""
    settings = (settings or Settings()).checked()
    with scratch(threads=1) as room:
        raw = room.new_file(".parquet")
        _write_rows(rows, names, raw)
        found = Source(located([str(raw)])[0], IN_MEMORY, tuple(names), (), lambda _: iter(()))
        found = replace(found, location=replace(found.location, name=IN_MEMORY))
        return _made(_Text(found, raw, room), into, asked, settings)


def _opened(source: str, settings: Settings | None, room: Scratch) -> Source:
    locations = located([source])
    return opened(locations[0], (settings or Settings()).checked(), room)


def _keep_text(source: Source, into: Path, room: Scratch) -> None:
    """All columns as text in one Parquet file, piece by piece."""
    columns = [f"{source.text(name)} AS c{place}" for place, name in enumerate(source.names)]
    wanted = ", ".join([f"CAST({ROW} AS BIGINT) AS {ROW}", PROBLEM, RAW, *columns])
    schema = _schema(len(source.names))
    before = 0
    with pq.ParquetWriter(into, schema, compression="zstd") as writer:
        for job in source.jobs(room):
            piece, table = _scanned(source, job, before, wanted, room)
            writer.write_table(table.cast(schema), row_group_size=ROWS_A_GROUP)
            before += piece.records
            piece.discard()


def _scanned(
    source: Source, job: Job, before: int, wanted: str, room: Scratch
) -> tuple[Piece, pa.Table]:
    """One piece as it is, or mended where it is odd."""
    is_regular = not job.may_be_odd or (isinstance(job, TextJob) and job.looks_regular)
    for mend in (False, True) if is_regular else (True,):
        piece = job.piece(room, before, mend=mend)
        try:
            table = room.cursor().execute(f"SELECT {wanted} FROM {piece.relation}").to_arrow_table()
        except duckdb.Error as error:
            piece.discard()
            if mend or not job.may_be_odd:
                raise _unreadable(source, error) from error
            continue
        if mend or piece.rows is None or table.num_rows == piece.rows:
            return piece, table
        piece.discard()
    raise _unreadable(source, duckdb.Error("rows were lost"))


@dataclass(frozen=True)
class _Text:
    """A source all of whose columns are kept as text."""

    source: Source
    raw: Path
    room: Scratch


def _made(text: _Text, into: Path, asked: Asked, settings: Settings) -> Tabled:
    source, room = text.source, text.room
    relation = f"read_parquet({quoted(str(text.raw))})"
    shown = _shown(source, relation, asked, room)
    forms = {
        name: _date_form(source, shown, name, settings) for name in _written_dates(source, asked)
    }
    marks = {name: _mark(source, shown, name, asked, settings) for name in sorted(asked.numbers)}
    columns = [ROW, PROBLEM, RAW, *(f"c{place}" for place in range(len(source.names)))]
    for name in sorted(asked.dates):
        columns.append(f"{_date(source, name, forms)} AS d{source.place(name)}")
    for name, mark in marks.items():
        form = decimals.format_of(shown[f"n {name}"], mark, binary=name in source.numbers)
        number = decimals.value(f"c{source.place(name)}", form)
        columns.append(f"CAST({number} AS VARCHAR) AS n{source.place(name)}")
    places = [f"c{source.place(name)}" for name in asked.sort_by]
    order = ", ".join([*places, ROW])
    half = into.with_name(f"{into.name}.half")
    room.cursor().execute(
        f"COPY (SELECT {', '.join(columns)} FROM {relation} ORDER BY {order})"
        f" TO {quoted(str(half))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_A_GROUP})"
    )
    half.replace(into)
    return Tabled(
        source.names,
        pq.ParquetFile(into).metadata.num_rows,
        {name: form.numeric or form.short for name, form in forms.items() if not form.is_iso},
        marks,
    )


def _shown(source: Source, relation: str, asked: Asked, room: Scratch) -> dict[str, Shown]:
    """What each column that could be misread shows, in one pass."""
    prepared, questions = ["*"], dict[str, list[Question]]()
    for name in _written_dates(source, asked):
        text, bare = f"c{source.place(name)}", f"bd{source.place(name)}"
        prepared.append(f"{dates.prepared(text)} AS {bare}")
        questions[f"d {name}"] = dates.questions(text, bare)
    for name in sorted(asked.numbers):
        text, bare = f"c{source.place(name)}", f"bn{source.place(name)}"
        prepared.append(f"{decimals.prepared(text)} AS {bare}")
        questions[f"n {name}"] = decimals.questions(text, bare)
    wanted = [
        f"{question.sql} AS {named(f'{name} {question.name}')}"
        for name, some in questions.items()
        for question in some
    ]
    if not wanted:
        return {}
    row = (
        room.cursor()
        .execute(f"SELECT {', '.join(wanted)} FROM (SELECT {', '.join(prepared)} FROM {relation})")
        .fetchone()
    )
    answers = iter(row or ())
    return {
        name: {question.name: next(answers) for question in some}
        for name, some in questions.items()
    }


def _written_dates(source: Source, asked: Asked) -> list[str]:
    return [name for name in sorted(asked.dates) if not is_date_type(source.type_of(name))]


def _date_form(
    source: Source, shown: Mapping[str, Shown], name: str, settings: Settings
) -> DateFormat:
    one = shown[f"d {name}"]
    return dates.format_of(one, one, settings.dates, source.location.name, name)


def _date(source: Source, name: str, forms: Mapping[str, DateFormat]) -> str:
    text = f"c{source.place(name)}"
    form = forms.get(name)
    return dates.sane(dates.value(text, form) if form else f"TRY_CAST({text} AS DATE)")


def _mark(
    source: Source, shown: Mapping[str, Shown], name: str, asked: Asked, settings: Settings
) -> str:
    others = [shown[f"n {other}"] for other in sorted(asked.numbers)]
    one = shown[f"n {name}"]
    return decimals.mark_of(one, others, settings.decimal, source.location.name, name)


def _write_rows(rows: Iterable[Mapping[str, str | None]], names: Sequence[str], into: Path) -> None:
    schema = _schema(len(names))
    with pq.ParquetWriter(into, schema, compression="zstd") as writer:
        held: list[Mapping[str, str | None]] = []
        first = 1
        for row in rows:
            held.append(row)
            if len(held) == ROWS_A_GROUP:
                writer.write_table(_arrow(held, names, first, schema))
                first, held = first + len(held), []
        if held:
            writer.write_table(_arrow(held, names, first, schema))


def _arrow(
    rows: Sequence[Mapping[str, str | None]], names: Sequence[str], first: int, schema: pa.Schema
) -> pa.Table:
    nothing = pa.nulls(len(rows), pa.string())
    columns = [pa.array(range(first, first + len(rows)), pa.int64()), nothing, nothing]
    columns += [
        pa.array(
            [None if (cell := row.get(name)) is None else str(cell) for row in rows], pa.string()
        )
        for name in names
    ]
    return pa.table(columns, schema=schema)


def _schema(width: int) -> pa.Schema:
    texts = [
        pa.field(name, pa.string()) for name in (PROBLEM, RAW, *(f"c{n}" for n in range(width)))
    ]
    return pa.schema([pa.field(ROW, pa.int64()), *texts])


def _unreadable(source: Source, error: duckdb.Error) -> SourceUnreadable:
    return SourceUnreadable(
        Sentence(
            "{file} cannot be read to its end: {error}.",
            file=source.location.name,
            error=str(error).splitlines()[0],
        )
    )

"""Reading: the sources as surveyed, converted to a table of the contract, as Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
from babel.numbers import get_currency_precision

from goodwill.analytics.errors import SourceUnreadable
from goodwill.analytics.tables import Table
from goodwill.language import Sentence
from goodwill.warehouse.generations import new_generation
from goodwill.warehouse.reading.converted import Read, Rejected
from goodwill.warehouse.reading.converting import Conversion
from goodwill.warehouse.reading.keeping import keep_one_of_each
from goodwill.warehouse.reading.opening import opened
from goodwill.warehouse.reading.ready import Ready
from goodwill.warehouse.reading.rejecting import rejected
from goodwill.warehouse.reading.roles import KEPT_WHOLE
from goodwill.warehouse.reading.scratch import Scratch, quoted, scratch
from goodwill.warehouse.reading.sources import Job
from goodwill.warehouse.reading.survey import PieceFacts, Survey, SurveyedSource

MOST_REJECTED = 20  # of each source, in the sample


@dataclass(frozen=True)
class _Part:
    """What became of one piece."""

    rows: int
    exact: Decimal
    rejected: list[Rejected]


def read(
    survey: Survey,
    table_folder: Path,
    *,
    memory: str | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Read:
    """Convert every row of the sources and write the table whole.

    Parameters
    ----------
    table_folder
        The table's folder; a reader of it sees the old generation until this one is complete.
    memory
        The most that DuckDB may take before it spills to disk, such as `2GB`.
    progress
        Called with the share done, 0 to 1.

    Raises
    ------
    SourceUnreadable
        A source changed since it was surveyed.
    """
    with scratch(memory, threads) as room, new_generation(table_folder) as generation:
        generation.mkdir(exist_ok=True)
        if (taken := survey.sources[0].ready) is not None:
            return _taken(taken, survey, generation, table_folder, room)
        parts = list(_parts(survey, generation, room, progress or (lambda share: None)))
        return _summed(survey, table_folder, generation, parts, room)


def _taken(taken: Ready, survey: Survey, generation: Path, folder: Path, room: Scratch) -> Read:
    """A file that needed no survey, and its totals."""
    try:
        taken.write(generation, room.cursor())
    except duckdb.Error as error:
        raise _not_to_the_end(survey.sources[0].file, error) from error
    if _count(room.cursor(), generation / "part-0.parquet") != taken.rows:
        raise _changed(survey.sources[0].file)
    totals, default = _totals(survey, generation, room), survey.currency or "CNY"
    exact = None
    if totals.rounded is not None:
        exact = _in_major_units(survey.table, generation / "part-0.parquet", default, room)
    return Read(
        table=folder,
        rows=taken.rows,
        source_rows=(taken.rows,),
        set_aside=0,
        unreadable=totals.unreadable,
        exact_total=exact,
        rounded_total_minor=totals.rounded,
        currency=survey.currency,
        currencies=totals.currencies,
        rejected=(),
        attributes=taken.attributes,
    )


def _parts(
    survey: Survey, generation: Path, room: Scratch, progress: Callable[[float], None]
) -> Iterator[list[_Part]]:
    """The parts of each source, each written to its own file."""
    total = max(1, sum(len(source.facts) for source in survey.sources))
    done, offset = 0, 0
    for conversion in conversions(survey):
        parts = []
        moved = _moved(conversion, offset)
        for part in room.each(lambda work: _part(work, room), _works(moved, generation, room)):
            parts.append(part)
            done += 1
            progress(done / total)
        yield parts
        offset += sum(facts.records for facts in conversion.source.facts)


def conversions(survey: Survey) -> list[Conversion]:
    """One conversion for each source; all give the same columns."""
    names = attributes(survey)
    return [
        Conversion(
            survey.table,
            source,
            place,
            survey.currency,
            {name: _of_source(source, columns) for name, columns in names.items()},
        )
        for place, source in enumerate(survey.sources)
    ]


def attributes(survey: Survey) -> dict[str, tuple[str, ...]]:
    """Columns kept beyond the contract: of some tables, all that are not used."""
    if survey.table.name not in KEPT_WHOLE:
        return {}
    taken = {name.casefold() for name in survey.table.names}
    kept: dict[str, tuple[str, ...]] = {}
    for source in survey.sources:
        for column in source.unused:
            spelt = f"{column}_" if column.casefold() in taken else column
            known = next((name for name in kept if name.casefold() == spelt.casefold()), spelt)
            kept[known] = (*kept.get(known, ()), column)
    return kept


def _of_source(source: SurveyedSource, columns: tuple[str, ...]) -> str | None:
    return next((column for column in columns if column in source.unused), None)


def _moved(conversion: Conversion, offset: int) -> Conversion:
    """Rows of later files go on counting where the contract has no file beside the row."""
    from dataclasses import replace

    if "source_id" in conversion.table.names:
        return conversion
    return replace(conversion, row_offset=offset)


@dataclass(frozen=True)
class _Work:
    """One piece to convert, and where to."""

    conversion: Conversion
    job: Job
    facts: PieceFacts
    before: int
    file: Path


def _works(conversion: Conversion, generation: Path, room: Scratch) -> Iterator[_Work]:
    surveyed = conversion.source
    source = surveyed.source
    if source.location.form == "duckdb":  # attached to the survey's connection, not to this one
        from goodwill.warehouse.reading.settings import Settings

        source = opened(source.location, Settings(), room)
    before, found = 0, 0
    for found, job in enumerate(source.jobs(room), start=1):
        if found > len(surveyed.facts):
            raise _changed(surveyed.file)
        facts = surveyed.facts[found - 1]
        file = generation / f"part-{conversion.source_id:04}-{found:06}.parquet"
        yield _Work(conversion, job, facts, before, file)
        before += facts.records
    if found != len(surveyed.facts):
        raise _changed(surveyed.file)


def _part(work: _Work, room: Scratch) -> _Part:
    piece = work.job.piece(room, work.before, mend=work.facts.mend)
    conversion, cursor = work.conversion, room.cursor()
    try:
        rows = conversion.rows(piece.relation)
        cursor.execute(f"COPY ({rows}) TO {quoted(str(work.file))} (FORMAT parquet)")
        if _count(cursor, work.file) != work.facts.rows:
            raise _changed(conversion.source.file)
        return _Part(
            work.facts.rows,
            _exact(conversion, piece.relation, cursor),
            _sampled(conversion, piece.relation, work.file, cursor),
        )
    except duckdb.Error as error:
        raise _not_to_the_end(conversion.source.file, error) from error
    finally:
        piece.discard()


def _count(cursor: duckdb.DuckDBPyConnection, file: Path) -> int:
    row = cursor.execute(f"SELECT count(*) FROM read_parquet({quoted(str(file))})").fetchone()
    return int(row[0]) if row else 0


def _exact(conversion: Conversion, relation: str, cursor: duckdb.DuckDBPyConnection) -> Decimal:
    """The sum before rounding; not asked where nothing is finer than the minor unit."""
    if "amount_minor" not in conversion.table.names or conversion.is_exact_in_minor_units:
        return Decimal(0)
    row = cursor.execute(
        f"SELECT sum(amount) FROM ({conversion.lines(relation)}) WHERE problem IS NULL"
    ).fetchone()
    return Decimal(row[0]) if row and row[0] is not None else Decimal(0)


def _sampled(
    conversion: Conversion, relation: str, file: Path, cursor: duckdb.DuckDBPyConnection
) -> list[Rejected]:
    if "unreadable" in conversion.table.names:
        row = cursor.execute(
            f"SELECT count(unreadable) FROM read_parquet({quoted(str(file))})"
        ).fetchone()
        if not (row and row[0]):
            return []
    return rejected(conversion, relation, cursor)


def _summed(
    survey: Survey, folder: Path, generation: Path, parts: list[list[_Part]], room: Scratch
) -> Read:
    found = [one for each in parts for one in
             [one for part in each for one in part.rejected][:MOST_REJECTED]]  # fmt: skip
    source_rows = tuple(sum(part.rows for part in each) for each in parts)
    aside = 0
    if "source_row" not in survey.table.names:
        aside, repeated = keep_one_of_each(survey, generation, room)
        found += repeated
    totals = _totals(survey, generation, room)
    rounded = totals.rounded
    return Read(
        table=folder,
        rows=sum(source_rows) - aside,
        source_rows=source_rows,
        set_aside=aside,
        unreadable=totals.unreadable,
        exact_total=_exact_total(survey, parts, generation, room) if rounded is not None else None,
        rounded_total_minor=rounded,
        currency=survey.currency,
        currencies=totals.currencies,
        rejected=tuple(found),
        attributes=tuple(attributes(survey)),
    )


@dataclass(frozen=True)
class _Totals:
    rounded: int | None
    unreadable: dict[str, int]
    currencies: dict[str, int]


def _totals(survey: Survey, generation: Path, room: Scratch) -> _Totals:
    has = survey.table.names
    if "unreadable" not in has:
        return _Totals(None, {}, {})
    currency, amount = (one if one in has else "NULL" for one in ("currency", "amount_minor"))
    rows = room.cursor().execute(
        f"SELECT coalesce(unreadable, ''), coalesce({currency}, ''), count(*), sum({amount})"
        f" FROM read_parquet({quoted(str(generation))} || '/*.parquet') GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()  # fmt: skip
    unreadable: dict[str, int] = {}
    currencies: dict[str, int] = {}
    for kind, currency, count, _ in rows:
        currencies[currency] = currencies.get(currency, 0) + count
        if kind:
            unreadable[kind] = unreadable.get(kind, 0) + count
    if "amount_minor" not in has:
        return _Totals(None, unreadable, {})
    return _Totals(sum(int(row[3] or 0) for row in rows), unreadable, currencies)


def _exact_total(
    survey: Survey, parts: list[list[_Part]], generation: Path, room: Scratch
) -> Decimal:
    """Sums of sources that were rounded, and of the table for those that were not."""
    exact = Decimal(0)
    for conversion, each in zip(conversions(survey), parts, strict=True):
        if conversion.is_exact_in_minor_units:
            exact += _written(conversion, generation, room)
        else:
            exact += sum((part.exact for part in each), Decimal(0))
    return exact


def _written(conversion: Conversion, generation: Path, room: Scratch) -> Decimal:
    files = generation / f"part-{conversion.source_id:04}-*.parquet"
    return _in_major_units(conversion.table, files, conversion.currency or "CNY", room)


def _in_major_units(table: Table, files: Path, default: str, room: Scratch) -> Decimal:
    """The sum of the files' amounts; `default` is what those are in that name no currency."""
    currency = "currency" if "currency" in table.names else "NULL"
    rows = room.cursor().execute(
        f"SELECT {currency}, sum(amount_minor) FROM read_parquet({quoted(str(files))}) GROUP BY 1"
    ).fetchall()  # fmt: skip
    return sum(
        (Decimal(int(total)).scaleb(-get_currency_precision(code or default))
         for code, total in rows if total is not None),
        Decimal(0),
    )  # fmt: skip


def _changed(file: str) -> SourceUnreadable:
    return SourceUnreadable(
        Sentence("{file} changed while it was being read. Run the command again.", file=file)
    )


def _not_to_the_end(file: str, error: duckdb.Error) -> SourceUnreadable:
    return SourceUnreadable(
        Sentence(
            "{file} cannot be read to its end: {error}.",
            file=file,
            error=str(error).splitlines()[0],
        )
    )

"""Surveying: find out everything about the sources before converting a single row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import duckdb

from goodwill.analytics.errors import SourceUnreadable
from goodwill.analytics.tables import Table
from goodwill.language import Sentence
from goodwill.warehouse.reading import dates, decimals, periods
from goodwill.warehouse.reading.columnar import is_date_type
from goodwill.warehouse.reading.deciding import decided
from goodwill.warehouse.reading.evidence import Question, together
from goodwill.warehouse.reading.fitting import Columns, columns_of, normal
from goodwill.warehouse.reading.judging import resolved_settings
from goodwill.warehouse.reading.locating import Location, located
from goodwill.warehouse.reading.opening import opened
from goodwill.warehouse.reading.pieces import parquet_relation
from goodwill.warehouse.reading.ready import Ready, ready
from goodwill.warehouse.reading.recognising import Recognised, recognised
from goodwill.warehouse.reading.roles import DECIMAL, Kind, kind_of
from goodwill.warehouse.reading.scratch import Scratch, named, scratch
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.sources import Job, RelationJob, Source, TextJob
from goodwill.warehouse.reading.survey import Looked, PieceFacts, Survey, SurveyedSource


def survey(
    sources: Sequence[str],
    table: Table,
    settings: Settings | None = None,
    *,
    memory: str | None = None,
    threads: int | None = None,
) -> Survey:
    """Open each source and decide format, encoding, columns, date order and decimal mark.

    Every row is looked at once, by the engine, in the columns that could be misread; none of a
    Parquet file that has the contract's columns in the contract's types already.

    Parameters
    ----------
    sources
        Files, folders, globs, `file.xlsx#Sheet`, `sqlite:///file?table=t`,
        `duckdb:///file?table=t`, `postgresql://…?table=t`.

    Raises
    ------
    InputError
        With a sentence that names file, column and remedy: SourceMissing,
        SourceUnreadable, ColumnsUnclear, Ambiguous, SettingRefused.
    """
    settings = (settings or Settings()).checked()
    with scratch(memory, threads) as room:
        locations = located(sources)
        if len(locations) == 1 and (taken := ready(locations[0], table, settings, room)):
            return _of_ready(taken, locations[0], settings)
        found = [opened(location, settings, room) for location in locations]
        columns = [_columns(source, table) for source in found]
        everywhere = frozenset(normal(name) for each in columns for name in each.names)
        elsewhere = everywhere if len(found) > 1 else frozenset[str]()
        looked = [
            _looked(Looked(source, table, recognised(each, settings.columns, elsewhere)), room)
            for source, each in zip(found, columns, strict=True)
        ]
    surveyed = tuple(decided(one, looked, settings) for one in looked)
    return Survey(table, surveyed, resolved_settings(surveyed, table, settings))


def _of_ready(taken: Ready, location: Location, settings: Settings) -> Survey:
    """The survey of a file that needs none."""
    relation = parquet_relation(taken.path, taken.names, 1)
    source = Source(
        location,
        "Parquet",
        taken.names,
        (),
        jobs=lambda _: iter([RelationJob(relation, taken.rows)]),
    )
    surveyed = SurveyedSource(
        file=location.name,
        format="Parquet",
        encoding=None,
        delimiter=None,
        heading_row=None,
        rows=taken.rows,
        columns=taken.recognised,
        unused=taken.unused,
        currency=next(iter(taken.currencies)) if len(taken.currencies) == 1 else None,
        notes=(),
        source=source,
        facts=(PieceFacts(taken.rows, taken.rows, False),),
        date_formats={},
        number_formats={},
        period_formats={},
        pointed_ids=frozenset(),
        currency_words=taken.currencies,
        currency_signs=frozenset(),
        ready=taken,
    )
    return Survey(taken.table, (surveyed,), replace(settings, currency=taken.currency))


def _columns(source: Source, table: Table) -> Columns:
    return columns_of(
        source.location.name,
        table,
        source.names,
        source.sample,
        dates=source.dates,
        numbers=source.numbers,
    )


def _looked(looked: Looked, room: Scratch) -> Looked:
    """One pass over the rows: counts of each piece, and the evidence of each column."""
    asked = dict(_asked(looked))
    questions = [
        replace(question, name=f"{role}.{question.name}")
        for role, some in asked.items()
        for question in some
    ]
    try:
        columns = _prepared(looked)
        answers = list(
            room.each(
                lambda job: _piece_shows(job, columns, questions, room), looked.source.jobs(room)
            )
        )
    except duckdb.Error as error:
        raise _unreadable(looked.source, error) from error
    shown = together(questions, [answer for _, answer in answers])
    by_role = {
        role: {question.name: shown[f"{role}.{question.name}"] for question in some}
        for role, some in asked.items()
    }
    return replace(looked, facts=tuple(facts for facts, _ in answers), shown=by_role)


def _asked(looked: Looked) -> Iterator[tuple[str, list[Question]]]:
    for one in looked.columns:
        text = looked.source.text(one.source_column)
        kind, bare = kind_of(one.column, looked.table), named(f"b_{one.column}")
        if kind in DECIMAL:
            yield one.column, decimals.questions(text, bare)
        elif _is_written_date(looked, one):
            asked = periods.questions if kind is Kind.PERIOD else dates.questions
            yield one.column, asked(text, bare)
        elif one.column == "currency":
            yield "currency", [Question("words", f"list(DISTINCT upper(trim({text})))", "set")]
        elif kind in (Kind.IDENTIFIER, Kind.ARM):
            yield (
                one.column,
                [
                    Question("filled", f"count(*) FILTER ({text} <> '')"),
                    Question("pointed", f"count(*) FILTER (ends_with({text}, '.0'))"),
                ],
            )


def _prepared(looked: Looked) -> str:
    """What several questions ask for, computed once beside the columns."""
    columns = ["*"]
    for one in looked.columns:
        text, bare = looked.source.text(one.source_column), named(f"b_{one.column}")
        if kind_of(one.column, looked.table) in DECIMAL:
            columns.append(f"{decimals.prepared(text)} AS {bare}")
        elif _is_written_date(looked, one):
            columns.append(f"{dates.prepared(text)} AS {bare}")
    return ", ".join(columns)


def _is_written_date(looked: Looked, one: Recognised) -> bool:
    if kind_of(one.column, looked.table) not in (Kind.DATE, Kind.PERIOD):
        return False
    return not is_date_type(looked.source.type_of(one.source_column))


def _piece_shows(
    job: Job, columns: str, questions: list[Question], room: Scratch
) -> tuple[PieceFacts, dict[str, object]]:
    """Counts and evidence of a piece; one in which anything is odd is mended first."""
    if (job.may_be_odd and not _claims_to_be_regular(job)) or (
        found := _scanned(job, columns, questions, room, mend=False)
    ) is None:
        found = _scanned(job, columns, questions, room, mend=True)
    if found is None:
        raise duckdb.Error("rows were lost")
    return found


def _claims_to_be_regular(job: Job) -> bool:
    return not isinstance(job, TextJob) or job.looks_regular


def _scanned(
    job: Job, columns: str, questions: list[Question], room: Scratch, *, mend: bool
) -> tuple[PieceFacts, dict[str, object]] | None:
    """None where the piece does not have the rows that its line ends promise."""
    piece = job.piece(room, 0, mend=mend)
    wanted = ", ".join(["count(*)", *(question.sql for question in questions)])
    try:
        prepared = f"(SELECT {columns} FROM {piece.relation})"
        row = room.cursor().execute(f"SELECT {wanted} FROM {prepared}").fetchone() or (0,)
    except duckdb.Error:
        if mend or not job.may_be_odd:
            raise
        return None
    finally:
        piece.discard()
    if row[0] != piece.rows:
        return None
    answers = dict(zip((question.name for question in questions), row[1:], strict=True))
    return PieceFacts(piece.records, row[0], mend), answers


def _unreadable(source: Source, error: duckdb.Error) -> SourceUnreadable:
    return SourceUnreadable(
        Sentence(
            "{file} cannot be read to its end: {error}.",
            file=source.location.name,
            error=str(error).splitlines()[0],
        )
    )

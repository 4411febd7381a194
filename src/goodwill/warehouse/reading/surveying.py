"""Surveying: find out everything about the sources before converting a single row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import duckdb

from goodwill.analytics.errors import SourceUnreadable
from goodwill.analytics.tables import Table
from goodwill.language import Sentence
from goodwill.warehouse.reading import dates, decimals
from goodwill.warehouse.reading.columnar import is_date_type
from goodwill.warehouse.reading.evidence import Question, number, together
from goodwill.warehouse.reading.judging import (
    codes_of,
    currency_in,
    is_per_unit,
    judged_notes,
    resolved_settings,
)
from goodwill.warehouse.reading.locating import located
from goodwill.warehouse.reading.opening import opened
from goodwill.warehouse.reading.recognising import (
    Columns,
    Recognised,
    columns_of,
    normal,
    recognised,
)
from goodwill.warehouse.reading.scratch import Scratch, scratch
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.sources import Job, Source, TextJob
from goodwill.warehouse.reading.survey import Looked, PieceFacts, Survey, SurveyedSource
from goodwill.warehouse.reading.words import DATES, IDENTIFIERS, NUMBERS, SHARED_SIGNS


def survey(
    sources: Sequence[str],
    table: Table,
    settings: Settings | None = None,
    *,
    memory: str | None = None,
    threads: int | None = None,
) -> Survey:
    """Open each source and decide format, encoding, columns, date order and decimal mark.

    Every row is looked at once, by the engine, in the columns that could be misread.

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
        found = [opened(location, settings, room) for location in located(sources)]
        columns = [_columns(source, table) for source in found]
        everywhere = frozenset(normal(name) for each in columns for name in each.names)
        elsewhere = everywhere if len(found) > 1 else frozenset[str]()
        looked = [
            _looked(Looked(source, recognised(each, settings.columns, elsewhere)), room)
            for source, each in zip(found, columns, strict=True)
        ]
    surveyed = tuple(_decided(one, looked, settings) for one in looked)
    return Survey(table, surveyed, resolved_settings(surveyed, settings))


def _columns(source: Source, table: Table) -> Columns:
    return columns_of(
        source.location.name,
        table.name,
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
        if one.column in NUMBERS:
            yield one.column, decimals.questions(text, f"b_{one.column}")
        elif _is_written_date(looked.source, one):
            yield one.column, dates.questions(text, f"b_{one.column}")
        elif one.column == "currency":
            yield "currency", [Question("words", f"list(DISTINCT upper(trim({text})))", "set")]
        elif one.column in IDENTIFIERS:
            yield (
                one.column,
                [
                    Question("filled", f"count(*) FILTER ({text} <> '')"),
                    Question("pointed", f"count(*) FILTER (ends_with({text}, '.0'))"),
                ],
            )


def _prepared(looked: Looked) -> str:
    """What several questions ask for, computed once beside the columns."""
    ways = {True: decimals.prepared, False: dates.prepared}
    columns = [
        f"{ways[one.column in NUMBERS](looked.source.text(one.source_column))} AS b_{one.column}"
        for one in looked.columns
        if one.column in NUMBERS or _is_written_date(looked.source, one)
    ]
    return ", ".join(["*", *columns])


def _is_written_date(source: Source, one: Recognised) -> bool:
    return one.column in DATES and not is_date_type(source.type_of(one.source_column))


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


def _decided(looked: Looked, all_looked: list[Looked], settings: Settings) -> SurveyedSource:
    source = looked.source
    used = {one.source_column for one in looked.columns}
    words = _words(looked)
    signs = _signs(looked)
    per_unit = is_per_unit(source, {one.column: one.source_column for one in looked.columns})
    return SurveyedSource(
        file=source.location.name,
        format=source.format,
        encoding=source.encoding,
        delimiter=source.delimiter,
        heading_row=source.heading_row,
        rows=sum(facts.rows for facts in looked.facts),
        columns=looked.columns,
        unused=tuple(name for name in source.names if name not in used),
        currency=_currency(looked, words, signs, settings.currency),
        notes=(
            *source.notes,
            *judged_notes(looked.columns, signs, per_unit=per_unit, told=settings.currency),
        ),
        source=source,
        facts=looked.facts,
        date_formats=_date_formats(looked, all_looked, settings),
        number_formats=_number_formats(looked, settings),
        pointed_ids=frozenset(role for role in looked.roles(IDENTIFIERS) if _pointed(looked, role)),
        currency_words=words,
        currency_signs=signs,
        is_amount_per_unit=per_unit,
    )


def _date_formats(
    looked: Looked, all_looked: list[Looked], settings: Settings
) -> dict[str, dates.DateFormat]:
    """Files exported alike settle each other's day and month."""
    formats = {}
    for role in looked.roles(DATES):
        name = looked.name_of(role)
        if is_date_type(looked.source.type_of(name)):
            continue
        alike = [
            one.shows(role)
            for one in all_looked
            if role in one.roles(DATES) and normal(one.name_of(role)) == normal(name)
        ]
        questions = dates.questions("x", "b")
        pooled = together(questions, [shown for shown in alike if shown])
        file = looked.source.location.name
        formats[role] = dates.format_of(looked.shows(role), pooled, settings.dates, file, name)
    return formats


def _number_formats(looked: Looked, settings: Settings) -> dict[str, decimals.NumberFormat]:
    formats = {}
    for role in looked.roles(NUMBERS):
        name = looked.name_of(role)
        typed = name in looked.source.numbers
        others = [looked.shows(other) for other in looked.roles(NUMBERS) if other != role]
        told = "." if typed else settings.decimal
        shown = looked.shows(role)
        mark = decimals.mark_of(shown, others, told, looked.source.location.name, name)
        formats[role] = decimals.format_of(shown, mark, binary=typed)
    return formats


def _pointed(looked: Looked, role: str) -> bool:
    """Numbers written as 17850.0 by a program that kept them as fractions."""
    shown = looked.shows(role)
    return 0 < number(shown, "filled") == number(shown, "pointed")


def _words(looked: Looked) -> frozenset[str]:
    words = looked.shows("currency").get("words")
    return words if isinstance(words, frozenset) else frozenset()


def _signs(looked: Looked) -> frozenset[str]:
    found = [looked.shows(role).get("signs") for role in ("amount", "unit_price")]
    return frozenset(chain.from_iterable(signs for signs in found if isinstance(signs, frozenset)))


def _currency(
    looked: Looked, words: frozenset[str], signs: frozenset[str], told: str | None
) -> str | None:
    """What the source says; a sign that several currencies share is what the user says it is."""
    if "currency" in looked.roles(frozenset({"currency"})):
        codes = codes_of(words)
        return next(iter(codes)) if len(codes) == 1 else None
    if told and len(signs) == 1 and signs <= SHARED_SIGNS:
        return told
    codes = codes_of(signs) or frozenset(
        code
        for role in ("amount", "unit_price", "cost")
        if role in looked.roles(NUMBERS) and (code := currency_in(looked.name_of(role)))
    )
    return next(iter(codes)) if len(codes) == 1 else None

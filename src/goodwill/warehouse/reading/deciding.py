"""What the evidence of the sources comes to: formats, currency, and what is said about it."""

from __future__ import annotations

from itertools import chain

from goodwill.warehouse.reading import dates, decimals, periods
from goodwill.warehouse.reading.columnar import is_date_type
from goodwill.warehouse.reading.evidence import number, together
from goodwill.warehouse.reading.fitting import normal
from goodwill.warehouse.reading.judging import (
    campaign_notes,
    codes_of,
    currency_in,
    is_per_unit,
    judged_notes,
)
from goodwill.warehouse.reading.roles import DECIMAL, Kind, priced
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.survey import Looked, SurveyedSource
from goodwill.warehouse.reading.words import SHARED_SIGNS


def decided(looked: Looked, all_looked: list[Looked], settings: Settings) -> SurveyedSource:
    """The source with every decision; raises `Ambiguous` where nothing settles one."""
    source = looked.source
    used = {one.source_column for one in looked.columns}
    words = _words(looked)
    signs = _signs(looked)
    priced = tuple(one for one in looked.columns if "amount_minor" in looked.table.names)
    per_unit = is_per_unit(source, {one.column: one.source_column for one in priced})
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
            *judged_notes(priced, signs, per_unit=per_unit, told=settings.currency),
            *campaign_notes(looked.columns, looked.table),
        ),
        source=source,
        facts=looked.facts,
        date_formats=_date_formats(looked, all_looked, settings),
        number_formats=_number_formats(looked, settings),
        period_formats=_period_formats(looked, all_looked, settings),
        pointed_ids=frozenset(
            role for role in looked.roles(Kind.IDENTIFIER, Kind.ARM) if _pointed(looked, role)
        ),
        currency_words=words,
        currency_signs=signs,
        is_amount_per_unit=per_unit,
    )


def _date_formats(
    looked: Looked, all_looked: list[Looked], settings: Settings
) -> dict[str, dates.DateFormat]:
    """Files exported alike settle each other's day and month."""
    return {
        role: _date_format(looked, role, all_looked, settings)
        for role in looked.roles(Kind.DATE)
        if not is_date_type(looked.source.type_of(looked.name_of(role)))
    }


def _date_format(
    looked: Looked, role: str, all_looked: list[Looked], settings: Settings
) -> dates.DateFormat:
    name, file = looked.name_of(role), looked.source.location.name
    alike = [
        one.shows(role)
        for one in all_looked
        if one.has(role) and normal(one.name_of(role)) == normal(name)
    ]
    pooled = together(dates.questions("x", "b"), [shown for shown in alike if shown])
    return dates.format_of(looked.shows(role), pooled, settings.dates, file, name)


def _period_formats(
    looked: Looked, all_looked: list[Looked], settings: Settings
) -> dict[str, periods.PeriodFormat]:
    formats = {}
    for role in looked.roles(Kind.PERIOD):
        if is_date_type(looked.source.type_of(looked.name_of(role))):
            continue
        shown = looked.shows(role)
        way, highest = periods.way_of(shown), number(shown, "p_highest")
        form = _date_format(looked, role, all_looked, settings) if way == "date" else None
        formats[role] = periods.PeriodFormat(way, highest, form)
    return formats


def _number_formats(looked: Looked, settings: Settings) -> dict[str, decimals.NumberFormat]:
    formats = {}
    for role in looked.roles(*DECIMAL):
        name = looked.name_of(role)
        typed = name in looked.source.numbers
        others = [looked.shows(other) for other in looked.roles(*DECIMAL) if other != role]
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
    found = [
        looked.shows(role).get("signs")
        for role in looked.roles(Kind.NUMBER)
        if role in priced(looked.table)
    ]
    return frozenset(chain.from_iterable(signs for signs in found if isinstance(signs, frozenset)))


def _currency(
    looked: Looked, words: frozenset[str], signs: frozenset[str], told: str | None
) -> str | None:
    """What the source says; a sign that several currencies share is what the user says it is."""
    if looked.has("currency"):
        codes = codes_of(words)
        return next(iter(codes)) if len(codes) == 1 else None
    if told and len(signs) == 1 and signs <= SHARED_SIGNS:
        return told
    codes = codes_of(signs) or frozenset(
        code
        for role in dict.fromkeys((*priced(looked.table), "cost"))
        if role in looked.roles(Kind.NUMBER) and (code := currency_in(looked.name_of(role)))
    )
    return next(iter(codes)) if len(codes) == 1 else None

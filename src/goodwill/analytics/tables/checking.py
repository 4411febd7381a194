"""Holding a frame against its contract: all that is wrong at once, on any engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import narwhals as nw
from narwhals.dtypes import DType

from goodwill.analytics.errors import ContractBroken
from goodwill.analytics.numerics.division import floor_divided
from goodwill.analytics.tables.contract import Column, Frame, Table
from goodwill.language import Language, Sentence

SAMPLE_ROWS = 5


@dataclass(frozen=True)
class Violation:
    """One way a frame breaks its contract, in how many rows, and a few of them.

    What the schema alone shows, a missing column or another type, has no rows to count.
    """

    table: str
    column: str
    rule: Sentence
    rows: int
    sample: tuple[dict[str, object], ...] = ()

    @property
    def sentence(self) -> Sentence:
        """`order_lines.amount_minor: may not be empty (3 rows)`."""
        if not self.rows:
            return Sentence(
                "{table}.{column}: {rule}", table=self.table, column=self.column, rule=self.rule
            )
        return Sentence(
            "{table}.{column}: {rule} ({n} row)",
            "{table}.{column}: {rule} ({n} rows)",
            table=self.table,
            column=self.column,
            rule=self.rule,
            n=self.rows,
        )

    def said_in(self, language: Language) -> str:
        return language.say(self.sentence)


def violations(table: Table, frame: Frame) -> list[Violation]:
    """Every way `frame` breaks the contract of `table`, not only the first.

    Missing columns and wrong types are read off the schema. Empty values, days that are
    not those of their date, and repeated keys are counted by the engine, each with up to
    `SAMPLE_ROWS` rows that show it.
    """
    found = list(_shape_violations(table, dict(frame.collect_schema())))
    broken = {violation.column for violation in found}
    found += _row_violations(
        table, [column for column in table if column.name not in broken], frame
    )
    if table.key and not set(table.key) & broken:
        found += _key_violations(table, frame)
    return found


def check(table: Table, frame: Frame) -> Frame:
    """The frame itself if it keeps the contract; else `ContractBroken` naming every violation."""
    found = violations(table, frame)
    if found:
        raise ContractBroken(table.name, tuple(found))
    return frame


def days_since_1970(on: nw.Expr) -> nw.Expr:
    """A date column as whole days since 1970-01-01, the same on every engine.

    Engines disagree on what the difference of two dates is, and agree on integers: the
    months are counted from March, so that the leap day is the last of its year.
    """
    past_february = (on.dt.month() > 2).cast(nw.Int64)
    year = on.dt.year().cast(nw.Int64) - 1 + past_february
    month = on.dt.month().cast(nw.Int64) + 9 - 12 * past_february
    four, hundred, four_hundred = (floor_divided(year, each) for each in (4, 100, 400))
    leap_days = four - hundred + four_hundred
    day_of_year = floor_divided(153 * month + 2, 5) + on.dt.day().cast(nw.Int64) - 1
    return 365 * year + leap_days + day_of_year - DAYS_BEFORE_1970


DAYS_BEFORE_1970 = 719_468
"""From 1 March of the year 0 to 1 January 1970."""


def _shape_violations(table: Table, schema: dict[str, DType]) -> Iterator[Violation]:
    for column in table:
        if column.name not in schema:
            yield Violation(table.name, column.name, Sentence("the column is missing"), 0)
        elif schema[column.name] != column.dtype:
            rule = Sentence(
                "holds {found}, should hold {wanted}",
                found=str(schema[column.name]),
                wanted=column.dtype.__name__,
            )
            yield Violation(table.name, column.name, rule, 0)


def _row_violations(table: Table, whole: list[Column], frame: Frame) -> Iterator[Violation]:
    rules = [*_empty_rules(whole), *_day_rules(whole)]
    if not rules:
        return
    counts = frame.select(
        *(breaks.cast(nw.Int64).sum().alias(f"{at}") for at, (_, _, breaks) in enumerate(rules))
    ).collect()
    for at, (column, rule, breaks) in enumerate(rules):
        rows = int(counts[f"{at}"][0] or 0)
        if rows:
            sample = _sample(frame.filter(breaks), table.key)
            yield Violation(table.name, column, rule, rows, sample)


def _empty_rules(columns: list[Column]) -> Iterator[tuple[str, Sentence, nw.Expr]]:
    for column in columns:
        if not column.nullable:
            yield column.name, Sentence("may not be empty"), nw.col(column.name).is_null()


def _day_rules(columns: list[Column]) -> Iterator[tuple[str, Sentence, nw.Expr]]:
    names = {column.name for column in columns}
    for day in sorted(name for name in names if name.endswith("_day")):
        on = f"{day.removesuffix('_day')}_on"
        if on in names:
            yield day, Sentence("is not the day of {date}", date=on), _differ(day, on)


def _differ(day: str, on: str) -> nw.Expr:
    lone = nw.col(day).is_null() != nw.col(on).is_null()
    unequal = nw.col(day).cast(nw.Int64) != days_since_1970(nw.col(on))
    return lone | unequal.fill_null(False)


def _key_violations(table: Table, frame: Frame) -> Iterator[Violation]:
    key = list(table.key)
    repeated = frame.group_by(key).agg(rows=nw.len()).filter(nw.col("rows") > 1)
    rows = int(repeated.select(nw.col("rows").sum()).collect()["rows"][0] or 0)
    if rows:
        rule, sample = Sentence("should not occur twice"), _sample(repeated, table.key)
        yield Violation(table.name, ", ".join(key), rule, rows, sample)


def _sample(frame: Frame, key: tuple[str, ...]) -> tuple[dict[str, object], ...]:
    present = [name for name in key if name in frame.collect_schema().names()]
    ordered = frame.sort(*present, nulls_last=True) if present else frame
    return tuple(ordered.head(SAMPLE_ROWS).collect().rows(named=True))

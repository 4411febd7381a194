"""Conditions on a column: which customers are meant, as an engine can tell.

A customer of whom the column is not known meets no condition but `known = false`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import narwhals as nw
from narwhals.dtypes import DType

from goodwill.analytics.campaigns.entries import Entries, is_number, nearest
from goodwill.analytics.errors import ColumnsUnclear, SettingRefused
from goodwill.language import Sentence

Value = str | bool | date | float | int

TESTS: Mapping[str, Callable[[nw.Expr, Any], nw.Expr]] = {
    "is": lambda column, value: column == value,
    "in": lambda column, values: column.is_in(list(values)),
    "at_least": lambda column, value: column >= value,
    "at_most": lambda column, value: column <= value,
    "below": lambda column, value: column < value,
    "above": lambda column, value: column > value,
    "known": lambda column, known: ~column.is_null() if known else column.is_null(),
    "not": lambda column, values: ~column.is_in(list(values)),
}
ORDERED = ("at_least", "at_most", "below", "above")
LISTS = ("in", "not")


@dataclass(frozen=True)
class Condition:
    """One or more tests of a column, all of which must hold."""

    column: str
    tests: tuple[tuple[str, Any], ...]

    @property
    def words(self) -> str:
        """`region in 上海, 北京`, as it stands in a list of conditions."""
        return f"{self.column} " + ", ".join(
            f"{test} {_plain(value)}" for test, value in self.tests
        )


def condition_from(entries: Entries) -> Condition:
    """A condition as a plan writes it: `{column = "region", in = ["上海", "北京"]}`.

    Raises
    ------
    SettingRefused
        There is no column or no test, or a test's value cannot be meant.
    """
    column = entries.text("column")
    tests = [(test, _value(entries, test)) for test in TESTS if entries.has(test)]
    if not tests:
        raise entries.missing("is", Sentence("one of: {words}", words=", ".join(TESTS)))
    return Condition(column, tuple(tests))


def meets(condition: Condition, schema: Mapping[str, DType], file: str) -> nw.Expr:
    """True where a row meets the condition, false where it does not or nobody knows.

    Raises
    ------
    ColumnsUnclear
        The column is not there; the nearest that is, is suggested.
    SettingRefused
        A test does not fit what the column holds, such as a number for a text.
    """
    dtype = column_type(condition.column, schema, file)
    column = nw.col(condition.column)
    held = nw.lit(True)
    for test, value in condition.tests:
        _refuse_other_type(condition.column, dtype, test, value, file)
        held = held & TESTS[test](column, value)
    return nw.coalesce(held, nw.lit(False))


def column_type(column: str, schema: Mapping[str, DType], file: str) -> DType:
    """What a column holds; `ColumnsUnclear` with the nearest name where there is none."""
    if column in schema:
        return schema[column]
    told = {"file": file, "column": column, "known": ", ".join(schema)}
    near = nearest(column, schema)
    if near is None:
        raise ColumnsUnclear(
            Sentence("{file}: the customers have no column {column}. They have: {known}.", **told)
        )
    raise ColumnsUnclear(
        Sentence(
            "{file}: the customers have no column {column}; perhaps {near} is meant. "
            "They have: {known}.",
            near=near,
            **told,
        )
    )


def _value(entries: Entries, test: str) -> Any:
    found = entries.table[test]
    if test == "known":
        if not isinstance(found, bool):
            raise entries.refused(test, Sentence("true or false"))
        return found
    if test in LISTS:
        values = found if isinstance(found, list) else [found] if test == "not" else None
        if not values or not all(_is_value(value) for value in values):
            raise entries.refused(test, Sentence("a list of values that is not empty"))
        return tuple(_number(value) for value in values)
    if not _is_value(found) or (test in ORDERED and isinstance(found, str | bool)):
        raise entries.refused(
            test,
            Sentence("a number or a date")
            if test in ORDERED
            else Sentence("a text, a number, a date, true or false"),
        )
    return _number(found)


def _is_value(found: object) -> bool:
    is_day = isinstance(found, date) and not isinstance(found, datetime)
    return isinstance(found, str | bool) or is_day or is_number(found)


def _number(value: Any) -> Any:
    """A decimal becomes a double, which engines compare with any number."""
    return float(value) if isinstance(value, Decimal) else value


def _refuse_other_type(column: str, dtype: DType, test: str, value: Any, file: str) -> None:
    if test == "known":
        return
    for each in value if isinstance(value, tuple) else (value,):
        if not _fits(each, dtype):
            raise SettingRefused(
                Sentence(
                    "{file}: {column} holds {held}; it cannot be compared with {value} ({test}).",
                    file=file,
                    column=column,
                    held=_held(dtype),
                    value=_plain(each),
                    test=test,
                )
            )


def _fits(value: Value, dtype: DType) -> bool:
    if isinstance(value, bool):
        return dtype == nw.Boolean
    if isinstance(value, str):
        return dtype == nw.String
    if isinstance(value, date):
        return dtype == nw.Date
    return dtype.is_numeric()


def _held(dtype: DType) -> Sentence:
    if dtype.is_numeric():
        return Sentence("numbers")
    named = {
        nw.String: Sentence("texts"),
        nw.Boolean: Sentence("true or false"),
        nw.Date: Sentence("dates"),
    }
    return next(
        (said for kind, said in named.items() if dtype == kind),
        Sentence("values of the type {name}", name=str(dtype)),
    )


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_plain(each) for each in value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)

"""The SQL that turns a piece of a source into rows of the contract.

Three storeys: `cells` cleans every cell, `lines` decides which rows are whole and what
the line is worth, the last gives the contract's columns and types. Source columns are
called c0, c1 … before any SQL is written, so no name in a file can reach it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import narwhals as nw
from babel.numbers import get_currency_precision

from goodwill.analytics.tables import Table
from goodwill.warehouse.reading import dates, decimals
from goodwill.warehouse.reading.columnar import is_date_type
from goodwill.warehouse.reading.evidence import filled, is_null_word, one_of
from goodwill.warehouse.reading.judging import code_of
from goodwill.warehouse.reading.pieces import PROBLEM, RAW, ROW, SOURCE
from goodwill.warehouse.reading.scratch import named, quoted
from goodwill.warehouse.reading.survey import SurveyedSource
from goodwill.warehouse.reading.words import (
    CURRENCY_SIGNS,
    DATES,
    IDENTIFIERS,
    NULL_WORDS,
    NUMBERS,
    TOTALS,
)

FACTOR_WIDTH = 19  # two such factors fit the widest DECIMAL
LOOK_FOR_TOTALS = 12
SQL_TYPES = {nw.Int32: "INTEGER", nw.Int64: "BIGINT", nw.String: "VARCHAR", nw.Date: "DATE"}
_LONGEST_NULL_WORD = max(map(len, NULL_WORDS))


@dataclass(frozen=True)
class Conversion:
    """How one source becomes one table.

    Parameters
    ----------
    source_id
        Its place among the sources.
    currency
        What amounts are in that do not name theirs.
    attributes
        Source columns kept as text under these names: name → source column, or None
        where this source has none of the name.
    row_offset
        Added to `source_row` where the contract has no `source_id` beside it.
    """

    table: Table
    source: SurveyedSource
    source_id: int
    currency: str | None
    attributes: Mapping[str, str | None]
    row_offset: int = 0

    @property
    def roles(self) -> list[str]:
        return [one.column for one in self.source.columns]

    @property
    def is_exact_in_minor_units(self) -> bool:
        """Whether no amount is finer than the minor unit, so that nothing is rounded."""
        formats = self.source.number_formats
        if "amount" in self.roles and not self.source.is_amount_per_unit:
            scale = formats["amount"].scale
        else:
            parts = ("quantity", "amount" if "amount" in formats else "unit_price", "discount")
            quantity, price, discount = (formats[p].scale if p in formats else 0 for p in parts)
            scale = max(quantity + price, discount)
        return scale <= min(get_currency_precision(code) for code in self._codes())

    def rows(self, relation: str) -> str:
        """The rows of the contract, attributes after them."""
        columns = ", ".join(f"{sql} AS {name}" for name, sql in self._outputs())
        return f"SELECT {columns} FROM ({self.lines(relation)})"

    def lines(self, relation: str) -> str:
        """Whole lines: `row`, `problem`, `unreadable`, `amount`, `cost`, texts and dates."""
        problem = f"coalesce({PROBLEM}, {self._problem_of_whole_row()})"
        bad_dates = [role for role in self.roles if role in DATES]
        bad_date = " OR ".join(_bad(f"d_{role}", f"t_{role}") for role in bad_dates) or "false"
        numbers = [role for role in self.roles if role in NUMBERS]
        bad_amount = " OR ".join(_bad(f"n_{role}", f"t_{role}") for role in numbers) or "false"
        return (
            "SELECT *, CASE WHEN problem IS NOT NULL THEN 'row' WHEN bad_date THEN 'date'"
            " WHEN bad_amount THEN 'amount' END AS unreadable FROM"
            f" (SELECT *, {problem} AS problem, {bad_date} AS bad_date,"
            f" {bad_amount} AS bad_amount, {self._amount()} AS amount, {self._cost()} AS cost"
            f" FROM ({self._cells(relation)}))"
        )

    def _cells(self, relation: str) -> str:
        width = len(self.source.source.names)
        every = ", ".join(f"c{n}" for n in range(width))
        columns = [
            ROW, PROBLEM, RAW, *(f"c{n}" for n in range(min(width, LOOK_FOR_TOTALS))),
            f"CAST(hash({RAW}, {every}) >> 1 AS BIGINT) AS row_hash",
        ]  # fmt: skip
        columns += [f"{sql} AS {name}" for name, sql in self._cleaned()]
        dated = [f"{dates.sane(f'd_{role}')} AS d_{role}" for role in self.roles if role in DATES]
        sane = f"* REPLACE ({', '.join(dated)})" if dated else "*"
        return f"SELECT {sane} FROM (SELECT {', '.join(columns)} FROM {relation})"

    def _cleaned(self) -> Iterator[tuple[str, str]]:
        source = self.source.source
        for role in self.roles:
            name = str(self.source.column(role))
            text = source.text(name)
            if role in DATES:
                yield f"t_{role}", text
                yield f"d_{role}", self._date(role, name, text)
            elif role in NUMBERS:
                yield f"t_{role}", text
                yield f"n_{role}", decimals.value(text, self.source.number_formats[role])
            elif role in IDENTIFIERS and role in self.source.pointed_ids:
                yield f"x_{role}", rf"regexp_replace({text_value(text)}, '\.0$', '')"
            else:
                yield f"x_{role}", text_value(text)
        for place, column in enumerate(self.attributes.values()):
            yield f"a_{place}", text_value(source.text(column)) if column else "NULL::VARCHAR"
        if self._is_signed_one_by_one():
            yield "sign", decimals.sign_of(source.text(str(self.source.column(self._priced()))))

    def _date(self, role: str, name: str, text: str) -> str:
        if is_date_type(self.source.source.type_of(name)):
            return f"CAST({self.source.source.cell(name)} AS DATE)"
        return dates.value(text, self.source.date_formats[role])

    def _problem_of_whole_row(self) -> str:
        """A totals line or a heading in the midst: no date, and the word in one of its cells."""
        dated = [role for role in self.roles if role in DATES]
        if "unreadable" not in self.table.names or not dated:
            return "NULL"
        names = self.source.source.names
        words = rf"'\s*(' || {one_of(TOTALS)} || ')[\s:：]*'"
        total = " OR ".join(
            f"regexp_full_match(lower(CAST(c{n} AS VARCHAR)), {words})"
            for n in range(min(len(names), LOOK_FOR_TOTALS))
        )
        again = f"trim(t_{dated[0]}) = {quoted(str(self.source.column(dated[0])))}"
        return (
            f"CASE WHEN d_{dated[0]} IS NOT NULL THEN NULL WHEN {again} THEN 'heading'"
            f" WHEN {total} THEN 'total' END"
        )

    def _amount(self) -> str:
        if "amount" in self.roles and not self.source.is_amount_per_unit:
            return "n_amount"
        price = "amount" if self.source.is_amount_per_unit else "unit_price"
        if not {"quantity", price} <= set(self.roles):
            return "NULL::DECIMAL(18,2)"
        product = self._product("quantity", price)
        if "discount" in self.roles and price == "unit_price":
            return f"TRY({product} - coalesce(n_discount, 0))"
        return product

    def _cost(self) -> str:
        if "cost" in self.roles:
            return self._signed_like_amount("n_cost")
        if {"unit_cost", "quantity"} <= set(self.roles):
            return self._signed_like_amount(self._product("quantity", "unit_cost"))
        if "margin" in self.roles:
            return f"TRY({self._amount()} - n_margin)"
        return "NULL::DECIMAL(18,2)"

    def _signed_like_amount(self, cost: str) -> str:
        """Goods that came back give their cost back, whatever sign the file puts on it."""
        amount = self._amount()
        return f"CASE WHEN {amount} < 0 AND {cost} > 0 THEN -({cost}) ELSE {cost} END"

    def _product(self, one: str, other: str) -> str:
        return f"TRY({self._factor(one)} * {self._factor(other)})"

    def _factor(self, role: str) -> str:
        form = self.source.number_formats[role]
        if form.width <= FACTOR_WIDTH:
            return f"n_{role}"
        return f"TRY_CAST(n_{role} AS DECIMAL({FACTOR_WIDTH},{form.scale}))"

    def _outputs(self) -> Iterator[tuple[str, str]]:
        for column in self.table:
            kind = SQL_TYPES[column.dtype]
            yield column.name, f"CAST({self._output(column.name)} AS {kind})"
        for place, name in enumerate(self.attributes):
            yield named(name), f"a_{place}"
        if "source_row" not in self.table.names:  # for `keeping`, which takes them off again
            yield from ((SOURCE, str(self.source_id)), (ROW, ROW), (PROBLEM, "problem"))

    def _output(self, column: str) -> str:
        made = {
            "source_id": str(self.source_id),
            "source_row": f"{ROW} + {self.row_offset}",
            "row_hash": "row_hash",
            "unreadable": "unreadable",
            "amount_minor": self._minor("amount" if "amount" in self._made() else None),
            "cost_minor": self._minor("cost"),
            "unit_cost_minor": self._minor("n_unit_cost" if "unit_cost" in self.roles else None),
            "quantity_thousandths": self._thousandths(),
        }
        if column in made:
            return made[column]
        if column.endswith("_on"):
            return f"d_{column}" if column in self.roles else "NULL"
        if column.endswith("_day"):
            role = column.removesuffix("_day") + "_on"
            return f"d_{role} - DATE '1970-01-01'" if role in self.roles else "NULL"
        if column == "currency":
            return f"CASE WHEN problem IS NULL THEN {self._currency()} END"
        return f"x_{column}" if f"{column}" in self.roles else "NULL"

    def _made(self) -> set[str]:
        return {"amount", "cost"} if "amount_minor" in self.table.names else set()

    def _minor(self, value: str | None) -> str:
        if value is None:
            return "NULL"
        whole = f"TRY(CAST({value} * {self._minor_units()} AS BIGINT))"
        return f"CASE WHEN problem IS NULL THEN {whole} END" if self._made() else whole

    def _thousandths(self) -> str:
        if "quantity" not in self.roles:
            return "NULL"
        return "CASE WHEN problem IS NULL THEN TRY(CAST(n_quantity * 1000 AS BIGINT)) END"

    def _minor_units(self) -> str:
        codes = self._codes()
        units = {code: 10 ** get_currency_precision(code) for code in codes}
        if len(set(units.values())) == 1:
            return str(next(iter(units.values())))
        cases = " ".join(f"WHEN {quoted(code)} THEN {unit}" for code, unit in units.items())
        return f"(CASE {self._currency()} {cases} ELSE {units[self.currency or 'CNY']} END)"

    def _codes(self) -> list[str]:
        """Every currency that may occur; yuan stands for one that nobody named."""
        words = self.source.currency_words if "currency" in self.roles else frozenset[str]()
        signs = self.source.currency_signs if self._is_signed_one_by_one() else frozenset[str]()
        return sorted(
            {code_of(word) for word in (*words, *signs) if word} | {self.currency or "CNY"}
        )

    def _is_signed_one_by_one(self) -> bool:
        return "currency" not in self.roles and len(self.source.currency_signs) > 1

    def _priced(self) -> str:
        return "amount" if "amount" in self.roles else "unit_price"

    def _currency(self) -> str:
        default = quoted(self.currency) if self.currency else "NULL"
        if "currency" in self.roles:
            words = sorted(self.source.currency_words)
            return f"coalesce({_coded('upper(x_currency)', words)}, {default})"
        if self._is_signed_one_by_one():
            return f"coalesce({_coded('sign', list(CURRENCY_SIGNS))}, {default})"
        return quoted(self.source.currency) if self.source.currency else default


def _coded(text: str, words: list[str]) -> str:
    cases = " ".join(
        f"WHEN {quoted(word.upper())} THEN {quoted(code_of(word))}"
        for word in words
        if word and word.lower() not in NULL_WORDS
    )
    return f"CASE {text} {cases} END" if cases else "NULL"


def _bad(value: str, text: str) -> str:
    return f"CASE WHEN {value} IS NOT NULL THEN false ELSE coalesce({filled(text)}, false) END"


def text_value(text: str) -> str:
    """SQL: the text without spaces around it; null for nothing and for words that mean nothing."""
    bare, first = f"trim({text})", f"ascii({text})"
    return (
        f"CASE WHEN {_begins_no_null_word(first)} THEN {bare}"
        f" WHEN length({text}) > {_LONGEST_NULL_WORD} THEN {bare}"
        f" WHEN {bare} = '' OR {is_null_word(text)} THEN NULL ELSE {bare} END"
    )


def _begins_no_null_word(first: str) -> str:
    """SQL: a digit, a letter other than n, or Chinese, known by its code: the cheapest test."""
    other = " AND ".join(f"{first} <> {ord(word[0])}" for word in NULL_WORDS if word[0] > "一")
    return (
        f"{first} > {ord('一')} AND {other} OR {first} BETWEEN 48 AND 77"
        f" OR {first} BETWEEN 79 AND 90"
        f" OR {first} BETWEEN 97 AND 109 OR {first} BETWEEN 111 AND 122"
    )

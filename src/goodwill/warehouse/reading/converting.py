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
from goodwill.warehouse.reading import dates, decimals, flags, periods
from goodwill.warehouse.reading.cells import arm_value, bad, coded, parsed, text_value, written
from goodwill.warehouse.reading.columnar import is_date_type
from goodwill.warehouse.reading.evidence import one_of
from goodwill.warehouse.reading.judging import code_of
from goodwill.warehouse.reading.pieces import PROBLEM, RAW, ROW, SOURCE
from goodwill.warehouse.reading.roles import CHECKED, Kind, kind_of, priced
from goodwill.warehouse.reading.scratch import named, quoted
from goodwill.warehouse.reading.survey import SurveyedSource
from goodwill.warehouse.reading.words import CURRENCY_SIGNS, TOTALS

FACTOR_WIDTH = 19  # two such factors fit the widest DECIMAL
LOOK_FOR_TOTALS = 12
TROUBLES = {
    "date": (Kind.DATE, Kind.PERIOD),
    "amount": (Kind.NUMBER,),
    "number": (Kind.MEASURE, Kind.FLAG),
}
"""What `unreadable` says where a value of these kinds could not be read; the first wins."""
SQL_TYPES = {nw.Int32: "INTEGER", nw.Int64: "BIGINT", nw.String: "VARCHAR", nw.Date: "DATE",
             nw.Float64: "DOUBLE"}  # fmt: skip


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

    def of(self, *kinds: Kind) -> list[str]:
        """Roles found whose values are of these kinds."""
        return [role for role in self.roles if kind_of(role, self.table) in kinds]

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
        bad = ", ".join(f"{self._any_bad(kinds)} AS bad_{what}" for what, kinds in TROUBLES.items())
        which = " ".join(f"WHEN bad_{what} THEN '{what}'" for what in TROUBLES)
        return (
            f"SELECT *, CASE WHEN problem IS NOT NULL THEN 'row' {which} END AS unreadable FROM"
            f" (SELECT *, {problem} AS problem, {bad},"
            f" {self._amount()} AS amount, {self._cost()} AS cost"
            f" FROM ({self._cells(relation)}))"
        )

    def _any_bad(self, kinds: tuple[Kind, ...]) -> str:
        return " OR ".join(bad(role, self.table) for role in self.of(*kinds)) or "false"

    def _cells(self, relation: str) -> str:
        width = len(self.source.source.names)
        every = ", ".join(f"c{n}" for n in range(width))
        columns = [
            ROW, PROBLEM, RAW, *(f"c{n}" for n in range(min(width, LOOK_FOR_TOTALS))),
            f"CAST(hash({RAW}, {every}) >> 1 AS BIGINT) AS row_hash",
        ]  # fmt: skip
        columns += [f"{sql} AS {name}" for name, sql in self._cleaned()]
        dated = [f"{dates.sane(f'd_{role}')} AS d_{role}" for role in self.of(Kind.DATE)]
        sane = f"* REPLACE ({', '.join(dated)})" if dated else "*"
        return f"SELECT {sane} FROM (SELECT {', '.join(columns)} FROM {relation})"

    def _cleaned(self) -> Iterator[tuple[str, str]]:
        source = self.source.source
        for role in self.roles:
            name = str(self.source.column(role))
            text = source.text(name)
            if (kind := kind_of(role, self.table)) in CHECKED:
                yield written(role), text
                yield parsed(role, self.table), self._parsed(role, kind, name, text)
            else:
                plain = arm_value(text) if kind is Kind.ARM else text_value(text)
                pointed = role in self.source.pointed_ids
                yield f"x_{role}", rf"regexp_replace({plain}, '\.0$', '')" if pointed else plain
        for place, column in enumerate(self.attributes.values()):
            yield f"a_{place}", text_value(source.text(column)) if column else "NULL::VARCHAR"
        if self._is_signed_one_by_one():
            yield "sign", decimals.sign_of(source.text(str(self.source.column(self._priced()))))

    def _parsed(self, role: str, kind: Kind, name: str, text: str) -> str:
        if kind is Kind.DATE:
            return self._date(role, name, text)
        if kind is Kind.PERIOD:
            return self._period(role, name, text)
        if kind is Kind.FLAG:
            return flags.value(text)
        if kind is Kind.MEASURE:
            return self._measure(role, name, text)
        return decimals.value(text, self.source.number_formats[role])

    def _date(self, role: str, name: str, text: str) -> str:
        if is_date_type(self.source.source.type_of(name)):
            return f"CAST({self.source.source.cell(name)} AS DATE)"
        return dates.value(text, self.source.date_formats[role])

    def _period(self, role: str, name: str, text: str) -> str:
        if is_date_type(self.source.source.type_of(name)):
            day = dates.sane(f"CAST({self.source.source.cell(name)} AS DATE)")
            return f"CAST({day} - DATE '1970-01-01' AS BIGINT)"
        return periods.value(text, self.source.period_formats[role])

    def _measure(self, role: str, name: str, text: str) -> str:
        """A number by type as it is; yes and no as 1 and 0."""
        if name in self.source.source.numbers:
            double = f"CAST({self.source.source.cell(name)} AS DOUBLE)"
            return f"CASE WHEN isfinite({double}) THEN {double} END"
        number = decimals.measured(text, self.source.number_formats[role])
        return f"coalesce({number}, {flags.value(text)})"

    def _problem_of_whole_row(self) -> str:
        """A totals line or a heading in the midst: no date, and the word in one of its cells."""
        dated = self.of(Kind.DATE)
        if "unreadable" not in self.table.names:
            return "NULL"
        names = self.source.source.names
        words = rf"'\s*(' || {one_of(TOTALS)} || ')[\s:：]*'"
        total = " OR ".join(
            f"regexp_full_match(lower(CAST(c{n} AS VARCHAR)), {words})"
            for n in range(min(len(names), LOOK_FOR_TOTALS))
        )
        if not dated:
            return f"CASE WHEN {self._is_heading()} THEN 'heading' WHEN {total} THEN 'total' END"
        again = f"trim(t_{dated[0]}) = {quoted(str(self.source.column(dated[0])))}"
        return (
            f"CASE WHEN d_{dated[0]} IS NOT NULL THEN NULL WHEN {again} THEN 'heading'"
            f" WHEN {total} THEN 'total' END"
        )

    def _is_heading(self) -> str:
        """Where there is no date to tell by: every cell is the name of its column."""
        names = [str(self.source.column(role)) for role in self.roles]
        return " AND ".join(
            f"trim({self.source.source.text(name)}) = {quoted(name)}" for name in names
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
            yield named(column.name), f"CAST({self._output(column.name)} AS {kind})"
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
            "contact_cost_minor": self._minor(
                "n_contact_cost" if "contact_cost" in self.roles else None
            ),
            "period": self._whole_period(),
            "treated": self._treated(),
            "customer_id": self._customer(),
            "quantity_thousandths": self._thousandths(),
        }
        if kind_of(column, self.table) is Kind.MEASURE:
            return self._measured(column) if column in self.roles else "NULL"
        if column in made:
            return made[column]
        if column.endswith(("_minor", "_on", "_day")):
            return self._derived(column)
        if column == "currency":
            return f"CASE WHEN problem IS NULL THEN {self._currency()} END"
        return f"x_{column}" if f"{column}" in self.roles else "NULL"

    def _derived(self, column: str) -> str:
        """What the ending of its name says: money, a date, or a date as a number of days."""
        if column.endswith("_minor"):
            role = column.removesuffix("_minor")
            return self._minor(f"n_{role}" if role in self.roles else None)
        role = column.removesuffix("_day") + "_on" if column.endswith("_day") else column
        day = " - DATE '1970-01-01'" if role != column else ""
        return f"d_{role}{day}" if role in self.roles else "NULL"

    def _measured(self, column: str) -> str:
        """Whole numbers of the contract are rounded to one."""
        value = parsed(column, self.table)
        whole = self.table.schema[column] != nw.Float64
        return f"TRY_CAST(round({value}) AS BIGINT)" if whole else value

    def _customer(self) -> str:
        if "customer_id" in self.roles:
            return "x_customer_id"
        if self.table.name != "campaign_members":
            return "NULL"
        return f"CASE WHEN problem IS NULL THEN CAST({ROW} + {self.row_offset} AS VARCHAR) END"

    def _whole_period(self) -> str:
        """Months and weeks that begin anew each year, put behind their year."""
        if "period" not in self.roles:
            return "NULL"
        form = self.source.period_formats.get("period")
        if "year" in self.roles and form is not None and form.is_within_a_year:
            return "n_year * 100 + n_period"
        return "n_period"

    def _treated(self) -> str:
        flagged = [f"n_{role}" for role in ("treated", "after") if role in self.roles]
        return " * ".join(flagged) or "NULL"

    def _made(self) -> set[str]:
        return {"amount", "cost"} if "amount_minor" in self.table.names else set()

    def _minor(self, value: str | None) -> str:
        if value is None:
            return "NULL"
        whole = f"TRY(CAST({value} * {self._minor_units()} AS BIGINT))"
        told = self._made() or "unreadable" in self.table.names
        return f"CASE WHEN problem IS NULL THEN {whole} END" if told else whole

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
        return next((role for role in priced(self.table) if role in self.roles), "unit_price")

    def _currency(self) -> str:
        default = quoted(self.currency) if self.currency else "NULL"
        if "currency" in self.roles:
            words = sorted(self.source.currency_words)
            return f"coalesce({coded('upper(x_currency)', words)}, {default})"
        if self._is_signed_one_by_one():
            return f"coalesce({coded('sign', list(CURRENCY_SIGNS))}, {default})"
        return quoted(self.source.currency) if self.source.currency else default

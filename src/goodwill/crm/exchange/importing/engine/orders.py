"""Rows of orders: those of one number are the lines of one order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from babel.numbers import get_currency_precision

from goodwill.crm.commerce.models import Order, OrderLine, Product
from goodwill.crm.commerce.pricing import amount_of
from goodwill.crm.exchange.importing.engine.drafts import Draft, Work, new_record
from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.exchange.importing.engine.rows import Row
from goodwill.crm.exchange.importing.engine.shaping import Setting, Shape, Unit, minor
from goodwill.crm.exchange.importing.targets import Target
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.records.models import Record
from goodwill.language import Sentence

AT_ONCE = 500
ONE = 1000
LINE = "order_lines."
FACTS = ("position", "product_id", "description", "quantity_thousandths", "unit_price_minor",
         "amount_minor", "cost_minor")  # fmt: skip


@dataclass(slots=True, eq=False)
class Line:
    """A line of an order as it shall be; `made` is the product that rows make on the way.

    `held` is the line that is there: its values are written over where they differ.
    """

    position: int
    product_id: int | None = None
    description: str = ""
    quantity_thousandths: int = ONE
    unit_price_minor: int = 0
    amount_minor: int = 0
    cost_minor: int | None = None
    made: Draft | None = None
    held: OrderLine | None = None

    @property
    def is_changed(self) -> bool:
        """Whether a line that is there becomes another."""
        return self.held is not None and facts(self.held) != facts(self)


@dataclass(eq=False)
class Lines:
    """The lines of an order as they were, as they shall be, and those that go."""

    was: list[OrderLine]
    now: list[Line]
    gone: list[OrderLine]

    @property
    def is_same(self) -> bool:
        return not self.gone and all(one.held and not one.is_changed for one in self.now)


class OrderShape(Shape):
    """Orders with their lines."""

    is_found_by_keys = True

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        there = setting.plan.targets
        self.together = "orders.number" if "orders.number" in there else "external_id"
        self.told_of_lines = frozenset(name for name in there if name.startswith(LINE))
        self.held: dict[int, list[OrderLine]] = {}
        self.products: dict[str, Product] = {}
        self.required = [name for name in self.required if name != "orders.number"]

    def units(self, rows: Sequence[Row]) -> list[Unit]:
        for row in rows:
            name = row.values.get("orders.customer_name")
            if name and "orders.customer" not in row.values:
                row.values["orders.customer"] = name
        found: list[Unit] = []
        for number, some in groupby(rows, key=lambda row: row.values.get(self.together)):
            together = list(some)
            if number is None:
                for row in together:
                    nameless = Unfit(Sentence("The order has no number."), self.together)
                    row.trouble = row.trouble or nameless
                continue
            if broken := next((row for row in together if row.trouble is not None), None):
                _refuse_others(together, broken)
                continue
            values: dict[str, Any] = {}
            for row in together:
                values = {**row.values, **values}
            found.append(Unit(together, values))
        return found

    def prepare(self, units: Sequence[Unit]) -> None:
        super().prepare(units)
        known = self.setting.links.found.get("products", {})
        self.products = {text: one for text, one in known.items() if isinstance(one, Product)}

    def named_besides(self) -> Iterable[str]:
        return ("order_lines.product",) if "order_lines.product" in self.plan.targets else ()

    def fill(self, unit: Unit) -> None:
        if "orders.number" not in unit.values:
            unit.values["orders.number"] = str(unit.values["external_id"])[:60]

    def load(self, records: Sequence[Any]) -> None:
        self.held = defaultdict(list)
        ids = [one.pk for one in records]
        for start in range(0, len(ids), AT_ONCE):
            lines = OrderLine.objects.filter(order_id__among=ids[start : start + AT_ONCE])
            for line in lines.order_by("order_id", "position", "pk"):
                self.held[line.order_id].append(line)

    def values_of(self, unit: Unit, record: Any = None) -> dict[str, Any]:
        found = super().values_of(unit, record)
        found.setdefault("number", unit.values["orders.number"])
        if self.told_of_lines:
            lines = self._lines(unit, record)
            unit.values["_lines"] = lines
            found |= _added_up(lines.now)
            if record is None and "sort" not in found and found["amount_minor"] < 0:
                found["sort"] = Order.Sort.RETURN.value
        if record is None and "payment" not in found and "paid_minor" in found:
            found["payment"] = _payment(found)
        return found

    def fill_new(self, unit: Unit, values: dict[str, Any]) -> None:
        values.setdefault("currency", self.currency)

    def parts(self, unit: Unit, draft: Draft, work: Work) -> bool:
        lines: Lines | None = unit.values.get("_lines")
        if lines is None or (not draft.is_new and lines.is_same):
            return False
        draft.lines = lines
        needed = tuple(line.made for line in lines.now if line.made is not None)
        draft.needs = (*draft.needs, *needed)
        for one in needed:
            if not one.is_listed:
                work.add(one)
        return True

    def _join(self, unit: Unit, draft: Draft, work: Work) -> None:
        """The same number again, apart from the rows before: its lines come after theirs."""
        if draft.lines is not None:
            unit.rows = [*draft.rows, *unit.rows]
        super()._join(unit, draft, work)

    def refuse(self, unit: Unit, trouble: Unfit) -> None:
        super().refuse(unit, trouble)
        if trouble.row is not None:
            _refuse_others(unit.rows, trouble.row)

    def made(self, target: Target, text: str, unit: Unit) -> Draft:
        values: dict[str, Any] = {"name": text[:200]}
        if target.to == "products":
            values |= {"number": text[:60], "currency": self.currency}
            values["name"] = str(unit.values.get(f"{LINE}description", text))[:200]
        named = unit.values.get("orders.customer_name")
        if target.to == "customers" and named and named != text:
            values |= {"name": named[:200], "number": text[:60]}
        record: Record = new_record(kind_of(target.to).model, values)
        self.own(record, {})
        draft = Draft(record, is_new=True, outside=[text] if self.plan.source else [])
        self.setting.links.made[target.to, text] = draft
        return draft

    # --- lines --------------------------------------------------------------------------------

    def _lines(self, unit: Unit, record: Any) -> Lines:
        held = self.held.get(record.pk, []) if record is not None and record.pk else []
        by_position = {line.position: line for line in held}
        currency, now = self.currency_of(unit, record), list[Line]()
        for place, row in enumerate(unit.rows, 1):
            if not self.told_of_lines.isdisjoint(row.values):
                position = int(row.values.get(_POSITION, place))
                was = by_position.pop(position, None)
                try:
                    now.append(self._line(row, position, was, currency, unit))
                except Unfit as trouble:
                    trouble.row = row
                    raise
        return Lines(held, now, list(by_position.values()))

    def _line(
        self, row: Row, position: int, was: OrderLine | None, currency: str, unit: Unit
    ) -> Line:
        values = row.values
        product, made = self._product(values, unit)
        line = Line(*facts(was)) if was is not None else Line(position)
        line.held, line.made = was, made
        if product is not None:
            line.product_id = product.id
        told = values.get(_DESCRIPTION)
        if told or (was is None and product is not None):
            line.description = str(told or product.name)[:240]
        line.quantity_thousandths = values.get(_QUANTITY, line.quantity_thousandths)
        self._price(line, values, currency, was)
        self._cost(line, values, currency, product)
        return line

    def _product(self, values: dict[str, Any], unit: Unit) -> tuple[Any, Draft | None]:
        text = values.get(_PRODUCT)
        if text is None:
            return None, None
        if (product := self.products.get(text)) is not None:
            return product, None
        line = Unit(unit.rows, values)
        found = self.linked(self.targets[_PRODUCT], str(text), line)
        return (found.record, found) if isinstance(found, Draft) else (found, None)

    def _price(
        self, line: Line, values: dict[str, Any], currency: str, was: OrderLine | None
    ) -> None:
        amount, price = values.get(_AMOUNT), values.get(_PRICE)
        quantity = line.quantity_thousandths
        if amount is None and price is None:
            if was is None:
                raise Unfit(Sentence("Neither price nor amount of the line is told."), _AMOUNT)
            line.amount_minor = amount_of(line.unit_price_minor, quantity)
            return
        if price is not None:
            line.unit_price_minor = _rounded(price, currency)
        if amount is not None:
            line.amount_minor = minor(amount, currency, _AMOUNT)
        elif price is not None:
            line.amount_minor = _rounded(price * quantity / ONE, currency)
        if price is None and quantity:
            line.unit_price_minor = _whole(Decimal(line.amount_minor * ONE) / quantity)

    def _cost(self, line: Line, values: dict[str, Any], currency: str, product: Any) -> None:
        cost = values.get(_COST)
        if cost is not None:
            line.cost_minor = _rounded(cost, currency)
        elif product is not None and product.unit_cost_minor is not None:
            is_same = product.currency in ("", currency)
            quantity = line.quantity_thousandths
            line.cost_minor = amount_of(product.unit_cost_minor, quantity) if is_same else None


def _refuse_others(rows: Sequence[Row], broken: Row) -> None:
    """An order is taken whole or not at all."""
    for row in rows:
        if row is not broken and (row.trouble is None or row.trouble is broken.trouble):
            row.trouble = Unfit(Sentence("Row {row} of the same order is not taken.",
                                         row=str(broken.number)))  # fmt: skip


_PRODUCT, _DESCRIPTION, _POSITION = f"{LINE}product", f"{LINE}description", f"{LINE}position"
_QUANTITY, _AMOUNT = f"{LINE}quantity", f"{LINE}amount"
_PRICE, _COST = f"{LINE}unit_price", f"{LINE}cost"


facts = attrgetter(*FACTS)


def _added_up(lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "amount_minor": sum(line.amount_minor for line in lines),
        "cost_minor": sum(line.cost_minor or 0 for line in lines),
    }


def _payment(values: dict[str, Any]) -> str:
    paid, amount = values["paid_minor"], values.get("amount_minor", 0)
    if paid <= 0:
        return Order.Payment.OPEN.value
    return Order.Payment.PAID.value if paid >= amount else Order.Payment.PARTLY.value


def _rounded(amount: Decimal, currency: str) -> int:
    return _whole(amount.scaleb(_places(currency)))


@cache
def _places(currency: str) -> int:
    return int(get_currency_precision(currency))


def _whole(number: Decimal) -> int:
    return int(number.to_integral_value(rounding=ROUND_HALF_UP))

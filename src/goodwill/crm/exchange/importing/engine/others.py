"""What rows of other kinds leave out and what follows then: currencies, numbers, moments."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from goodwill.crm.commerce.models import Contract, Product
from goodwill.crm.commerce.numbering import next_number
from goodwill.crm.exchange.importing import rooms
from goodwill.crm.exchange.importing.engine.customers import CustomerShape
from goodwill.crm.exchange.importing.engine.drafts import Draft
from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.exchange.importing.engine.orders import OrderShape
from goodwill.crm.exchange.importing.engine.shaping import Setting, Shape, Unit
from goodwill.language import Sentence

LONGEST_NUMBER, LONGEST_SUBJECT = 60, 240


class ProductShape(Shape):
    """Products; one without a number is numbered by its id or its name."""

    def fill_new(self, unit: Unit, values: dict[str, Any]) -> None:
        values.setdefault("currency", self.currency)
        if "number" not in values:
            told = unit.values.get("external_id") or values.get("name", "")
            values["number"] = str(told)[:LONGEST_NUMBER]
            if Product.objects.filter(number=values["number"]).exists():
                taken = Sentence("Another product has the number {n}.", n=values["number"])
                raise Unfit(taken, "products.number")


class PriceShape(Shape):
    """Prices of a list, in its currency."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        if not setting.plan.match:
            places = ("price_list", "product", "from_quantity")
            self.finder.ways = ("+".join(f"prices.{place}" for place in places),)

    def fill(self, unit: Unit) -> None:
        unit.values.setdefault("prices.from_quantity", 1000)

    def fill_new(self, unit: Unit, values: dict[str, Any]) -> None:
        values.setdefault("from_quantity_thousandths", 1000)

    def currency_of(self, unit: Unit, record: Any) -> str:
        priced = unit.values.get("prices.price_list")
        listed = priced.record if isinstance(priced, Draft) else priced
        return str(getattr(listed, "currency", "") or self.currency)


class PriceListShape(Shape):
    """Price lists."""

    def fill_new(self, unit: Unit, values: dict[str, Any]) -> None:
        values.setdefault("currency", self.currency)


class ContractShape(Shape):
    """Contracts; one without a number gets the next of the year."""

    def fill_new(self, unit: Unit, values: dict[str, Any]) -> None:
        values.setdefault("currency", self.currency)
        values.setdefault("sort", Contract.Sort.SUBSCRIPTION.value)
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            raise Unfit(Sentence("A contract cannot end before it starts."), "contracts.ends_on")
        values.setdefault("number", str(unit.values.get("external_id", ""))[:LONGEST_NUMBER])


class ActivityShape(Shape):
    """Entries of the timeline: notes of now, unless the row says more."""

    is_found_by_keys = True

    def fill_new(self, unit: Unit, values: dict[str, Any]) -> None:
        values.setdefault("sort", "note")
        values.setdefault("happened_at", values.get("due_at") or timezone.now())
        first = str(values.get("body", "")).strip().partition("\n")[0]
        values.setdefault("subject", first[:LONGEST_SUBJECT])
        if not values["subject"]:
            raise Unfit(Sentence("The entry says nothing."), "activities.subject")

    def own(self, record: Any, values: Any) -> None:
        if "owner" not in values:
            record.owner = self.setting.actor.user


class RelationShape(Shape):
    """Who is what to whom."""

    def fill_new(self, unit: Unit, values: dict[str, Any]) -> None:
        values.setdefault("role", "employee")


def number(drafts: list[Draft]) -> None:
    """Give contracts without a number the next one; inside the transaction that writes them."""
    for draft in drafts:
        if isinstance(draft.record, Contract) and not draft.record.number:
            draft.record.number = next_number("contracts", "CT", draft.record.starts_on)


def shape_of(setting: Setting) -> Shape:
    """How rows of the plan become records."""
    made: Shape | None = rooms.shape(setting)
    return made or _SHAPES.get(setting.plan.shape, Shape)(setting)


_SHAPES: dict[str, type[Shape]] = {
    "customers": CustomerShape,
    "orders": OrderShape,
    "products": ProductShape,
    "prices": PriceShape,
    "price_lists": PriceListShape,
    "contracts": ContractShape,
    "activities": ActivityShape,
    "relations": RelationShape,
}

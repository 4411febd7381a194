"""What figures can be parted by, as people call it, and who may part by it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from babel import Locale
from babel.dates import format_skeleton

from goodwill.analytics.information.pivoting import OTHERS, TIMES, UNKNOWN, Cube
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Product
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.timeline.kinds import SORTS
from goodwill.crm.exchange.refreshing.star import KINDS_OF_CONTACT
from goodwill.crm.records.kinds import Field, kind_of
from goodwill.crm.ui import speaking
from goodwill.language import Sayable, Sentence


@dataclass(frozen=True)
class Parted:
    """A dimension as people know it.

    `kind` and `name` are the field that holds it, whose permission, choices and list it shares.
    """

    word: str
    label: Sayable
    group: Sentence
    kind: str = ""
    name: str = ""
    choices: Mapping[str, Sayable] = field(default_factory=dict)

    @property
    def is_time(self) -> bool:
        return self.word in TIMES

    def is_seen(self, reach: Reach) -> bool:
        """Whether the person may part by it."""
        return not self.kind or reach.sees(self.kind, self.name)


CUSTOMER, SALE, PRODUCT = Sentence("Customer"), Sentence("Sale"), Sentence("Product")
CONTACT, TIME = Sentence("Contact"), Sentence("Time")
_OF_CUSTOMERS = (
    *("sort", "category", "segment", "stage", "origin", "country", "region", "city", "language"),
    *("preferred_channel", "owner", "team", "score.value_class", "score.rfm_segment"),
)
_TIMES = {
    "year": Sentence("Year"),
    "quarter": Sentence("Quarter"),
    "month": Sentence("Month"),
    "week": Sentence("Week"),
    "weekday": Sentence("Day of the week"),
}
_OTHERS = (
    Parted("product", Sentence("Product"), PRODUCT, "products", "name"),
    Parted("product.category", Sentence("Product family"), PRODUCT, "products", "family"),
    Parted("product.department", Sentence("Department of the product"), PRODUCT, "products",
           "department"),
    Parted("channel", Sentence("Channel"), SALE, "orders", "channel"),
    Parted("sale.region", Sentence("Region of the sale"), SALE, "orders", "region"),
    Parted("department", Sentence("Department"), SALE, "orders", "department"),
    Parted("contact.kind", Sentence("Sort of contact"), CONTACT, "activities", "sort"),
    Parted("contact.employee", Sentence("Who made contact"), CONTACT, "activities", "owner"),
)  # fmt: skip


def all_parted() -> dict[str, Parted]:
    """Every dimension there can be, by its word."""
    found = {"customer": Parted("customer", Sentence("Customer"), CUSTOMER, "customers", "name")}
    for name in _OF_CUSTOMERS:
        held = _field(name)
        if held is not None:
            word = name if name.startswith("score.") else f"customer.{name}"
            found[word] = Parted(word, held.label, CUSTOMER, "customers", name, held.choices)
    found |= {one.word: one for one in _OTHERS}
    return found | {word: Parted(word, label, TIME) for word, label in _TIMES.items()}


def _field(name: str) -> Field | None:
    return next((one for one in kind_of("customers").all_fields() if one.name == name), None)


def parted_for(reach: Reach, cube: Cube) -> dict[str, Parted]:
    """The dimensions that the person may part by and that the cube has."""
    there = {*cube.dimensions, *TIMES}
    return {word: one for word, one in all_parted().items() if word in there and one.is_seen(reach)}


def by_group(known: Iterable[Parted]) -> list[tuple[Sentence, list[Parted]]]:
    """Dimensions under what they are of, for a menu."""
    found: dict[str, tuple[Sentence, list[Parted]]] = {}
    for one in known:
        found.setdefault(one.group.text, (one.group, []))[1].append(one)
    return list(found.values())


class Names:
    """What people call values: choices in their language, records by their names.

    Names of records are asked for at once, for all values that a page shows.
    """

    def __init__(self, known: Mapping[str, Parted]) -> None:
        self.known = known
        self._names: dict[str, dict[str, str]] = {}

    def prepare(self, word: str, values: Iterable[str]) -> None:
        """Look up what these values of a dimension are called."""
        if word in _RECORDS:
            self._names.setdefault(word, {}).update(_RECORDS[word](values))

    def of(self, word: str, value: str) -> str:
        """One value in the reader's language."""
        if value == UNKNOWN:
            return speaking.say("(unknown)")
        if value == OTHERS:
            return speaking.say("All others")
        if word in _RECORDS:
            return self._names.get(word, {}).get(value) or speaking.say("(unknown)")
        return time_name(word, value) if word in TIMES else self._choice(word, value)

    def _choice(self, word: str, value: str) -> str:
        if word == "customer.country":
            return str(speaking.current().locale.territories.get(value, value))
        if word == "contact.kind":
            return _contact(value)
        parted = self.known.get(word)
        choices = parted.choices if parted else {}
        return speaking.show(choices[value]) if value in choices else value


def _contact(value: str) -> str:
    sort = next((held for held, called in KINDS_OF_CONTACT.items() if called == value), value)
    return speaking.show(SORTS[sort]) if sort in SORTS else value


def time_name(word: str, value: str) -> str:
    """A period as people of the reader's language write it."""
    locale: Locale = speaking.current().locale
    if word == "month":
        return str(format_skeleton("yMMM", date.fromisoformat(f"{value}-01"), locale=locale))
    if word == "quarter":
        year, quarter = value.split("-Q")
        return str(format_skeleton("yQQQ", date(int(year), int(quarter) * 3, 1), locale=locale))
    if word == "weekday":
        return str(locale.days["stand-alone"]["abbreviated"][int(value) - 1])
    return value


def order(word: str, values: Sequence[str], known: Mapping[str, Parted]) -> list[str] | None:
    """The order that values have by themselves; None where the greatest comes first."""
    parted = known.get(word)
    if word in TIMES or word == "score.value_class":
        return sorted(values, key=lambda value: (value == UNKNOWN, value))
    if parted and parted.choices and word in ("customer.stage", "score.rfm_segment"):
        places = {value: place for place, value in enumerate(parted.choices)}
        return sorted(values, key=lambda value: (places.get(value, len(places)), value))
    return None


def _ids(values: Iterable[str]) -> list[uuid.UUID]:
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found


def _customers(values: Iterable[str]) -> dict[str, str]:
    held = Customer.objects.present().filter(public_id__in=_ids(values))
    return {str(one): name for one, name in held.values_list("public_id", "name")}


def _products(values: Iterable[str]) -> dict[str, str]:
    held = Product.objects.filter(public_id__in=_ids(values))
    return {str(one): name for one, name in held.values_list("public_id", "name")}


def _people(values: Iterable[str]) -> dict[str, str]:
    held = User.objects.filter(public_id__in=_ids(values))
    return {str(one): name for one, name in held.values_list("public_id", "name")}


_RECORDS = {
    "customer": _customers,
    "product": _products,
    "customer.owner": _people,
    "contact.employee": _people,
}
"""Dimensions whose values are ids of records."""

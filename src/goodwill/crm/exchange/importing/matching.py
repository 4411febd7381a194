"""By what a row may find the record it is about, and what it may bring along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from goodwill.crm.exchange.importing import rooms
from goodwill.crm.exchange.importing.targets import Target
from goodwill.crm.records.kinds import Sort
from goodwill.language import Sayable, Sentence


@dataclass(frozen=True)
class Way:
    """One way to find a record: the targets that must all agree, and how that is said."""

    keys: str
    says: Sentence
    is_usual: bool


def ways(shape: str, columns: Mapping[str, str], wanted: Sequence[Target]) -> list[Way]:
    """The ways that the columns allow, the surest first.

    A name alone is usual only where nothing surer is there: two companies may have one name.
    """
    there, labels = set(columns.values()), {one.name: one.label for one in wanted}
    found: list[Way] = []
    for keys in _all_ways(shape, wanted):
        parts = keys.split("+")
        if set(parts) <= there and all(part in labels for part in parts):
            is_usual = (not found or keys not in _ONLY_ALONE) and not keys.startswith(_OWN)
            found.append(Way(keys, _said([labels[part] for part in parts]), is_usual))
    return found


def usual(shape: str, columns: Mapping[str, str], wanted: Sequence[Target]) -> tuple[str, ...]:
    """How rows are matched unless told otherwise."""
    return tuple(way.keys for way in ways(shape, columns, wanted) if way.is_usual)


def makeable(columns: Mapping[str, str], wanted: Iterable[Target]) -> list[Target]:
    """Links whose missing records may be made as the rows name them."""
    there = set(columns.values())
    return [one for one in wanted if _may_be_made(one.name) and one.name in there]


def _may_be_made(name: str) -> bool:
    return name in _MAKEABLE or name in rooms.of_target(name).makes


def missing(plan_columns: Mapping[str, str], wanted: Iterable[Target]) -> list[Target]:
    """What no column tells and nothing can be made without."""
    there = set(plan_columns.values())
    return [
        one
        for one in wanted
        if one.is_required
        and one.name not in there
        and not there & _STANDS_FOR.get(one.name, set())
    ]


def _all_ways(shape: str, wanted: Iterable[Target]) -> list[str]:
    own = [one.name for one in wanted if one.name.startswith(_OWN) and one.sort in _NAMING]
    return ["external_id", *(_WAYS.get(shape) or rooms.of(shape).match), *own]


def _said(labels: Sequence[Sayable]) -> Sentence:
    if len(labels) == 1:
        return Sentence("{field}", field=labels[0])
    if len(labels) == 2:
        return Sentence("{field} and {other} together", field=labels[0], other=labels[1])
    return Sentence(
        "{field}, {other} and {third} together", field=labels[0], other=labels[1], third=labels[2]
    )


_WAYS: Mapping[str, tuple[str, ...]] = {
    "customers": (
        "customers.number",
        "contact_points.email",
        "contact_points.phone",
        "customers.name+customers.city",
        "customers.name",
    ),
    "orders": ("orders.number",),
    "products": ("products.number", "products.name"),
    "product_families": ("product_families.name",),
    "price_lists": ("price_lists.name",),
    "prices": (
        "prices.price_list+prices.product+prices.from_quantity",
        "prices.price_list+prices.product",
    ),
    "contracts": ("contracts.number", "contracts.customer+contracts.name"),
    "contact_points": ("contact_points.customer+contact_points.given",),
    "activities": ("activities.customer+activities.subject+activities.happened_at",),
    "relations": (
        "relations.customer+relations.person+relations.role",
        "relations.customer+relations.person",
    ),
}
_OWN = "custom."
_NAMING = (Sort.TEXT, Sort.EMAIL, Sort.PHONE)
"""Sorts of own fields that may name a record; whether one does, only people know."""
_ONLY_ALONE = frozenset(
    {"contact_points.phone", "customers.name", "products.name", "contracts.customer+contracts.name"}
)
_MAKEABLE = frozenset(
    {
        "orders.customer",
        "order_lines.product",
        "products.family",
        "contracts.customer",
        "customers.parent",
        "activities.customer",
    }
)
_STANDS_FOR: Mapping[str, set[str]] = {
    "products.number": {"external_id", "products.name"},
    "products.name": {"products.number"},
}
"""What follows from another column where its own is missing."""

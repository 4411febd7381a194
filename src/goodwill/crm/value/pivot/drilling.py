"""The records behind a cell: orders with what they brought there, or customers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pyarrow as pa
from django.urls import reverse

from goodwill.analytics.figure import major
from goodwill.analytics.information.pivoting import OTHERS, Measure, Question
from goodwill.analytics.information.pivoting.answering import Key
from goodwill.analytics.information.pivoting.measures import AMOUNT, SALES
from goodwill.analytics.information.pivoting.parting import Selected, selected
from goodwill.analytics.information.pivoting.tallying import added
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.value.pivot.asking import Asked
from goodwill.crm.value.pivot.computing import Before, Computed
from goodwill.language import Sentence

AT_ONCE = 100
MOST_TAKEN = 200_000
MOST_ASKED = 10
"""More values of a field nobody reads in a filter."""
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Place:
    """A cell: the keys of its row and column, and what is measured there."""

    row: Key
    column: Key
    measure: Measure


@dataclass(frozen=True)
class Behind:
    """One record behind a cell, with what it adds to it.

    `amount` is in the company's currency; `counted` says how many order lines or contacts it was.
    """

    customer: str
    customer_at: str
    order: str = ""
    order_at: str = ""
    on: date | None = None
    amount: Any = None
    counted: int = 0


@dataclass(frozen=True)
class Records:
    """Some of the records behind a cell, the weightiest first, and how many there are in all."""

    rows: tuple[Behind, ...]
    count: int
    total: Any
    counted: int
    is_of_orders: bool
    after: int


def place(told: str, measures: Mapping[str, Measure], asked: Asked) -> Place:
    """The cell that an address names.

    Raises
    ------
    OutOfReach
        There is none like that.
    """
    try:
        row, column, word = json.loads(told)
        found = Place(tuple(map(str, row)), tuple(map(str, column)), measures[word])
    except (ValueError, TypeError, KeyError):
        raise OutOfReach from None
    if len(found.row) > len(asked.rows) or len(found.column) > len(asked.columns):
        raise OutOfReach
    return found


def narrowed(computed: Computed, at: Place, before: Before) -> Question:
    """The question whose facts are those of the cell alone."""
    asked, cube = computed.asked, before.present.cube
    keep = dict(asked.keep)
    pairs = [*zip(asked.rows, at.row, strict=False), *zip(asked.columns, at.column, strict=False)]
    for word, value in pairs:
        wanted: tuple[str, ...] = (value,)
        if value == OTHERS:
            shown = {*computed.shown.get(word, ())}
            wanted = tuple(one for one in cube.dimensions[word].values if one not in shown)
        if word in keep:
            wanted = tuple(one for one in wanted if one in {*keep[word]})
        keep[word] = wanted
    return Question(
        keep=keep, first=computed.period.first, last=computed.period.last, within=before.within()
    )


def facts_of(measure: Measure) -> str:
    """Which facts lie behind a measure; orders where it is made of several sorts."""
    return SALES if SALES in measure.facts else min(measure.facts)


def records(computed: Computed, at: Place, before: Before, after: int = 0) -> Records:
    """A page of the records behind a cell."""
    found = selected(before.present.cube, facts_of(at.measure), narrowed(computed, at, before))
    is_of_orders = found.facts.case is not None
    places, counted, amounts, rows = _grouped(found)
    shown = rows[after : after + AT_ONCE]
    told = tuple(_told(found, before, (places[shown], counted[shown], amounts[shown])))
    currency = before.present.noted.currency
    has_amount = AMOUNT in found.facts.sums
    total = major(int(amounts.sum()), currency) if has_amount else None
    more = after + AT_ONCE if after + AT_ONCE < len(rows) else 0
    return Records(told, len(rows), total, int(counted.sum()), is_of_orders, more)


def all_records(computed: Computed, at: Place, before: Before) -> Iterator[Behind]:
    """Every record behind a cell, for a file.

    Raises
    ------
    Refused
        There are more than a file can sensibly hold.
    """
    found = selected(before.present.cube, facts_of(at.measure), narrowed(computed, at, before))
    places, counted, amounts, rows = _grouped(found)
    if len(rows) > MOST_TAKEN:
        raise Refused(
            Sentence("There are {n} records; a file holds {most}.", n=len(rows), most=MOST_TAKEN)
        )
    for start in range(0, len(rows), 1000):
        some = rows[start : start + 1000]
        yield from _told(found, before, (places[some], counted[some], amounts[some]))


def _grouped(found: Selected) -> tuple[Any, Any, Any, Any]:
    """Of each order or customer a row, how many it has, and its amount; the weightiest first."""
    facts = found.facts
    by = found.take(facts.customer if facts.case is None else facts.case)
    held, firsts, of = np.unique(by, return_index=True, return_inverse=True)
    size = len(held)
    rows = firsts if found.rows is None else found.rows[firsts]
    counted = np.bincount(of, minlength=size)
    column = facts.sums.get(AMOUNT)
    amounts = counted if column is None else added(of, found.take(column), size)
    return rows, counted, amounts, np.lexsort((held, -np.abs(amounts)))


def _told(found: Selected, before: Before, some: tuple[Any, Any, Any]) -> Iterator[Behind]:
    places, counted, amounts = some
    facts, present = found.facts, before.present
    ids = present.kept.customers.take(pa.array(facts.customer[places])).to_pylist()
    names = _customers(before, ids)
    orders = {}
    numbers: list[str] = []
    if facts.case is not None:
        numbers = present.kept.names("cases").take(pa.array(facts.case[places])).to_pylist()
        orders = _orders(before, numbers)
    currency = present.noted.currency
    for number, (at, customer) in enumerate(zip(places.tolist(), ids, strict=True)):
        order = numbers[number].removesuffix("#return") if numbers else ""
        is_amount = AMOUNT in facts.sums
        yield Behind(
            names.get(customer, ""),
            reverse("customer", args=[customer]) if customer in names else "",
            order if order in orders else order.partition("@")[0] if "@" not in order else "",
            reverse("order", args=[orders[order]]) if order in orders else "",
            EPOCH + timedelta(days=int(facts.day[at]))
            if numbers and facts.day is not None
            else None,
            major(int(amounts[number]), currency) if is_amount else None,
            int(counted[number]),
        )


def _customers(before: Before, ids: list[str]) -> dict[str, str]:
    seen = Customer.objects.present().within(before.reach)
    wanted = {uuid.UUID(one) for one in ids}
    return {str(one): name for one, name in
            seen.filter(public_id__in=wanted).values_list("public_id", "name")}  # fmt: skip


def _orders(before: Before, numbers: list[str]) -> dict[str, uuid.UUID]:
    seen = Order.objects.present().within(before.reach)
    wanted = {one.removesuffix("#return") for one in numbers}
    return dict(seen.filter(number__in=wanted).values_list("number", "public_id"))


IN_LISTS = {
    "orders": {"channel": "channel", "sale.region": "region", "department": "department"},
    "customers": {
        **{f"customer.{name}": name for name in (
            "sort", "category", "segment", "stage", "origin", "country", "city", "language",
            "preferred_channel")},
        "score.value_class": "score.value_class",
        "score.rfm_segment": "score.rfm_segment",
    },
}  # fmt: skip
"""By which fields a list can ask for what a dimension holds."""


def list_of(computed: Computed, at: Place, before: Before) -> str:
    """The list whose filter says what the cell says; empty where no filter can say it."""
    facts = facts_of(at.measure)
    word = {"sales": "orders", "portfolio": "customers"}.get(facts, "")
    question = narrowed(computed, at, before)
    known = IN_LISTS.get(word, {})
    if not word or not before.reach.may(f"{word}.view") or {*question.keep} - {*known}:
        return ""
    if any(value == "" for values in question.keep.values() for value in values):
        return ""
    if any(len(values) > MOST_ASKED for values in question.keep.values()):
        return ""
    parts = [_condition(known[name], values) for name, values in question.keep.items()]
    if word == "orders":
        parts += [
            {"field": "ordered_on", name: day.isoformat()}
            for name, day in (("from", question.first), ("upto", question.last))
            if day
        ]
    where = json.dumps({"all": parts}, ensure_ascii=False) if parts else "-"
    return f"{reverse(word)}?{urlencode({'where': where})}"


def _condition(field: str, values: tuple[str, ...]) -> dict[str, Any]:
    each = [{"field": field, "is": value} for value in values]
    return each[0] if len(each) == 1 else {"any": each}


def asked_at(asked: Asked, at: Place) -> Asked:
    """The same table for one measure."""
    return replace(asked, measures=(at.measure.word,))

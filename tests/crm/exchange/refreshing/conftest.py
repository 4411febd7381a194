"""A small company whose records make tables of many parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from goodwill.crm.commerce import ordering
from goodwill.crm.commerce.models import Order, Product
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.refreshing import drawing
from goodwill.crm.records.changing import Actor, create
from goodwill.warehouse.together import generation

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four records share a part, so that a few records are many parts."""
    monkeypatch.setattr(drawing, "SMALLEST", 4)
    monkeypatch.setattr(drawing, "JOURNAL_PARTS", 1000)
    monkeypatch.setattr(drawing, "OTHER_PARTS", 1000)


@pytest.fixture
def tea(by: Actor) -> Product:
    product = Product(number="P1", name="龙井", unit_cost_minor=6000, currency="CNY")
    return create(product, by)


@pytest.fixture
def sold(tea: Product, by: Actor) -> Callable[..., Order]:
    """A confirmed order of so many pieces."""

    def sell(customer: Customer, pieces: int = 1, on: date = date(2026, 3, 1)) -> Order:
        order = ordering.draft({"customer": customer, "ordered_on": on}, by)
        ordering.add(order, ordering.Wanted(tea, pieces * 1000, 9900), by)
        ordering.confirm(order, by)
        return order

    return sell


def tables(folder: Path) -> Tables:
    """Every row of every table, as they stand one after the other."""
    found = generation(folder)
    assert found
    return {name: rows(folder, name) for name in found.facts["tables"]}


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    found = generation(folder)
    assert found
    parts = [found.part(table, number) for number in found.numbers(table)]
    told: list[dict[str, Any]] = pa.concat_tables([one.rows for one in parts if one]).to_pylist()
    return told

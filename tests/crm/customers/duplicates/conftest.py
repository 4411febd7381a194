"""Customers entered twice, for the tests of the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.reaching import points
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

Make = Callable[..., Customer]


@pytest.fixture
def make(by: Actor) -> Make:
    """`make("恒泰", phone="139 …", city="上海")` enters a customer."""

    def made(name: str, phone: str = "", email: str = "", **facts: Any) -> Customer:
        customer = changing.create(Customer(name=name, **facts), by)
        for sort, given in (("phone", phone), ("email", email)):
            if given:
                points.add(customer, sort, given, by, country="CN")
        return customer

    return made


@pytest.fixture
def twice(make: Make) -> tuple[Customer, Customer]:
    """恒泰 is there twice, written in two ways."""
    one = make("上海恒泰精密机械有限公司", "13900000001", city="上海")
    other = make("恒泰精密機械（上海）", "139 0000 0001", city="上海市")
    return one, other

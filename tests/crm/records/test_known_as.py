"""What other systems call our records."""

from __future__ import annotations

import pytest

from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing, known_as
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import NamedOtherwise


@pytest.fixture
def hengtai(by: Actor) -> Customer:
    return changing.create(Customer(name="恒泰精密"), by)


def test_a_record_is_found_by_what_a_source_calls_it(hengtai: Customer) -> None:
    known_as.remember(hengtai, "erp", "K-1001")
    known_as.remember(hengtai, "erp", "K-1001")
    known_as.remember(hengtai, "shop", "77")
    assert known_as.find(Customer, "erp", "K-1001") == hengtai
    assert known_as.find(Customer, "shop", "K-1001") is None
    assert known_as.find_many(Customer, "erp", ["K-1001", "K-9"]) == {"K-1001": hengtai.pk}
    assert [(one.source, one.value) for one in known_as.ids_of(hengtai)] == [
        ("erp", "K-1001"),
        ("shop", "77"),
    ]


def test_one_name_is_one_record(hengtai: Customer, by: Actor) -> None:
    known_as.remember(hengtai, "erp", "K-1001")
    other = changing.create(Customer(name="Other"), by)
    with pytest.raises(NamedOtherwise):
        known_as.remember(other, "erp", "K-1001")
    known_as.forget(hengtai)
    known_as.remember(other, "erp", "K-1001")
    assert known_as.find(Customer, "erp", "K-1001") == other

"""What is set aside while tables fill stands afterwards as it stood before."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from goodwill.crm.customers.models import Customer, Relation
from goodwill.crm.site.filling import indexes


def standing(table: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        told: dict[str, Any] = connection.introspection.get_constraints(cursor, table)
    return told


@pytest.mark.django_db
def test_indexes_are_gone_inside_and_back_as_they_were_afterwards() -> None:
    table, other = Customer._meta.db_table, Relation._meta.db_table
    before, beside = standing(table), standing(other)
    with indexes.set_aside([Customer]):
        assert "customer_name" in before
        assert "customer_name" not in standing(table)
        assert standing(other) == beside
        Customer.objects.create(name="恒泰")
    assert standing(table) == before


@pytest.mark.django_db
def test_a_failed_filling_leaves_the_indexes_standing() -> None:
    before = standing(Customer._meta.db_table)
    with pytest.raises(ZeroDivisionError), indexes.set_aside(indexes.ours()):
        1 / 0  # noqa: B018
    assert standing(Customer._meta.db_table) == before

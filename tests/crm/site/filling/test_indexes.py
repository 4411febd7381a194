"""What is set aside while tables fill stands afterwards as it stood before."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from goodwill.crm.customers.models import Customer, Relation
from goodwill.crm.site.filling import indexes

IN_FILES = 1


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


@pytest.mark.django_db(transaction=True)
def test_sqlite_sorts_large_indexes_in_files_and_then_as_before() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL knows by itself.")
    asked: list[tuple[str, Any, Any]] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("CREATE INDEX"):
            asked.append((sql, *pragmas()))
        return execute(sql, *rest)

    def pragmas() -> tuple[Any, Any]:
        connection.ensure_connection()
        assert connection.connection is not None
        told = (connection.connection.execute(f"PRAGMA {one}") for one in ("temp_store", "threads"))
        return tuple(one.fetchone()[0] for one in told)  # type: ignore[return-value]

    before = pragmas()
    with connection.execute_wrapper(note), indexes.set_aside([Customer]):
        pass
    assert pragmas() == before
    assert {(store, threads) for _, store, threads in asked} == {(IN_FILES, 2)}

"""A refresh sees one moment, and what commits late is not missed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from crm.exchange.refreshing.conftest import rows
from django.db import connection

from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.refreshing import changes, refresh, snapshots
from goodwill.crm.exchange.refreshing.changes import changed, place
from goodwill.crm.records.models import Change

on_a_server = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="on SQLite one writes at a time",
)


def test_a_file_is_read_as_it_was_when_reading_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "other.sqlite3"
    with ExitStack() as stack:
        writer = sqlite3.connect(file, isolation_level=None)
        stack.callback(writer.close)
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE people (name TEXT)")
        writer.execute("INSERT INTO people VALUES ('before')")
        monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
        monkeypatch.setattr(connection, "in_atomic_block", False)
        read = snapshots._file(stack)
        writer.execute("INSERT INTO people VALUES ('meanwhile')")  # nobody waits
        writer.execute("UPDATE people SET name = 'changed'")
        assert list(read("SELECT name FROM people WHERE name <> %s", ["x"])) == [[("before",)]]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            list(read("DELETE FROM people", []))


@on_a_server
@pytest.mark.django_db(transaction=True)
def test_a_server_is_read_as_it_was_when_reading_began(tmp_path: Path) -> None:
    Customer.objects.create(name="before")
    with snapshots.snapshot() as seen:
        Customer.objects.create(name="meanwhile")
        assert seen.all(Customer.objects.values_list("name")) == [("before",)]


@on_a_server
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_ends_late_is_not_missed(tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    early = Customer.objects.create(name="early")
    late = Customer.objects.create(name="late")
    refresh(folder)
    with _another() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(*_line(late))
        cursor.execute("UPDATE customers_customer SET city = '上海' WHERE id = %s", [late.pk])
        Change.objects.create(kind="customers", record_id=early.pk, version=2, verb="changed")
        refresh(folder)  # sees the later line, not yet the earlier one
        assert {row["city"] for row in rows(folder, "customers")} == {None}
        cursor.execute("COMMIT")
    assert refresh(folder).how == "changes"
    cities = {row["name"]: row["city"] for row in rows(folder, "customers")}
    assert cities == {"early": None, "late": "上海"}


@on_a_server
@pytest.mark.django_db(transaction=True)
def test_lines_that_never_came_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    who = Customer.objects.create(name="恒泰")
    with snapshots.snapshot() as seen:
        began = place(seen)
    with _another() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(*_line(who))
        cursor.execute("ROLLBACK")
    Change.objects.create(kind="customers", record_id=who.pk, version=2, verb="changed")
    with snapshots.snapshot() as seen:
        found = changed(seen, began, seen.as_of)
        assert found.place.last - 1 in found.place.missing
        assert found.place.last not in found.place.missing
        monkeypatch.setattr(changes, "LATE", timedelta(0))
        assert not changed(seen, found.place, seen.as_of).place.missing


def _line(who: Customer) -> tuple[str, list[Any]]:
    """SQL that writes a line of history."""
    told = (
        "INSERT INTO records_change (kind, record_id, version, verb, fields, at, source, batch,"
        " digest, link) VALUES ('customers', %s, 2, 'changed', '{}', now(), 'web', %s, '', '')"
    )
    return told, [who.pk, who.public_id]


@contextmanager
def _another() -> Iterator[Any]:
    """Somebody else at the same database."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()

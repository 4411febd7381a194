"""Many scores on PostgreSQL come in a table of their own, which is then as the one before was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from crm.value.scoring.valued import AS_OF, GONE, LEAVING, STEADY, written
from django.db import connection

from goodwill.analytics.value.basis import Basis
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.models import Score, Valuation
from goodwill.crm.value.scoring import columns, swapping, writing

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own way"),
]

TABLE = Score._meta.db_table


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MANY", 1)


@pytest.fixture
def both(by: Actor) -> list[Customer]:
    return [changing.create(Customer(name=name), by) for name in ("A", "B")]


def keep(folder: Path, of: list[tuple[Customer, dict[str, Any]]]) -> None:
    run = Valuation.objects.create(as_of=AS_OF, currency="CNY")
    rows = [{**row, "customer_id": str(one.public_id)} for one, row in of]
    told = columns.scores(written(folder, rows), "CNY", Basis.MARGIN)
    writing.write(run, columns.with_past(told, None, None), lambda _: None)


def asked(question: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def number() -> int:
    """What PostgreSQL knows the table by: another table has another one."""
    return int(asked(f"SELECT '{TABLE}'::regclass::oid::int")[0][0])


def built() -> dict[str, list[Any]]:
    """All that a table is, apart from its rows."""
    here = f"'{TABLE}'::regclass"
    return {
        "columns": asked(
            "SELECT attname, format_type(atttypid, atttypmod), attnotnull, "
            "pg_get_expr(adbin, adrelid) FROM pg_attribute "
            "LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum "
            f"WHERE attrelid = {here} AND attnum > 0 ORDER BY attnum"
        ),
        "indexes": asked(f"SELECT indexdef FROM pg_indexes WHERE tablename = '{TABLE}' ORDER BY 1"),
        "rules": asked(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            f"WHERE conrelid = {here} AND contype <> 'n' ORDER BY 1"
        ),
        "grants": asked(
            "SELECT privilege_type FROM pg_class, aclexplode(relacl) "
            f"WHERE oid = {here} AND grantee = 0 ORDER BY 1"
        ),
    }


def test_the_table_of_its_own_is_built_as_the_one_before(
    tmp_path: Path, both: list[Customer]
) -> None:
    a, b = both
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT ON {TABLE} TO PUBLIC")
    before, first = built(), number()
    assert all(before.values())
    keep(tmp_path, [(a, STEADY), (b, LEAVING)])
    assert number() != first
    assert built() == before


def test_row_by_row_gives_the_same(
    tmp_path: Path, both: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = both

    def two_valuations() -> list[Any]:
        Score.objects.all().delete()
        keep(tmp_path, [(a, STEADY), (b, STEADY)])
        keep(tmp_path, [(a, GONE)])
        told: list[dict[str, Any]] = list(Score.objects.order_by("customer").values())
        return [{name: row[name] for name in row if name != "valuation_id"} for row in told]

    swapped = two_valuations()
    monkeypatch.setattr(writing, "MANY", 1_000)
    assert swapped == two_valuations()
    assert [(row["was_stage"], row["stage"]) for row in swapped] == [("repeat", "lost")]


def test_a_table_that_a_view_reads_stays(tmp_path: Path, both: list[Customer]) -> None:
    first = number()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIEW best AS SELECT * FROM {TABLE} WHERE value_class = 'A'")
    try:
        keep(tmp_path, [(both[0], STEADY)])
        assert (number(), asked("SELECT count(*) FROM best")) == (first, [(1,)])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP VIEW best")


@pytest.fixture
def reader() -> Iterator[psycopg.Connection[Any]]:
    """Somebody else's transaction, such as that of a backup, which has read the scores."""
    told = connection.get_connection_params()
    known = {
        name: told[name] for name in ("dbname", "user", "host", "port", "password") if name in told
    }
    with psycopg.connect(**known) as other:
        other.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        other.execute(f"SELECT count(*) FROM {TABLE}")
        yield other


def test_nobody_waits_for_a_reader_who_stays(
    tmp_path: Path,
    both: list[Customer],
    reader: psycopg.Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(swapping, "TRIES", 2)
    monkeypatch.setattr(swapping, "WAIT_SECONDS", 0.01)
    first = number()
    keep(tmp_path, [(both[0], STEADY)])
    assert (number(), Score.objects.count()) == (first, 1)
    assert reader.execute(f"SELECT count(*) FROM {TABLE}").fetchone() == (0,)

"""Many rows at once stand in the database as Django would have written them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from goodwill.crm.customers.models import Customer, Tag
from goodwill.crm.records import collating, inserting

pytestmark = pytest.mark.django_db

VALUES = {
    "name": 'Tab\tand "quote" \\ 恒泰',
    "sort": "person",
    "deleted_at": datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    "known_on": date(1980, 2, 29),
    "custom": {"size": "大", "n": 3},
}


def test_rows_are_those_that_django_writes(rep):
    told = [VALUES, {"name": "Empty"}]
    slow = [Customer(public_id=uuid4(), owner=rep, **values) for values in told]
    for one in slow:
        one.save()
    quick = [inserting.fresh(Customer, {"owner": rep, **values}) for values in told]
    for one in quick:
        one.complete()
    inserting.insert_all(quick)
    assert len({one.pk for one in (*slow, *quick)}) == 4
    differs = {"id", "public_id", "created_at", "changed_at"}
    names = [one.attname for one in Customer._meta.concrete_fields if one.attname not in differs]
    rows = {one.pk: one for one in Customer.objects.all()}
    for was, now in zip(slow, quick, strict=True):
        assert [getattr(rows[was.pk], name) for name in names] == [
            getattr(rows[now.pk], name) for name in names
        ]
        assert rows[now.pk].public_id == now.public_id
        assert rows[now.pk].created_at == now.created_at


def test_keys_are_reserved_once(db):
    tag = Tag.objects.create(name="first")
    some, more = inserting.reserve(Tag, 3), []
    if connection.vendor == "postgresql":  # SQLite counts what is written
        more = inserting.reserve(Tag, 2)
    assert len({tag.pk, *some, *more}) == 4 + len(more)
    assert sorted([tag.pk, *some, *more]) == [tag.pk, *some, *more]


def test_the_database_knows_how_many_rows_there_are_once_it_looked():
    Tag.objects.bulk_create(Tag(name=str(n)) for n in range(300))
    inserting.analyse([Tag])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'customers_tag'")
            assert cursor.fetchone() == (300,)


def test_columns_of_tables_that_are_not_there_yet_are_left_alone(monkeypatch):
    absent = SimpleNamespace(
        by_code_point=("name",),
        _meta=SimpleNamespace(db_table="not_there", get_field=Customer._meta.get_field),
    )
    monkeypatch.setattr(apps, "get_models", lambda: [absent, Customer])
    collating.sort_by_code_point()
    assert Customer.objects.count() == 0

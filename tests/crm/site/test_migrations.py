"""The tables are what the models say."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from crm.site.installation import Installation
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
def test_no_migration_is_missing(settings: Any) -> None:
    """The tests make their tables from the models; an installation makes them by migrations."""
    settings.MIGRATION_MODULES = {}
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_what_migrations_make_is_what_the_models_say(tmp_path: Path) -> None:
    """Indexes and tables too: a migration may do by hand what it tells Django of."""
    if connection.vendor != "sqlite":
        pytest.skip("the same migrations; SQLite says plainly what they made")
    made = Installation(tmp_path / "home")
    made.do("")
    with closing(sqlite3.connect(made.home / "goodwill.sqlite3")) as opened:
        migrated = opened.execute(ASKED).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(ASKED)
        assert {*cursor.fetchall()} == {*migrated}


ASKED = """
SELECT tables.name, indexes.name, indexes."unique", indexes.partial, columns.name
FROM sqlite_master AS tables, pragma_index_list(tables.name) AS indexes,
     pragma_index_info(indexes.name) AS columns
WHERE tables.type = 'table' AND indexes.name NOT LIKE 'sqlite_autoindex%'
  AND tables.name <> 'cache' AND tables.name NOT LIKE 'django_%'
"""

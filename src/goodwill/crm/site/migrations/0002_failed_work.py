"""Failed work is counted every morning, and the queue keeps a month of what went well."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

NAME = "site_failed_work"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("site", "0001_initial"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            f"CREATE INDEX IF NOT EXISTS {NAME} "
            "ON django_tasks_database_dbtaskresult (finished_at) WHERE status = 'FAILED'",
            f"DROP INDEX IF EXISTS {NAME}",
        )
    ]

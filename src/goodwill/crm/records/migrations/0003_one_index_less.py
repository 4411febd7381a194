import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # Another index of the table begins with the same column. On SQLite a field that is altered
    # has its whole table copied; here only the index goes.
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX IF EXISTS records_change_by_id_86502a72",
                    "CREATE INDEX records_change_by_id_86502a72 ON records_change (by_id)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="change",
                    name="by",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]

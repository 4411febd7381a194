import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_one_index_less"),
        ("value", "0001_initial"),
    ]

    # Another index of the table begins with the same column. On SQLite a field that is altered
    # has its whole table copied; here only the index goes.
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX IF EXISTS value_segmentmember_segment_id_2db88110",
                    "CREATE INDEX value_segmentmember_segment_id_2db88110 "
                    "ON value_segmentmember (segment_id)",
                ),
                migrations.RunSQL(
                    "DROP INDEX IF EXISTS value_transition_customer_id_b38f1ad6",
                    "CREATE INDEX value_transition_customer_id_b38f1ad6 "
                    "ON value_transition (customer_id)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="segmentmember",
                    name="segment",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="value.segment",
                    ),
                ),
                migrations.AlterField(
                    model_name="transition",
                    name="customer",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0002_quote_tax"),
    ]

    # Another index of the table begins with the same column. On SQLite a field that is altered
    # has its whole table copied; here only the index goes.
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX IF EXISTS sales_stagechange_opportunity_id_2658f32b",
                    "CREATE INDEX sales_stagechange_opportunity_id_2658f32b "
                    "ON sales_stagechange (opportunity_id)",
                ),
                migrations.RunSQL(
                    "DROP INDEX IF EXISTS sales_stagechange_to_stage_id_303bfaf3",
                    "CREATE INDEX sales_stagechange_to_stage_id_303bfaf3 "
                    "ON sales_stagechange (to_stage_id)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="stagechange",
                    name="opportunity",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="sales.opportunity",
                    ),
                ),
                migrations.AlterField(
                    model_name="stagechange",
                    name="to_stage",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="sales.stage",
                    ),
                ),
            ],
        ),
    ]

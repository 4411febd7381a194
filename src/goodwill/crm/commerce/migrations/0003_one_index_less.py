import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commerce", "0002_product_tax"),
    ]

    # Another index of the table begins with the same column. On SQLite a field that is altered
    # has its whole table copied; here only the index goes.
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX IF EXISTS commerce_orderline_order_id_678fed48",
                    "CREATE INDEX commerce_orderline_order_id_678fed48 "
                    "ON commerce_orderline (order_id)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="orderline",
                    name="order",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="commerce.order",
                    ),
                ),
            ],
        ),
    ]

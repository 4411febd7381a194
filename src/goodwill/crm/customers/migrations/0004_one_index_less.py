import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_city_changed"),
    ]

    # Another index of the table begins with the same column. On SQLite a field that is altered
    # has its whole table copied; here only the index goes.
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX IF EXISTS customers_consent_customer_id_e5c9af2d",
                    "CREATE INDEX customers_consent_customer_id_e5c9af2d "
                    "ON customers_consent (customer_id)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="consent",
                    name="customer",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
    ]

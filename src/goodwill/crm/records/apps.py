"""The app's place in Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from goodwill.language import Sentence


class RecordsConfig(AppConfig):
    name = "goodwill.crm.records"
    label = "records"

    def ready(self) -> None:
        from goodwill.crm.accounts import noting
        from goodwill.crm.accounts.views import settings
        from goodwill.crm.records import kinds, own_fields
        from goodwill.crm.records.auditing import note_of_people

        kinds.ask_own_fields(own_fields.fields_of)
        settings.offer(
            settings.Setting(
                Sentence("Own fields"),
                Sentence("What your company wants to know beyond what is built in."),
                "adjustments-horizontal",
                "fields",
                "settings.manage",
            )
        )
        noting.keep_with(note_of_people)
        post_migrate.connect(_sort_by_code_point)
        post_migrate.connect(_make_the_text_index, sender=self)
        post_migrate.connect(_make_the_indexes_of_own_fields, sender=self)


def _sort_by_code_point(**_: object) -> None:
    from goodwill.crm.records import collating

    collating.sort_by_code_point()


def _make_the_text_index(**_: object) -> None:
    """Django makes no full-text index; this does, once the tables are there."""
    from goodwill.crm.records.finding import indexing

    indexing.make()


def _make_the_indexes_of_own_fields(**_: object) -> None:
    """A migration may rebuild a table, and then knows nothing of these."""
    from django.db import connection

    from goodwill.crm.records.own_fields import indexing
    from goodwill.crm.records.own_fields.models import OwnField

    if OwnField._meta.db_table in connection.introspection.table_names():
        indexing.make_all()
